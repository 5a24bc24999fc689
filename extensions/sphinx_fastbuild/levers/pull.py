"""Pull levers: apply the patches of those that are on, and report those that cannot be pulled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx.util.logging import is_suppressed_warning

from sphinx_fastbuild.guard import patch, tested
from sphinx_fastbuild.guard.names import ChangedError
from sphinx_fastbuild.levers.registry import LEVERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx

    from sphinx_fastbuild.guard.lever import Lever
    from sphinx_fastbuild.guard.patch import Patch

logger = logging.getLogger(__name__)

#: Differences from the code that levers were written for, by the names of levers.
Changes = dict[str, list[ChangedError]]


def pull(app: Sphinx, levers: Iterable[Lever]) -> Changes:
    """Apply the patches of those *levers* that are on.

    Everything is checked before anything is replaced: two levers may rely on one function that a
    third one replaces.  A patch whose check fails is left out, and no other.
    """
    changes: Changes = {}
    checked: list[Patch] = []
    for lever in levers:
        if not lever.is_on(app):
            continue
        found = list(lever.changed())
        for candidate in lever.patches(app):
            try:
                if candidate.concerns_build:
                    candidate.check()
                    checked.append(candidate)
            except ChangedError as change:
                found.append(change)
        if found:
            changes[lever.name] = found
    for candidate in checked:
        candidate.apply()
    return changes


def report(app: Sphinx, changes: Mapping[str, list[ChangedError]]) -> None:
    """Log one line if levers are off, in whole or in part, because a package is newer than tested.

    The line is not a warning.  ``suppress_warnings = ["fastbuild.levers"]`` hides it.
    """
    for name, found in changes.items():
        for change in found:
            logger.debug("fastbuild_%s is off, in whole or in part: %s", name, change)
    affected = {name: tested.newer(found) for name, found in changes.items()}
    packages = sorted({package for found in affected.values() for package in found})
    if not packages or is_suppressed_warning("fastbuild", "levers", app.config.suppress_warnings):
        return
    count = len([name for name, found in affected.items() if found])
    logger.info(
        "sphinx_fastbuild: %d of %d levers are off with %s; the build is right, and slower",
        count,
        len(LEVERS),
        ", ".join(packages),
    )


def on_builder_inited(app: Sphinx) -> None:
    """Undo the patches of an earlier build in this process, and pull all levers."""
    patch.put_back()
    report(app, pull(app, LEVERS.values()))


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Undo the patches of all levers."""
    patch.put_back()
