"""Names and descriptions of categories, tags, authors and series."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.key_names import fold_key, line
from sphinx_knowledge_base.importers.knowledge_base import TAXONOMIES, fold_label, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_knowledge_base.core.model import Taxonomy
    from sphinx_knowledge_base.importers.model import Value

_SIGNS = str.maketrans({"+": " plus ", "#": " sharp ", "&": " and ", "@": " at ", "%": " percent "})
_WEB = re.compile(r"https?://[^\s<>\"\\]+")

#: What a taxonomy file can say of a term, by the keys that other systems use.
_FACTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "label", "name"),
    "description": ("description", "summary"),
    "bio": ("bio", "biography", "description", "about"),
    "url": ("url", "website", "homepage", "web", "uri", "link"),
    "image": ("image", "imageurl", "avatar", "picture", "photo"),
    "credentials": ("credentials", "title", "role", "jobtitle"),
}


@dataclass(slots=True)
class Term:
    """One term: its label as articles write it, and its entry in ``taxonomy.yaml``."""

    label: str
    facts: dict[str, Value] = field(default_factory=dict)
    uses: int = 0
    is_registered: bool = False
    """Whether its entry comes from a taxonomy file, where articles without it may stay."""


class Terms:
    """All terms of an import.

    The first spelling of a label is the one that is written; others that fold to the same are it.
    """

    def __init__(self) -> None:
        self._terms: dict[tuple[str, str], Term] = {}
        self._slugs: dict[tuple[str, str], str] = {}
        self._author_ids: dict[str, str] = {}
        self._term_ids: dict[tuple[str, str], str] = {}

    def use(self, taxonomy: str, label: str) -> str:
        """Count a use of *label* and return its spelling."""
        label = self._term_ids.get((taxonomy, label), label)
        term = self._term(taxonomy, label)
        term.uses += 1
        return term.label

    def define(self, taxonomy: str, key: str, known: dict[str, Value]) -> str:
        """Record how the source's settings describe a term that articles call *key*."""
        parts = {fold_key(name): value for name, value in known.items()}
        title = next((t for n in _FACTS["title"] if (t := line(parts.get(n)))), "") or key
        term = self._term(taxonomy, title)
        self._term_ids[taxonomy, key] = term.label
        for name in ("description",):
            if text := next((t for n in _FACTS[name] if (t := line(parts.get(n)))), ""):
                term.facts.setdefault(name, text)
        return term.label

    def adopt(self, taxonomy: Taxonomy, label: str, facts: Mapping[str, Value]) -> None:
        """Take an entry of another knowledge base's ``taxonomy.yaml`` as it is."""
        term = self._term(taxonomy, label)
        term.facts = {**term.facts, **facts}
        term.is_registered = True
        if taxonomy == "categories":  # whose other names would become entries of their own
            synonyms = facts.get("synonyms")
            for name in (facts.get("title"), *(synonyms if isinstance(synonyms, list) else ())):
                self._term_ids.setdefault((taxonomy, line(name)), term.label)

    def define_author(self, key: str, known: dict[str, Value]) -> str:
        """Record how the source's settings describe an author whom articles call *key*."""
        parts = {fold_key(name): value for name, value in known.items()}
        name = next(
            (t for n in ("name", "displayname", "fullname") if (t := line(parts.get(n)))), key
        )
        term = self._term("authors", name)
        self._author_ids[fold_label(key)] = term.label
        if login := line(parts.get("login")):
            self._author_ids[fold_label(login)] = term.label
        for fact in ("bio", "url", "image", "credentials"):
            text = next((t for n in _FACTS[fact] if (t := line(parts.get(n)))), "")
            if fact == "url" and not _WEB.fullmatch(text):
                continue
            if text and text != name:
                term.facts.setdefault(fact, text)
        return term.label

    def author(self, item: object) -> str:
        """Return the name of an author, given as an id, a name or a mapping."""
        if isinstance(item, dict):
            parts = {fold_key(str(name)): value for name, value in item.items()}
            key = line(parts.get("name")) or line(parts.get("key")) or line(parts.get("id"))
            if not key:
                return ""
            label = self.define_author(key, item)
            self._term("authors", label).uses += 1
            return label
        name = re.sub(r"<[^<>@\s]++@[^<>\s]++>$", "", line(item)).strip()
        if not name:
            return ""
        label = self._author_ids.get(fold_label(name.removeprefix("@")), name)
        term = self._term("authors", label)
        term.uses += 1
        return term.label

    def _term(self, taxonomy: str, label: str) -> Term:
        found = self._terms.get(key := (taxonomy, fold_label(label)))
        if found is None:
            found = self._terms[key] = Term(label)
            slug = slugify(label)
            taken = self._slugs.setdefault((taxonomy, slug), label) != label
            if not slug or taken or len(slug.encode()) > 150:
                digest = blake2b(label.encode(), digest_size=4).hexdigest()
                better = slugify(label.translate(_SIGNS))[:60]
                if not better or self._slugs.setdefault((taxonomy, better), label) != label:
                    better = "-".join(filter(None, (better, digest)))
                found.facts["slug"] = better
        return found

    def slug_of(self, taxonomy: str, label: str) -> str | None:
        """Return the slug of the term that articles use and an address calls *label*."""
        slug = slugify(label)
        for (of, _), term in self._terms.items():
            own = term.facts.get("slug") or slugify(term.label)
            if of == taxonomy and term.uses and own == slug:
                return slug
        return None

    def authors(self) -> Iterator[Term]:
        """Yield the authors that the source describes."""
        return (term for (taxonomy, _), term in self._terms.items() if taxonomy == "authors")

    def registry(self) -> dict[Taxonomy, dict[str, dict[str, Value]]]:
        """Return the entries of ``taxonomy.yaml``: categories, and whatever is known of others."""
        sections: dict[Taxonomy, dict[str, dict[str, Value]]] = {}
        for taxonomy in TAXONOMIES:
            is_category = taxonomy == "categories"
            terms: dict[str, dict[str, Value]] = {
                term.label: {"title": term.label, **term.facts}
                if is_category and not term.is_registered
                else dict(term.facts)
                for (of, _), term in sorted(self._terms.items())
                if of == taxonomy
                and (term.is_registered or (term.uses and (term.facts or is_category)))
            }
            if terms:
                sections[taxonomy] = terms
        return sections

    def count(self) -> dict[str, int]:
        """Return how many terms articles use, by taxonomy."""
        counts: dict[str, int] = {}
        for (taxonomy, _), term in self._terms.items():
            if term.uses:
                counts[taxonomy] = counts.get(taxonomy, 0) + 1
        return counts

    def near_duplicates(self) -> list[str]:
        """Return pairs of labels that an editor may want to merge."""
        proposals: list[str] = []
        for taxonomy in ("categories", "tags", "authors"):
            of_one = [term for (of, _), term in sorted(self._terms.items()) if of == taxonomy]
            folded = {re.sub(r"[\W_]+", "", fold_label(term.label)): term for term in of_one}
            by_shape: dict[str, list[Term]] = {}
            for shape, term in folded.items():
                by_shape.setdefault(shape[:2], []).append(term)
            for near in by_shape.values():
                proposals += _pairs(taxonomy, near)
            shown = {fold_label(term.label) for term in folded.values()}
            proposals += [
                f"{taxonomy}: {term.label!r} and {folded[shape].label!r}"
                for term in of_one
                if fold_label(term.label) not in shown
                and (shape := re.sub(r"[\W_]+", "", fold_label(term.label))) in folded
            ]
        return sorted(proposals)


def _pairs(taxonomy: str, terms: list[Term]) -> Iterator[str]:
    """Yield the pairs among *terms* that differ by an ending or a letter."""
    for number, one in enumerate(terms[:400]):
        first = fold_label(one.label)
        matcher = difflib.SequenceMatcher(b=first)
        for other in terms[number + 1 : 400]:
            second = fold_label(other.label)
            shorter, longer = sorted((first, second), key=len)
            is_plural = longer in {f"{shorter}s", f"{shorter}es"}
            is_near = min(len(first), len(second)) > 5 and abs(len(first) - len(second)) < 3
            if is_near and not is_plural:
                matcher.set_seq1(second)
                is_near = matcher.real_quick_ratio() > 0.9 and matcher.ratio() > 0.9
            if is_plural or is_near:
                yield f"{taxonomy}: {one.label!r} ({one.uses}) and {other.label!r} ({other.uses})"
