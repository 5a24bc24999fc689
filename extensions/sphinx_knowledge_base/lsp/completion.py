"""Completion: the keys, terms, articles and files that fit at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base.checking.reference_targets import TERM_ROLES
from sphinx_knowledge_base.core.catalog.images import image_paths
from sphinx_knowledge_base.core.reading.schema import FrontMatter, json_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Taxonomy
    from sphinx_knowledge_base.lsp.cursor import Cursor


class Choice(NamedTuple):
    """One proposal of completion."""

    text: str
    detail: str
    """A short explanation."""
    documentation: str = ""


#: Keys whose values are terms.
TERM_KEYS: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tags": "tags",
    "author": "authors",
    "authors": "authors",
    "audience": "audiences",
    "series": "series",
}

_PICTURE_KEYS = frozenset({"featuredImage", "ogImage"})
_FLAGS = frozenset({"draft", "featured"})
_CARDS = ("summary", "summary_large_image", "app", "player")


def choices(snapshot: Snapshot, cursor: Cursor) -> Iterator[Choice]:
    """Return all proposals at *cursor*; the editor filters them by the letters already there."""
    kind = cursor.kind
    if kind == "value":
        return _values(snapshot, contract_key(snapshot, cursor.key))
    if kind.startswith("kb:") and (role := kind.removeprefix("kb:")) in TERM_ROLES:
        return _terms(snapshot, TERM_ROLES[role])
    offers: Mapping[str, Callable[[Snapshot], Iterator[Choice]]] = {
        "key": keys,
        "link": _addresses,
        "image": _pictures,
        "role": _roles,
        "cite": _citations,
        "term": _glossary,
        "doc": _documents,
        "kb:article": _slugs,
    }
    return offers[kind](snapshot) if kind in offers else iter(())


def _addresses(snapshot: Snapshot) -> Iterator[Choice]:
    for article in snapshot.everything.articles:
        yield Choice(f"/{article.docname}", article.title, article.excerpt)


def _roles(snapshot: Snapshot) -> Iterator[Choice]:
    for name in ("kb:article", *(f"kb:{role}" for role in TERM_ROLES), "doc", "term", "cite"):
        yield Choice(name, "role")


def _citations(snapshot: Snapshot) -> Iterator[Choice]:
    for key, title in snapshot.citations.items():
        yield Choice(key, title)


def _glossary(snapshot: Snapshot) -> Iterator[Choice]:
    for term, path, _ in snapshot.glossary.values():
        yield Choice(term, path)


def _documents(snapshot: Snapshot) -> Iterator[Choice]:
    for docname in snapshot.docnames:
        yield Choice(f"/{docname}", "document")


def keys(snapshot: Snapshot) -> Iterator[Choice]:
    """Yield the keys of the front matter, by this site's names for them."""
    names = {name: key for key, name in snapshot.site.settings.front_matter_keys.items()}
    required = json_schema()["required"]
    for key, text in descriptions().items():
        detail = "required" if key in required else ""
        yield Choice(names.get(key, key), detail, text)


def descriptions() -> Mapping[str, str]:
    """Return the description of each key of the front matter."""
    found = {
        str(field.alias): field.description or ""
        for name, field in FrontMatter.model_fields.items()
        if name not in {"extra", "passed_on"}
    }
    return found | {"author": found["authors"]}


def contract_key(snapshot: Snapshot, key: str) -> str:
    """Return the contract's name of a key."""
    return snapshot.site.settings.front_matter_keys.get(key, key)


def _values(snapshot: Snapshot, key: str) -> Iterator[Choice]:
    if key in TERM_KEYS:
        yield from _terms(snapshot, TERM_KEYS[key])
    elif key == "relatedArticles":
        yield from _slugs(snapshot)
    elif key in _PICTURE_KEYS:
        yield from _pictures(snapshot)
    elif key in _FLAGS:
        yield from (Choice("true", ""), Choice("false", ""))
    elif key == "twitterCard":
        yield from (Choice(card, "") for card in _CARDS)


def _terms(snapshot: Snapshot, taxonomy: Taxonomy) -> Iterator[Choice]:
    registered = snapshot.registry.of(taxonomy)
    known = {**{term.key: term for term in snapshot.everything.of(taxonomy)}, **registered}
    for key, term in known.items():
        has_codes = taxonomy in {"categories", "audiences"}
        about = term.description or term.bio
        yield Choice(key, term.title, about) if has_codes else Choice(term.title, "", about)


def _slugs(snapshot: Snapshot) -> Iterator[Choice]:
    for article in snapshot.everything.articles:
        yield Choice(article.slug, article.title, article.excerpt)


def _pictures(snapshot: Snapshot) -> Iterator[Choice]:
    for path in image_paths(snapshot.site.root, snapshot.site.settings.image_roots):
        yield Choice(path, "picture")
