"""Everything that importers use of the knowledge base; no other module here imports it.

Imported articles are read back by the reader that builds use, so reports and builds agree.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_knowledge_base.core.catalog.build import assemble
from sphinx_knowledge_base.core.catalog.inputs import Lookups, Rules
from sphinx_knowledge_base.core.catalog.redirects import as_docname
from sphinx_knowledge_base.core.catalog.taxonomy import read_taxonomy, title_of_code
from sphinx_knowledge_base.core.reading.dates import parse_moment
from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.schema import (
    CONTRACT,
    IGNORED_KEYS,
    PASSED_ON_KEYS,
    PASSED_ON_PREFIX,
    SINGULAR_AUTHOR,
)
from sphinx_knowledge_base.core.reading.source import read_source
from sphinx_knowledge_base.core.slugs import MAX_SLUG_BYTES, fold_label, slugify

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from sphinx_knowledge_base.core.problems import Problem

__all__ = [
    "CONTRACT",
    "MAX_SLUG_BYTES",
    "as_docname",
    "fold_label",
    "is_own_key",
    "parse_moment",
    "problems_of",
    "slug_of",
    "slugify",
    "title_of_code",
]


def is_own_key(key: str) -> bool:
    """Tell whether *key* means something to the front matter of an article."""
    return (
        key in CONTRACT
        or key == SINGULAR_AUTHOR
        or key in IGNORED_KEYS
        or key in PASSED_ON_KEYS
        or key.startswith(PASSED_ON_PREFIX)
    )


def slug_of(path: str, data: bytes) -> str | None:
    """Return the slug of the article file at *path*, or None if it is not an article."""
    front_matter = read_source(path, data, ReadingRules()).front_matter
    return front_matter.slug if front_matter else None


def problems_of(
    files: Mapping[str, bytes],
    taxonomy: bytes,
    extra_keys: Iterable[str],
    documents: Mapping[str, str],
    pictures: Container[str],
) -> list[Problem]:
    """Return the problems that a build will find in *files*, with *extra_keys* in its settings.

    :param documents: Docnames and paths of the pages that are not articles.
    :param pictures: Paths in the target of all pictures.
    """
    rules = ReadingRules(extra_keys=frozenset(extra_keys))
    sources = [read_source(path, data, rules) for path, data in files.items()]
    registry = read_taxonomy("taxonomy.yaml", taxonomy)
    # Every article counts as published, so that the addresses of all are compared.
    last = datetime.max.replace(tzinfo=UTC)
    lookups = Lookups(
        find_image=lambda path: path if f"_static{unquote(path)}" in pictures else None,
        measure=lambda _: (1, 1),
        documents=documents,
    )
    return list(assemble(sources, registry, Rules(now=last), lookups).problems)
