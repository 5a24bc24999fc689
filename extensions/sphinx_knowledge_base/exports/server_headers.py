"""HTTP headers for web servers: what browsers may load, and how long they may cache it.

Netlify, Cloudflare Pages and others read ``_headers``; the guide shows the same for other servers.
The Content-Security-Policy allows the inline scripts of the templates, by their hashes (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.web_addresses import host_of
from sphinx_knowledge_base.exports.output_file import OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_knowledge_base.exports.context import ExportContext

#: No address gets a header twice, because Cloudflare would join the values.  Pages need no
#: Cache-Control: these hosts already make browsers check for newer ones.
_HEADERS = """\
{path}*
  Content-Security-Policy: {policy}
  Referrer-Policy: strict-origin-when-cross-origin
  X-Content-Type-Options: nosniff
{path}_static/*
  Cache-Control: public, max-age=86400
{path}_images/*
  Cache-Control: public, max-age=86400
"""

#: XML feeds keep the servers' XML type: with a feed's media type, browsers show the source.
_HEADERS_OF_FEEDS = """\
{path}feed.json
  Content-Type: application/feed+json; charset=utf-8
"""


def server_headers(context: ExportContext, pages: Iterable[bytes]) -> OutputFile:
    """Return ``_headers``.

    :param pages: One page of each kind, without texts of authors: the policy allows only what the
        site's templates contain.
    """
    path = context.addresses.path
    text = _HEADERS.format(path=path, policy=policy(context, pages))
    if context.has_feed:
        text += _HEADERS_OF_FEEDS.format(path=path)
    return OutputFile("_headers", text.encode)


def policy(context: ExportContext, pages: Iterable[bytes]) -> str:
    """Return a Content-Security-Policy that allows what the pages need and nothing else."""
    scripts = {script for page in pages for script in _inline_scripts(page)}
    hashes = sorted(f"'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in scripts)
    images = {article.image for article in context.articles if article.image}
    hosts = sorted({f"https://{host}" for image in images if (host := host_of(image))})
    directives = {
        "default-src": ["'self'"],
        # Pagefind runs WebAssembly.
        "script-src": ["'self'", "'wasm-unsafe-eval'", *hashes],
        # Themes and highlighted code use style attributes, which hashes cannot allow.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", *hosts],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def _inline_scripts(page: bytes) -> Iterator[bytes]:
    """Yield the inline scripts of a page; a ``script`` with attributes loads a file or is data."""
    for piece in page.split(b"<script>")[1:]:
        script, end, _ = piece.partition(b"</script>")
        if end:
            yield script
