"""Redirects from old addresses: a page for each, and rules for web servers."""

from __future__ import annotations

import json
import re
from functools import partial
from html import escape
from pathlib import PurePosixPath
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx_knowledge_base.exports.output_file import OutputFile
from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_knowledge_base.exports.context import ExportContext

_PAGE = Template(
    """\
<!doctype html>
<html lang="$language">
<meta charset="utf-8">
<title>$title</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=$link">
<link rel="canonical" href="$url">
<p>$title <a href="$link">$url</a></p>
</html>
"""
)


def redirects(context: ExportContext, page_file: Callable[[str], str]) -> Iterator[OutputFile]:
    """Yield a page for each old address, and the rules for web servers.

    :param page_file: Returns the output path of the page that a docname would have.
    """
    for path, docname in sorted(context.catalog.redirects.items()):
        for file in sorted(_files(path, page_file)):
            yield OutputFile(file, partial(_page, context, file, docname), docname)
    for file, write in (
        ("_redirects", _netlify),
        ("redirects/nginx.map", _nginx),
        ("redirects/readthedocs.json", _read_the_docs),
    ):
        yield OutputFile(file, partial(write, context))


def _files(path: str, page_file: Callable[[str], str]) -> set[str]:
    """Return the files that answer requests for *path*, with and without a slash at its end.

    >>> sorted(_files("old/address", "{}.html".format))
    ['old/address.html', 'old/address/index.html']
    """
    if PurePosixPath(path).suffix in {".html", ".htm"}:
        return {path}
    return {page_file(path), f"{path}/index.html"}


def _page(context: ExportContext, file: str, docname: str) -> bytes:
    """Return the page at *file*; its link is relative, so it works in a preview too."""
    page = _PAGE.substitute(
        language=escape(context.site.language),
        title=escape(translate("This page has moved to")),
        url=escape(context.addresses.page(docname)),
        link=escape("../" * file.count("/") + context.addresses.target_uri(docname)),
    )
    return page.encode()


def _netlify(context: ExportContext) -> bytes:
    """Return the rules for Netlify's ``_redirects``.

    https://docs.netlify.com/manage/routing/redirects/overview/; the "!" makes a rule win over the
    page at the old address.
    """
    addresses = context.addresses
    lines = [
        f"{addresses.path}{quote(path)} {urlsplit(addresses.page(docname)).path} 301!\n"
        for path, docname in sorted(context.catalog.redirects.items())
    ]
    return "".join(lines).encode()


def _nginx(context: ExportContext) -> bytes:
    """Return lines for nginx's ``map $uri $moved { include ...; }``, which gets decoded paths."""
    lines = []
    for path, docname in sorted(context.catalog.redirects.items()):
        # A regular expression in a quoted string; it allows a slash at the end.
        pattern = re.escape(context.addresses.path + path).replace('"', r"\x22")
        new = urlsplit(context.addresses.page(docname)).path
        lines.append(f'"~^{pattern}/?$" "{new}";\n')
    return "".join(lines).encode()


def _read_the_docs(context: ExportContext) -> bytes:
    """Return the redirects to post, one by one, to the API of Read the Docs.

    https://docs.readthedocs.com/platform/stable/api/v3.html#redirects; type "page" covers every
    language and version, and "force" makes a redirect win over the page at the old address.
    """
    addresses = context.addresses
    values = [
        {
            "from_url": f"/{quote(path)}",
            "to_url": f"/{addresses.page(docname).removeprefix(addresses.base)}",
            "type": "page",
            "http_status": 301,
            "force": True,
        }
        for path, docname in sorted(context.catalog.redirects.items())
    ]
    return (json.dumps(values, indent=1) + "\n").encode()
