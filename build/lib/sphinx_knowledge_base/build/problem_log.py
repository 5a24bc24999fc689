"""Problems, told through Sphinx's log so that ``-W`` and ``suppress_warnings`` apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_knowledge_base.core.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_knowledge_base.core.problems import Problem

logger = logging.getLogger(__name__)


def report(problems: Iterable[Problem]) -> None:
    """Log every problem at its place, and last the articles that were left out for one."""
    left_out: dict[str, None] = {}
    for problem in problems:
        # A string: Sphinx takes a tuple for a docname and adds a suffix of its own.
        location = f"{problem.path}:{problem.line}:{problem.column}"
        if problem.severity is Severity.NOTE:
            logger.info("%s: %s", location, problem.message)
            continue
        log = logger.warning
        if problem.severity is Severity.ERROR:
            left_out[problem.path] = None
            log = logger.error  # counted and suppressed like a warning
        log(problem.message, location=location, type="kb", subtype=problem.type)
    if left_out:
        logger.info("left out of the knowledge base: %s", ", ".join(left_out))
