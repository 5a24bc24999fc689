"""The works that articles can cite, and the problems of the BibTeX file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.reading.bibliography import read_bibliography

if TYPE_CHECKING:
    from sphinx_knowledge_base.core.problems import Problem


def read_citations(path: str, data: bytes) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the keys of a BibTeX file, each with its title, and the problems of the file."""
    works, problems = read_bibliography(path, data)
    return {key: work.title for key, work in works.items()}, tuple(problems)
