"""Make Sphinx's search index of an incremental build equal that of a clean build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

#: An index entry, the anchor that it leads to, and ``main`` for its main place.
Entry = tuple[str, str, str]


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Repair the parts that Sphinx has taken over from the last build's index.

    Called between the last page and the writing of the index; adds no page.
    """
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder) and builder.indexer is not None:
        try:
            _drop_unused_words(vars(builder.indexer))
            _keep_index_entries(builder, vars(builder.indexer))
        except KeyError as missing:
            logger.debug("fastbuild: the search index of this Sphinx has no %s", missing)
    yield from ()


def _drop_unused_words(indexer: dict[str, Any]) -> None:
    """Drop words that are in no document any more; Sphinx keeps them with an empty list."""
    for words in (indexer["_mapping"], indexer["_title_mapping"]):
        for word in [word for word, docnames in words.items() if not docnames]:
            del words[word]


def _keep_index_entries(builder: StandaloneHTMLBuilder, indexer: dict[str, Any]) -> None:
    """Keep the index entries of documents that this build does not write; Sphinx loses them."""
    entries: dict[str, list[Entry]] = indexer["_index_entries"]
    for docname, before in _entries_of_last_build(builder).items():
        if docname in indexer["_titles"]:
            entries.setdefault(docname, before)
    in_order = {docname: entries[docname] for docname in sorted(entries)}
    entries.clear()
    entries.update(in_order)


def _entries_of_last_build(builder: StandaloneHTMLBuilder) -> dict[str, list[Entry]]:
    """Return the index entries of each document from the search index of the last build."""
    index = builder.outdir / builder.searchindex_filename
    mode, encoding = ("r", "utf-8") if builder.indexer_dumps_unicode else ("rb", None)
    found: dict[str, list[Entry]] = {}
    try:
        with open(index, mode, encoding=encoding) as stream:  # noqa: PTH123 -- of either mode
            frozen = builder.indexer_format.load(stream)
        for word, places in frozen["indexentries"].items():
            for number, anchor, is_main in places:
                docname = frozen["docnames"][number]
                found.setdefault(docname, []).append((word, anchor, "main" if is_main else ""))
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}  # missing or damaged; Sphinx ignores it as well
    return found
