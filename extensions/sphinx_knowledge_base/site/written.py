"""Written pages: whether they are those of the last build, without reading one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sphinx_knowledge_base.core.facts import digest
from sphinx_knowledge_base.site.project import project_of

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder


def written_pages(app: Sphinx) -> str:
    """Return what is equal in two builds if all pages and what they show are the same."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    pages = [status(builder.get_output_path(docname)) for docname in sorted(app.env.all_docs)]
    return digest((project_of(app.env).shown, pages))


def status(file: Path) -> tuple[int, int, int] | None:
    """Return what tells that a file was not touched; None when it is not there.

    The second number is set by the system itself, so that an older file of the same size that
    takes the place of another is noticed too.
    """
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size
