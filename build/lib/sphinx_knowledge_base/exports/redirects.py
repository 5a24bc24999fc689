"""Redirects: a page for each old address, and the same as rules for servers that have some."""

from __future__ import annotations

import json
import re
from functools import partial
from html import escape
from pathlib import PurePosixPath
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx_knowledge_base.exports.writer import File
from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_knowledge_base.exports.context import Publication

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


def redirects(publication: Publication, page_file: Callable[[str], str]) -> Iterator[File]:
    """Yield a page for each old address, and the rules for servers.

    :param page_file: Tells the path of the page that a docname would have.
    """
    for path, docname in sorted(publication.catalog.redirects.items()):
        for file in sorted(_files(path, page_file)):
            yield File(file, partial(_page, publication, file, docname), docname)
    for file, write in (
        ("_redirects", _netlify),
        ("redirects/nginx.map", _nginx),
        ("redirects/readthedocs.json", _read_the_docs),
    ):
        yield File(file, partial(write, publication))


def _files(path: str, page_file: Callable[[str], str]) -> set[str]:
    """Return the files that answer for *path*: as the builder's own pages do, and with a slash.

    >>> sorted(_files("old/address", "{}.html".format))
    ['old/address.html', 'old/address/index.html']
    """
    if PurePosixPath(path).suffix in {".html", ".htm"}:
        return {path}
    return {page_file(path), f"{path}/index.html"}


def _page(publication: Publication, file: str, docname: str) -> bytes:
    """Return the page at *file*; its links are relative, so that they lead on in a preview too."""
    page = _PAGE.substitute(
        language=escape(publication.site.language),
        title=escape(translate("This page has moved to")),
        url=escape(publication.addresses.page(docname)),
        link=escape("../" * file.count("/") + publication.addresses.target_uri(docname)),
    )
    return page.encode()


def _netlify(publication: Publication) -> bytes:
    """Return rules as Netlify reads them from ``_redirects``.

    https://docs.netlify.com/manage/routing/redirects/overview/; without "!" a file at the old
    address comes first, and there is one.
    """
    addresses = publication.addresses
    lines = [
        f"{addresses.path}{quote(path)} {urlsplit(addresses.page(docname)).path} 301!\n"
        for path, docname in sorted(publication.catalog.redirects.items())
    ]
    return "".join(lines).encode()


def _nginx(publication: Publication) -> bytes:
    """Return the lines of a ``map $uri $moved { include ...; }``, which compares decoded paths."""
    lines = []
    for path, docname in sorted(publication.catalog.redirects.items()):
        # As a regular expression, for the slash at the end, inside a quoted string.
        pattern = re.escape(publication.addresses.path + path).replace('"', r"\x22")
        new = urlsplit(publication.addresses.page(docname)).path
        lines.append(f'"~^{pattern}/?$" "{new}";\n')
    return "".join(lines).encode()


def _read_the_docs(publication: Publication) -> bytes:
    """Return what Read the Docs' API takes, one by one, for a project's redirects.

    https://docs.readthedocs.com/platform/stable/api/v3.html#redirects; a redirect of type "page"
    holds in every language and version, and only "force" brings it before the page that is there.
    """
    addresses = publication.addresses
    values = [
        {
            "from_url": f"/{quote(path)}",
            "to_url": f"/{addresses.page(docname).removeprefix(addresses.base)}",
            "type": "page",
            "http_status": 301,
            "force": True,
        }
        for path, docname in sorted(publication.catalog.redirects.items())
    ]
    return (json.dumps(values, indent=1) + "\n").encode()
