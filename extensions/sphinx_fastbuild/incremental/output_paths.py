"""Find the file that a builder writes for a document."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from sphinx.builders import Builder


def is_one_page_a_document(builder: Builder) -> bool:
    """Return whether a builder writes one separate file for each document."""
    return output_path(builder, "index") is not None


def output_path(builder: Builder, docname: str) -> str | None:
    """Return the file that a builder writes for a document, or None if it writes no such file.

    A string: there may be many thousands.
    """
    if isinstance(builder, StandaloneHTMLBuilder):
        is_alone = builder.name != "singlehtml"
        return os.fspath(builder.get_output_path(docname)) if is_alone else None
    if builder.name in {"text", "xml", "pseudoxml"}:
        name = f"{docname}{builder.out_suffix}"  # type: ignore[attr-defined]
        return os.path.join(builder.outdir, name)  # noqa: PTH118
    return None
