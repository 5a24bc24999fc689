"""Build catalogs from the text of articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sphinx_knowledge_base.core.catalog.build import assemble
from sphinx_knowledge_base.core.catalog.catalog import Catalog
from sphinx_knowledge_base.core.catalog.inputs import Rules
from sphinx_knowledge_base.core.catalog.taxonomy import read_taxonomy
from sphinx_knowledge_base.core.model import Article
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.source import read_source

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def catalog(files: Mapping[str, str], taxonomy: str = "", rules: Rules | None = None) -> Catalog:
    """The catalog of article files (path to text) under the terms of a taxonomy file."""
    sources = [read_source(path, text.encode(), ReadingRules()) for path, text in files.items()]
    registry = read_taxonomy("taxonomy.yaml", taxonomy.encode())
    return assemble(sources, registry, rules or Rules(now=NOW))


def problems(of: Catalog, *, notes: bool = False) -> list[str]:
    """The problems as they are reported; notes are information and left out unless asked for."""
    return [
        str(problem) for problem in of.problems if notes or problem.severity is not Severity.NOTE
    ]


def slugs(articles: Iterable[Article]) -> list[str]:
    """The articles' slugs, in their order."""
    return [article.slug for article in articles]
