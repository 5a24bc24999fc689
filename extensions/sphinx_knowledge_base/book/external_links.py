"""Web addresses of documents that a book links to but does not contain."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from sphinx.errors import NoUri

from sphinx_knowledge_base.build.project import catalog_of

if TYPE_CHECKING:
    from sphinx.builders import Builder


def web_address(builder: Builder, docname: str, typ: str | None = None) -> str:
    """Return the address of a document's page.

    :raises NoUri: There is no ``html_baseurl``, or the page is a list of articles, whose address
        would only distract in print.
    """
    base: str = builder.config.html_baseurl
    if not base or docname in catalog_of(builder.env).pages:
        raise NoUri(docname, typ)
    suffix: str | None = builder.config.html_link_suffix
    if suffix is None:
        suffix = builder.config.html_file_suffix or ".html"
    if suffix == "/":  # dirhtml builds the site
        docname = "" if docname == "index" else docname.removesuffix("/index")
        return urljoin(base, f"{quote(docname)}/".lstrip("/"))
    return urljoin(base, quote(docname) + suffix)
