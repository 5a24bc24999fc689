"""Log why documents are read again, and why pages are written again (``sphinx-build -vv``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

logger = logging.getLogger(__name__)


def report(what: str, reasons: Mapping[str, Iterable[str]]) -> None:
    """Log a line for each document and reason.

    :param what: What is done with the document: "read again", "written again".
    :param reasons: Documents, by the reason.
    """
    for reason, docnames in reasons.items():
        for docname in sorted(docnames):
            logger.debug("%s is %s: %s", docname, what, reason)
