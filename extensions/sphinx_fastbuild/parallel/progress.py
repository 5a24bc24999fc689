"""Show the progress of reading and writing, unless the build is quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.display import status_iterator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx


def shown(app: Sphinx, docnames: Sequence[str], summary: str, color: str) -> Iterator[str]:
    """Yield *docnames*, and show each like Sphinx; a quiet build formats no messages for it."""
    if not (app.quiet and app.config.fastbuild_messages):
        yield from status_iterator(docnames, summary, color, len(docnames), app.config.verbosity)
        return
    for docname in docnames:
        # The report of a crash shows the last messages.
        app.messagelog.append(docname)
        yield docname
