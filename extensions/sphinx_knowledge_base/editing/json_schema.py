"""JSON Schemas for editors: front matter and taxonomy, with the terms of one site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sphinx_knowledge_base.core.catalog import taxonomy
from sphinx_knowledge_base.core.reading import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Taxonomy, Term


#: Keys whose values are terms, with their taxonomies, and whether they take lists.
_KEYS: Final[Sequence[tuple[str, Taxonomy, bool]]] = (
    ("category", "categories", False),
    ("tags", "tags", True),
    ("author", "authors", True),
    ("authors", "authors", True),
    ("audience", "audiences", True),
    ("series", "series", False),
)

#: Taxonomies whose terms have codes and must be in the registry, if there is one.
_CODES: Final = frozenset({"categories", "audiences"})


def front_matter_schema(snapshot: Snapshot) -> dict[str, Any]:
    """Return the schema of a front-matter block, which offers the terms that the site has.

    Tags, authors and series may be new.  Categories and audiences may not, if the registry
    lists them.
    """
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema.json_schema()}
    properties = made["properties"]
    for key, name, is_list in _KEYS:
        is_open = name not in _CODES or not snapshot.registry.of(name)
        choices = _choices(snapshot, name, is_open=is_open)
        properties[key] = _offering(properties[key], choices, is_list=is_list, is_open=is_open)
    slugs = [{"const": one.slug, "description": one.title} for one in snapshot.everything.articles]
    properties["relatedArticles"] = _offering(
        properties["relatedArticles"], slugs, is_list=True, is_open=True
    )
    settings = snapshot.site.settings
    for written, contract in settings.front_matter_keys.items():
        if contract in properties:
            properties[written] = properties[contract]
    given = {*settings.front_matter_keys.values()}
    if settings.default_category or any("{category}" in one for one in settings.path_metadata):
        given.add("category")
    made["required"] = [key for key in made["required"] if key not in given]
    return made


def taxonomy_schema() -> dict[str, Any]:
    """Return the schema of ``taxonomy.yaml``."""
    return taxonomy.json_schema()


def _choices(snapshot: Snapshot, name: Taxonomy, *, is_open: bool) -> list[dict[str, str]]:
    known = {term.key: term for term in _terms(snapshot, name, is_open=is_open)}
    found: dict[str, str] = {}
    for term in known.values():
        for label in [term.key, term.title] if name in _CODES else [term.title]:
            found.setdefault(label, term.description or term.bio or term.title)
    return [{"const": label, "description": text} for label, text in found.items()]


def _terms(snapshot: Snapshot, name: Taxonomy, *, is_open: bool) -> Iterable[Term]:
    yield from snapshot.registry.of(name).values()
    if is_open:  # otherwise a term that only articles write is a mistake
        yield from snapshot.everything.of(name)


def _offering(
    declared: dict[str, Any], choices: list[dict[str, str]], *, is_list: bool, is_open: bool
) -> dict[str, Any]:
    """Return the schema of a key that offers *choices*."""
    kinds = [*choices, *([{"type": ["string", "object", "number"]}] if is_open else [])]
    one: dict[str, Any] = {"anyOf": kinds or [{"type": "string"}]}
    kept = {name: declared[name] for name in ("title", "description") if name in declared}
    if not is_list:
        return kept | one
    return kept | {"anyOf": [*one["anyOf"], {"type": "array", "items": one}, {"type": "null"}]}
