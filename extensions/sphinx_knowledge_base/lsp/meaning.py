"""Explain keys, terms and references, and find where they are defined."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base.checking.reference_targets import TERM_ROLES, Judge
from sphinx_knowledge_base.core.reading.references import Reference
from sphinx_knowledge_base.editing.front_matter_edits import yaml_file
from sphinx_knowledge_base.editing.text import SourceText
from sphinx_knowledge_base.lsp.completion import TERM_KEYS, contract_key, descriptions

if TYPE_CHECKING:
    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Article, Taxonomy
    from sphinx_knowledge_base.lsp.cursor import Cursor


class Meaning(NamedTuple):
    """The explanation of a key, term or reference."""

    text: str
    """Markdown."""
    path: str = ""
    """The file that defines it; empty if there is none."""
    line: int = 1


class Subject(NamedTuple):
    """A slug or term that can be renamed."""

    taxonomy: Taxonomy | None
    """The taxonomy of a term; None for the slug of an article."""
    name: str


def meaning(snapshot: Snapshot, path: str, cursor: Cursor) -> Meaning | None:
    """Explain the text at *cursor* in the file at *path*; None if there is nothing to explain."""
    if cursor.kind == "key":
        key = contract_key(snapshot, cursor.text)
        text = descriptions().get(key)
        return Meaning(f"**{cursor.text}**: {text}") if text else None
    if cursor.kind == "value":
        return _value(snapshot, contract_key(snapshot, cursor.key), cursor.text)
    if cursor.kind == "cite":
        return _citation(snapshot, cursor.text)
    if cursor.kind == "term":
        found = snapshot.glossary.get(cursor.text.casefold())
        return Meaning(f"**{found[0]}**", found[1], found[2]) if found else None
    role = cursor.kind.removeprefix("kb:")
    if role in TERM_ROLES:
        return _term(snapshot, TERM_ROLES[role], cursor.text)
    return _destination(snapshot, path, cursor)


def subject(snapshot: Snapshot, path: str, cursor: Cursor) -> Subject | None:
    """Return the slug or term at *cursor*, if it can be renamed."""
    role = cursor.kind.removeprefix("kb:")
    taxonomy = TERM_ROLES.get(role)
    if cursor.kind == "value":
        key = contract_key(snapshot, cursor.key)
        if key in {"slug", "relatedArticles"}:
            return Subject(None, cursor.text)
        taxonomy = TERM_KEYS.get(key)
    elif cursor.kind in {"link", "wiki", "kb:article"}:
        slug = _slug(snapshot, path, cursor)
        return Subject(None, slug) if slug else None
    has_name = taxonomy is not None and taxonomy in {"tags", "categories", "authors"}
    return Subject(taxonomy, cursor.text) if has_name else None


def _value(snapshot: Snapshot, key: str, text: str) -> Meaning | None:
    if key in TERM_KEYS:
        return _term(snapshot, TERM_KEYS[key], text)
    if key == "relatedArticles":
        everything = snapshot.everything
        article = everything.article(everything.former_slugs.get(text, text))
        return _article(article) if article else None
    return None


def _term(snapshot: Snapshot, taxonomy: Taxonomy, label: str) -> Meaning | None:
    found = snapshot.registry.find(taxonomy, label) or snapshot.everything.find_term(
        taxonomy, label
    )
    if found is None:
        return None
    about = found.description or found.bio
    members = snapshot.catalog.members.get((taxonomy, found.key), ())
    count = f"{len(members)} article{'s' if len(members) != 1 else ''}"
    path, line = _registered(snapshot, taxonomy, label)
    return Meaning("\n\n".join(filter(None, (f"**{found.title}**", about, count))), path, line)


def _registered(snapshot: Snapshot, taxonomy: Taxonomy, label: str) -> tuple[str, int]:
    """Return the place of a term in the taxonomy file; an empty path if it has none."""
    name = snapshot.site.settings.taxonomy
    file = snapshot.site.root / name
    found = snapshot.registry.find(taxonomy, label)
    if found is None or not name or not file.is_file():
        return "", 1
    block = yaml_file(SourceText.read(file))
    for path, token in block.tokens.items() if block else ():
        if len(path) == 2 and path[0] == taxonomy:
            term = snapshot.registry.find(taxonomy, str(path[1]))
            if term == found:
                return name, block.text.raw.count("\n", 0, token.key_start) + 1 if block else 1
    return "", 1


def _citation(snapshot: Snapshot, key: str) -> Meaning | None:
    title = snapshot.citations.get(key)
    if title is None:
        return None
    name = snapshot.site.settings.bibliography
    text = (snapshot.site.root / name).read_text("utf-8", "replace")
    found = re.search(rf"@\w+\s*[{{(]\s*{re.escape(key)}\s*,", text)
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    return Meaning(f"**{title or key}**", name, line)


def _destination(snapshot: Snapshot, path: str, cursor: Cursor) -> Meaning | None:
    judge = Judge(snapshot)
    written = Reference(cursor.kind, cursor.text, cursor.line, cursor.column)
    found = judge.destination(path, written)
    article = snapshot.everything.article(found.slug) if found.slug else None
    if article is not None:
        return _article(article, found.message)
    if found.docname and (file := snapshot.docnames.get(found.docname)):
        return Meaning(f"`{file}`", file)
    return Meaning(found.message) if found.message else None


def _slug(snapshot: Snapshot, path: str, cursor: Cursor) -> str:
    written = Reference(cursor.kind, cursor.text, cursor.line, cursor.column)
    return Judge(snapshot).destination(path, written).slug


def _article(article: Article, remark: str = "") -> Meaning:
    date = f"{article.published:%Y-%m-%d}" if article.published else ""
    state = article.unpublished or date
    lines = (f"**{article.title}**", article.excerpt, f"`{article.source}` {state}", remark)
    return Meaning("\n\n".join(filter(None, lines)), article.source)
