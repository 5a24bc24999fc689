"""Sphinx's search index, the same after an incremental build as after a clean one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Drop words that no document has any more; Sphinx keeps them with an empty list.

    Called between the last page and the writing of the index; adds no page.
    """
    indexer = app.builder.indexer if isinstance(app.builder, StandaloneHTMLBuilder) else None
    for name in ("_mapping", "_title_mapping"):
        words = getattr(indexer, name, None)
        if isinstance(words, dict):
            for word in [word for word, docnames in words.items() if not docnames]:
                del words[word]
        elif indexer is not None:
            logger.debug("fastbuild: the search index keeps its words elsewhere in this Sphinx")
    yield from ()
