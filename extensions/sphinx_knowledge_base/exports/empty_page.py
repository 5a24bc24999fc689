"""The page of an article without its text: only the output of the site's templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder


def empty_page(app: Sphinx, docname: str, folder: Path) -> bytes:
    """Return the page of *docname* as the builder writes it, with an empty body.

    :param folder: A folder in which the page is written temporarily.
    """
    builder = cast("StandaloneHTMLBuilder", app.builder)
    file = folder / "empty-page.html"
    context = builder.get_doc_context(docname, "", "") | {"sourcename": "", "title": "", "toc": ""}
    builder.handle_page(docname, context, outfilename=file)
    try:
        return file.read_bytes()
    finally:
        file.unlink()
