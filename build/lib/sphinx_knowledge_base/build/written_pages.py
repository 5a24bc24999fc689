"""Written pages: whether they are those of the last build, without reading one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.build.project import project_of
from sphinx_knowledge_base.core.catalog.digests import digest

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder


def written_pages(app: Sphinx) -> str:
    """Return what is equal in two builds if all pages and what they show are the same."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    pages = [status(builder.get_output_path(docname)) for docname in sorted(app.env.all_docs)]
    return digest((project_of(app.env).shown, pages))
