"""The registry of terms: what ``taxonomy.yaml`` says of categories, tags, authors and the rest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from sphinx_knowledge_base.core.model import Place, Taxonomy, Term
from sphinx_knowledge_base.core.problems import Problem, Severity, did_you_mean
from sphinx_knowledge_base.core.reading import fields
from sphinx_knowledge_base.core.reading.encoding import decode
from sphinx_knowledge_base.core.reading.positions import (
    Entry,
    Fault,
    PlacedMapping,
    PlacedScalar,
    place_of,
)
from sphinx_knowledge_base.core.reading.validation import Flaw, check
from sphinx_knowledge_base.core.reading.yaml import read_yaml
from sphinx_knowledge_base.core.slugs import MAX_SLUG_BYTES, fold_label, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class TermEntry(BaseModel):
    """What can be said of any term."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    title: fields.OptionalText = None
    slug: fields.OptionalSlug = None
    """For labels whose own slug is empty or another term's: ``C++``."""
    description: fields.Text = ""
    order: fields.OptionalNumber = None
    synonyms: fields.Labels = ()


class CategoryEntry(TermEntry):
    """A category; *audience* is whom its articles are for when they do not say."""

    audience: fields.OptionalText = None


class AuthorTermEntry(TermEntry):
    """An author."""

    url: fields.OptionalUrl = None
    bio: fields.Text = ""
    image: fields.OptionalImage = None
    credentials: fields.Text = ""


@dataclass(frozen=True, slots=True)
class _Section:
    """One taxonomy that a registry can hold."""

    noun: str
    entry: type[TermEntry] = TermEntry
    has_codes: bool = False
    """Whether articles write codes, of which titles are made; otherwise labels are titles."""
    is_keyed_by_code: bool = False


_SECTIONS: Final[Mapping[Taxonomy, _Section]] = {
    "categories": _Section("category", CategoryEntry, has_codes=True, is_keyed_by_code=True),
    "tags": _Section("tag"),
    "authors": _Section("author", AuthorTermEntry),
    "audiences": _Section("audience", has_codes=True),
    "series": _Section("series"),
}


@dataclass(frozen=True, slots=True)
class Registry:
    """Every term that a site has registered, by taxonomy."""

    terms: Mapping[Taxonomy, Mapping[str, Term]] = field(default_factory=dict)
    """The terms by their keys, in the file's order."""
    labels: Mapping[Taxonomy, Mapping[str, str]] = field(default_factory=dict)
    """Folded codes, labels, titles and synonyms (see `fold_label`), to the keys of their terms."""
    problems: tuple[Problem, ...] = ()

    def of(self, taxonomy: Taxonomy) -> Mapping[str, Term]:
        """Return the terms of *taxonomy* by their keys; empty when none is registered."""
        return self.terms.get(taxonomy, {})

    def find(self, taxonomy: Taxonomy, label: str) -> Term | None:
        """Return the term that *label* (a code, label, title or synonym) means, or None."""
        key = self.labels.get(taxonomy, {}).get(fold_label(label))
        return self.of(taxonomy)[key] if key is not None else None


def title_of_code(code: str) -> str:
    """Return the title that a *code* stands for: ``CLINICAL_RESEARCH``, "Clinical Research"."""
    if code != code.upper() and code != code.lower():
        return code  # Mixed case is a title already.
    if " " in code:
        return code
    return " ".join(word.capitalize() for word in code.replace("-", "_").split("_") if word)


def read_taxonomy(path: str, data: bytes) -> Registry:
    """Return the registry that the YAML file at *path* holds; an empty file holds none.

    Never raises for what an editor wrote: every problem is in the result, in the file's order.
    """
    text = decode(data)
    root, faults = (None, [text]) if isinstance(text, Fault) else read_yaml(text)
    reading = _Reading(path)
    for fault in faults:
        reading.report(fault, Severity.ERROR)
    if isinstance(root, PlacedMapping):
        for name, entry in root.entries.items():
            reading.section(name, entry)
        reading.settle_claims()
    elif root is not None and not (isinstance(root, PlacedScalar) and root.value is None):
        reading.report(Fault(root.place, "a taxonomy file must be keys and values"), Severity.ERROR)
    problems = sorted(reading.problems, key=lambda problem: (problem.line, problem.column))
    return Registry(reading.terms, reading.labels, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Claim:
    """A label, title or synonym that a term wants to be known as."""

    taxonomy: Taxonomy
    key: str
    text: str
    place: Place


class _Reading:
    """One taxonomy file on its way to a `Registry`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.terms: dict[Taxonomy, dict[str, Term]] = {}
        self.labels: dict[Taxonomy, dict[str, str]] = {}
        self.registered: dict[tuple[Taxonomy, str], tuple[str, int]] = {}
        """The label of each term and the line that registers it."""
        self.titles: list[_Claim] = []
        self.synonyms: list[_Claim] = []

    def report(self, fault: Fault, severity: Severity = Severity.WARNING) -> None:
        line, column = fault.place.line, fault.place.column
        self.problems.append(Problem(self.path, line, column, "taxonomy", fault.message, severity))

    def section(self, name: str, entry: Entry) -> None:
        taxonomy = next((known for known in _SECTIONS if known == name), None)
        if taxonomy is None:
            message = f"unknown taxonomy {name!r}{did_you_mean(name, _SECTIONS)}"
            self.report(Fault(entry.key_place, message))
        elif isinstance(entry.value, PlacedMapping):
            self.terms[taxonomy], self.labels[taxonomy] = {}, {}
            for label, term_entry in entry.value.entries.items():
                self.term(taxonomy, label, term_entry)
        elif not _is_nothing(entry):
            noun = _SECTIONS[taxonomy].noun
            self.report(Fault(entry.value.place, f"{name} must have a key for each {noun}"))

    def term(self, taxonomy: Taxonomy, label: str, entry: Entry) -> None:
        section = _SECTIONS[taxonomy]
        name = f"{section.noun} {label!r}"
        table = entry.value
        if _is_nothing(entry):
            table = PlacedMapping(entry.key_place, {})
        if not isinstance(table, PlacedMapping):
            self.report(Fault(table.place, f"{name} must have keys and values"))
            table = PlacedMapping(entry.key_place, {})
        checked = check(section.entry, table)
        for flaw in checked.flaws:
            self.report(Fault(flaw.place, f"{name}{_part(flaw)} {flaw.message}"))
        facts = checked.value or section.entry()
        slug = facts.slug or slugify(label)
        key = label if section.is_keyed_by_code else slug
        if fault := self.clash(taxonomy, label, slug):
            self.report(Fault(entry.key_place, f"{name} {fault}"), Severity.ERROR)
            return
        title = facts.title or (title_of_code(label) if section.has_codes else label)
        details = facts.model_dump(exclude={"title", "slug", "synonyms"})
        self.terms[taxonomy][key] = Term(taxonomy, key, slug, title, **details)
        self.registered[taxonomy, key] = (label, entry.key_place.line)
        self.claim(_Claim(taxonomy, key, label, entry.key_place))
        place = place_of(checked.table, ("title",))
        self.titles.append(_Claim(taxonomy, key, title, place))
        for position, synonym in enumerate(facts.synonyms):
            place = place_of(checked.table, ("synonyms", position))
            self.synonyms.append(_Claim(taxonomy, key, synonym, place))

    def clash(self, taxonomy: Taxonomy, label: str, slug: str) -> str:
        """Return why a term cannot be registered, or an empty string."""
        if not slug:
            return "has no letter or digit to make a slug of; give it a slug"
        if len(slug.encode()) > MAX_SLUG_BYTES:
            return f"is longer than {MAX_SLUG_BYTES} bytes; give it a slug"
        for other in self.terms[taxonomy].values():
            if other.slug == slug:
                owner, line = self.registered[taxonomy, other.key]
                if self.labels[taxonomy].get(fold_label(label)) == other.key:
                    return f"is already registered on line {line}"
                return f"has the slug {slug!r} of {owner!r} on line {line}; give it a slug"
        return ""

    def settle_claims(self) -> None:
        """Look at titles and synonyms last: a label is its own term's, wherever that stands."""
        for title in self.titles:
            self.claim(title)
        for synonym in self.synonyms:
            if self.claim(synonym):
                terms = self.terms[synonym.taxonomy]
                term = terms[synonym.key]
                terms[synonym.key] = replace(term, synonyms=(*term.synonyms, synonym.text))

    def claim(self, claim: _Claim) -> bool:
        """Register what a term is known as, unless that is another one's."""
        labels = self.labels[claim.taxonomy]
        owner = labels.setdefault(fold_label(claim.text), claim.key)
        if owner != claim.key:
            label, line = self.registered[claim.taxonomy, owner]
            noun = _SECTIONS[claim.taxonomy].noun
            message = f"{claim.text!r} already means the {noun} {label!r} on line {line}"
            self.report(Fault(claim.place, message))
        return owner == claim.key


def _is_nothing(entry: Entry) -> bool:
    return isinstance(entry.value, PlacedScalar) and entry.value.value is None


def _part(flaw: Flaw) -> str:
    """Name the value of a term that has the flaw: `` title``, `` synonym``."""
    if not flaw.path:
        return ""
    return " synonym" if len(flaw.path) > 1 else f" {flaw.path[0]}"


def registered(registry: Registry, taxonomy: Taxonomy) -> Iterator[str]:
    """Yield what an author can write for the terms of *taxonomy*, for suggestions."""
    for term in registry.of(taxonomy).values():
        yield term.key
        yield term.title
        yield from term.synonyms
