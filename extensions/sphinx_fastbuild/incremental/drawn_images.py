"""Find images that Sphinx's own extensions drew, and that no page shows any more.

Graphviz, inheritance diagrams and formulas become images while a page is written; their names are
digests of their content.  No record tells which page shows which image, so the pages are searched.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_fastbuild.incremental.output_paths import output_path
from sphinx_fastbuild.incremental.records import Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx

#: Extensions that draw images, and the nodes that they draw.
_DRAWING: Mapping[str, set[str]] = {
    "sphinx.ext.graphviz": {"graphviz"},
    "sphinx.ext.inheritance_diagram": {"inheritance_diagram"},
    "sphinx.ext.imgmath": {"math", "math_block"},
}

#: The name of an image without its suffix: it ends with a SHA-1 digest.
_NAME = re.compile(r"(?:(?:graphviz|inheritance)-|math/)[0-9a-f]{40}(?![0-9a-f])")

#: The documents that may show such images.
drawing: Records[bool] = Records("drawing")


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record whether the document that was just read has images to draw."""
    drawn = {name for extension in _DRAWING.keys() & app.extensions for name in _DRAWING[extension]}
    if drawn and any(type(node).__name__ in drawn for node in doctree.findall()):
        drawing.of(app.env)[app.env.current_document.docname] = True


def not_shown(app: Sphinx, appeared: Iterable[str]) -> Iterator[str]:
    """Yield the files in *appeared* that are such images, and that no page names.

    :param appeared: Files that builds have made, relative to the output directory.
    """
    folder = getattr(app.builder, "imagedir", "")
    found = {
        file: match[0]
        for file in appeared
        if file.startswith(f"{folder}/") and (match := _NAME.fullmatch(_stem(file, folder)))
    }
    if not found:
        return
    shown: set[str] = set()
    for docname in drawing.of(app.env):
        if page := output_path(app.builder, docname):
            try:
                shown.update(_NAME.findall(Path(page).read_text(encoding="utf-8")))
            except (OSError, UnicodeDecodeError):
                return  # it is unknown which images this page shows
    yield from (file for file, name in found.items() if name not in shown)


def _stem(file: str, folder: str) -> str:
    return file.removeprefix(f"{folder}/").split(".")[0]
