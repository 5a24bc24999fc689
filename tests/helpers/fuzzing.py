"""Fuzz one reader: ``python -m tests.helpers.fuzzing bibtex -runs=1000 -seed=1``.

Atheris looks which lines of ours an input reaches, and changes those that reach new ones.  Errors
of our own are answers; any other exception ends the program with the input that raised it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["sphinx_knowledge_base"]):
    from sphinx_knowledge_base.core.image_metadata import without_metadata
    from sphinx_knowledge_base.core.reading.bibliography import read_bibliography
    from sphinx_knowledge_base.core.reading.references import anchors, references
    from sphinx_knowledge_base.core.reading.rules import ReadingRules
    from sphinx_knowledge_base.core.reading.source import read_source
    from sphinx_knowledge_base.core.svg import without_scripts
    from sphinx_knowledge_base.core.untrusted_images import (
        ImageError,
        size_of_raster,
        size_of_svg,
    )


def front_matter(data: bytes) -> None:
    """Read an article whose block of metadata is *data*."""
    for mark in (b"---", b"+++"):
        read_source("a.md", b"%s\n%s\n%s\n\nText\n" % (mark, data, mark), ReadingRules())


def body(data: bytes) -> None:
    """Read an article whose text is *data*."""
    head = b'---\ntitle: A\ncategory: NEWS\npublishedAt: "2024-01-01"\n---\n'
    read_source("a.md", head + data, ReadingRules())
    text = data.decode("utf-8", "replace").replace("\r", "")
    references(text)
    list(anchors(text))


def picture(data: bytes) -> None:
    """Read *data* as each kind of picture."""
    signatures = (b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP")
    for signature in signatures:
        with suppress(ImageError):
            size_of_raster(without_metadata(signature + data))
    for written in (data, b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>' % data):
        with suppress(ImageError):
            size_of_svg(without_scripts(written))


def bibtex(data: bytes) -> None:
    """Read *data* as a bibliography, and as the title of a work."""
    read_bibliography("a.bib", data)
    read_bibliography("a.bib", b"@misc{a, title = {%s}, url = {%s}}" % (data, data))


READERS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (front_matter, body, picture, bibtex)
}

if __name__ == "__main__":
    reader = READERS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, reader)
    atheris.Fuzz()
