"""Report problems through Sphinx's logging, so that ``-W`` and ``suppress_warnings`` apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_knowledge_base.core.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_knowledge_base.core.problems import Problem

logger = logging.getLogger(__name__)


def report(problems: Iterable[Problem]) -> None:
    """Log every problem at its place; of notes, log only the number, except with ``-v``."""
    notes = 0
    for problem in problems:
        # A string: Sphinx takes the first item of a tuple for a docname and adds a suffix.
        location = f"{problem.path}:{problem.line}:{problem.column}"
        if problem.severity is Severity.NOTE:
            notes += 1
            logger.verbose("%s: %s", location, problem.message)
            continue
        # An error is counted and suppressed like a warning.
        log = logger.error if problem.severity is Severity.ERROR else logger.warning
        log(problem.message, location=location, type="kb", subtype=problem.type)
    if notes:
        said = "1 note" if notes == 1 else f"{notes} notes"
        logger.info("%s on front matter: 'kb check' lists them", said)
