"""The sections of a document, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator


def sections(top: nodes.Node) -> Iterator[nodes.section]:
    """Yield the sections below *top*, in the order of the document.

    No text holds a section, and most nodes are parts of texts: nobody goes there.
    """
    for child in top.children:
        if isinstance(child, nodes.TextElement):
            continue
        if isinstance(child, nodes.section):
            yield child
        if child.children:
            yield from sections(child)


def is_called(section: nodes.section, *names: str) -> bool:
    """Tell whether the heading of *section* is one of *names*, whatever the case.

    One that Sphinx has translated is still known by what its author wrote.
    """
    known = {str(name).casefold() for name in names}
    return any(
        text.strip().casefold() in known
        for heading in section.children
        if isinstance(heading, nodes.title)
        for text in (heading.astext(), heading.rawsource)
    )
