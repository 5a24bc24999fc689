"""Rename a tag, an author, a category or a slug everywhere; old addresses keep working."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.checking.reference_targets import TERM_ROLES, Judge
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.slugs import SLUG_RULE, is_slug, slugify
from sphinx_knowledge_base.editing.front_matter_edits import (
    FrontMatterText,
    front_matter,
    raw_value,
)
from sphinx_knowledge_base.editing.taxonomy_file import renamed_term
from sphinx_knowledge_base.editing.text import Edit, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Article, Taxonomy
    from sphinx_knowledge_base.core.reading.references import Reference
    from sphinx_knowledge_base.editing.text import Changes

#: The keys that name terms of a taxonomy.
_KEYS: Mapping[Taxonomy, tuple[str, ...]] = {
    "tags": ("tags",),
    "authors": ("author", "authors"),
    "categories": ("category",),
}


class RenameError(Exception):
    """The old name does not exist, or the new name is not possible."""


def rename_term(snapshot: Snapshot, taxonomy: Taxonomy, old: str, new: str) -> Changes:
    """Return the files that change when the term *old* is called *new*.

    Articles write the new name; in the taxonomy file the old one becomes a synonym, whose
    address leads to the new one.  If *new* is a term already, both become one.

    :raises RenameError: there is no term *old*, or *new* gives no address.
    """
    catalog = snapshot.everything
    new = " ".join(new.split())
    key = catalog.find_key(taxonomy, old)
    found = snapshot.registry.find(taxonomy, old)
    if key is None and found is None:
        known = [one.title for one in catalog.of(taxonomy)]
        msg = f"none of the {taxonomy} is called {old!r}{did_you_mean(old, known)}"
        raise RenameError(msg)
    if not slugify(new):
        msg = f"{new!r} has no letter or digit for an address"
        raise RenameError(msg)
    changes: dict[str, tuple[str, str]] = {}
    role = next(name for name, one in TERM_ROLES.items() if one == taxonomy)
    for path, document in snapshot.documents.items():
        text = _text(snapshot, path)
        if text is None:
            continue
        edits: list[Edit] = []
        if document.source is not None and (block := front_matter(text)) is not None:
            edits += _labels(snapshot, block, taxonomy, key, new)
        for reference in document.references:
            is_same = catalog.find_key(taxonomy, reference.target) == key
            if reference.kind == f"kb:{role}" and is_same:
                edits += _written(text, reference, new)
        after = text.replace(edits)
        if after.raw != text.raw:
            changes[path] = (text.raw, after.raw)
    name = snapshot.site.settings.taxonomy
    if name:
        file = snapshot.site.root / name
        before = SourceText.read(file) if file.is_file() else SourceText("")
        after = renamed_term(before, snapshot.registry, taxonomy, old, new)
        changes[name] = (before.raw, after.raw)
    return changes


def _labels(
    snapshot: Snapshot, block: FrontMatterText, taxonomy: Taxonomy, key: str | None, new: str
) -> Iterator[Edit]:
    """Yield the edits that write the new name wherever an article names the term."""
    names = snapshot.site.settings.front_matter_keys
    target = snapshot.everything.find_key(taxonomy, new)
    labels = {
        path: raw_value(block, path)
        for path, token in block.tokens.items()
        if path and names.get(str(path[0]), str(path[0])) in _KEYS[taxonomy]
        if token.kind == "scalar" and (len(path) <= 2 or (len(path) == 3 and path[2] == "name"))
    }
    keys = {path: snapshot.everything.find_key(taxonomy, label) for path, label in labels.items()}
    renamed = [path for path, label in labels.items() if keys[path] == key and label != new]
    # Lists that have the new name already: do not write it twice.
    having = {
        path[0]
        for path, label in labels.items()
        if path not in renamed and (label == new or (target and keys[path] == target))
    }
    doubled: dict[str | int, list[int]] = {}
    for path in renamed:
        if len(path) == 2 and path[0] in having:
            doubled.setdefault(path[0], []).append(int(path[1]))
        else:
            having.add(path[0])
            yield block.value(path, new)
    for name, numbers in doubled.items():
        yield from block.without_items((name,), numbers)


def rename_slug(snapshot: Snapshot, old: str, new: str) -> Changes:
    """Return the files that change when the article *old* gets the slug *new*.

    Its old address becomes an alias; links, roles and ``relatedArticles`` of others lead to the
    new one; the ledger gets the new address.

    :raises RenameError: there is no article *old*, or the new slug is wrong or taken.
    """
    article = snapshot.everything.article(old)
    if article is None:
        known = [one.slug for one in snapshot.everything.articles]
        msg = f"there is no article {old!r}{did_you_mean(old, known)}"
        raise RenameError(msg)
    if not is_slug(new) or new.strip("-") != new:
        msg = f"{new!r} may hold only {SLUG_RULE}{did_you_mean(new, [slugify(new)])}"
        raise RenameError(msg)
    if (other := snapshot.everything.article(new)) is not None:
        msg = f"slug {new!r} is taken by {other.source}"
        raise RenameError(msg)
    judge = Judge(snapshot)
    changes: dict[str, tuple[str, str]] = {}
    for path, document in snapshot.documents.items():
        text = _text(snapshot, path)
        if text is None:
            continue
        edits: list[Edit] = []
        block = front_matter(text) if document.source is not None else None
        if path == article.source:
            if block is None:
                msg = f"the front matter of {path} cannot be edited: give it the slug by hand"
                raise RenameError(msg)
            edits += _own(block, article, new)
        if block is not None:
            edits += [
                block.value(place, new)
                for place, token in block.tokens.items()
                if place[:1] == ("relatedArticles",)
                and token.kind == "scalar"
                and raw_value(block, place) == old
            ]
        for reference in document.references:
            if judge.destination(path, reference).slug == old:
                edits += _link(text, reference, old, new)
        after = text.replace(edits)
        if after.raw != text.raw:
            changes[path] = (text.raw, after.raw)
    changes.update(_ledger(snapshot, article, new))
    return changes


def _own(block: FrontMatterText, article: Article, new: str) -> list[Edit]:
    alias = block.item(("aliases",), f"/{article.docname}")
    if ("slug",) in block.tokens:
        return [block.value(("slug",), new), alias]
    both = block.added("slug", new)
    if alias.start == both.start:  # both at the end of the block
        return [Edit(both.start, both.end, both.new + alias.new)]
    return [both, alias]


def _link(text: SourceText, reference: Reference, old: str, new: str) -> list[Edit]:
    """Return the edit of a link that names the slug; a path to a file stays as it is."""
    if reference.target.partition("#")[0].endswith((".md", ".markdown")):
        return []
    return _written(
        text, reference, re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, reference.target)
    )


def _written(text: SourceText, reference: Reference, new: str) -> list[Edit]:
    start = text.offset(reference.line, reference.column)
    end = start + len(reference.target)
    is_there = text.raw[start:end] == reference.target and new != reference.target
    return [Edit(start, end, new)] if is_there else []


def _ledger(snapshot: Snapshot, article: Article, new: str) -> Changes:
    """Return the ledger with the new address, if it has the old one."""
    name, text = snapshot.site.settings.ledger, snapshot.site.ledger()
    lines = text.splitlines()
    if f"/{article.docname}" not in lines:
        return {}
    category = snapshot.everything.term("categories", article.category)
    docname = snapshot.site.routes.article(
        new, article.published, category.slug if category else ""
    )
    lines.insert(lines.index(f"/{article.docname}") + 1, f"/{docname}")
    return {name: (text, "\n".join(lines) + "\n")}


def _text(snapshot: Snapshot, path: str) -> SourceText | None:
    """Return the text of a document, unsaved changes included; None if it cannot be edited."""
    if (unsaved := snapshot.documents[path].unsaved) is not None:
        return SourceText(unsaved)
    try:
        text = SourceText.read(snapshot.site.root / path)
    except UnicodeDecodeError:
        return None
    return text if text.is_editable else None
