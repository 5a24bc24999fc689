"""All problems of a site, as a build would report them and more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.checking.reference_targets import Judge
from sphinx_knowledge_base.checking.snapshot import unpublished_sources
from sphinx_knowledge_base.core.catalog.published_urls import vanished
from sphinx_knowledge_base.core.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.problems import Problem


def problems(snapshot: Snapshot) -> list[Problem]:
    """Return all problems, each one once, sorted by file and line."""
    found = dict.fromkeys(
        (
            *snapshot.catalog.problems,
            *_of_unpublished(snapshot),
            *snapshot.bibliography_problems,
            *Judge(snapshot).problems(),
            *_ledger(snapshot),
        )
    )
    return sorted(found, key=lambda one: (one.path, one.line, one.column, one.message))


def _of_unpublished(snapshot: Snapshot) -> Iterator[Problem]:
    """Yield the problems of drafts and scheduled articles: their authors want to know too."""
    unpublished = set(unpublished_sources(snapshot))
    return (one for one in snapshot.everything.problems if one.path in unpublished)


def _ledger(snapshot: Snapshot) -> list[Problem]:
    site = snapshot.site
    docnames = snapshot.docnames.keys()
    return vanished(site.settings.ledger, site.ledger(), snapshot.catalog, docnames)


def failing(found: Collection[Problem], *, strict: bool = False) -> bool:
    """Return whether *found* fails a check: errors always do, warnings in a strict one."""
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(one.severity in bad for one in found)
