"""Headers for servers: what browsers may load, and how long they may keep it.

``_headers`` is read as it is by Netlify, Cloudflare Pages and others; the guide shows the same for
other servers.  The policy is made of the pages, so that it fits them: theirs is the one script
that stands in a page, known by its hash (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx_knowledge_base.exports.writer import File

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_knowledge_base.exports.context import Publication

#: A script inside a page; one with attributes is a file or no script but data.
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)

#: No header twice for one address: Cloudflare would join its values.  Of pages these hosts say
#: themselves that browsers have to ask whether theirs is still the last one.
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

#: Feeds in XML stay what servers take them for, which is XML: as feeds browsers show their source.
_HEADERS_OF_FEEDS = """\
{path}feed.json
  Content-Type: application/feed+json; charset=utf-8
"""


def headers(publication: Publication, pages: Iterable[bytes]) -> File:
    """Return ``_headers``.

    :param pages: One page of each kind, with the scripts that stand in all of its kind.
    """
    path = publication.addresses.path
    text = _HEADERS.format(path=path, policy=policy(publication, pages))
    if publication.has_feed:
        text += _HEADERS_OF_FEEDS.format(path=path)
    return File("_headers", text.encode)


def policy(publication: Publication, pages: Iterable[bytes]) -> str:
    """Return a Content-Security-Policy under which the pages work and nothing else does."""
    scripts = {script for page in pages for script in _INLINE.findall(page)}
    hashes = sorted(f"'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in scripts)
    remote = {article.image for article in publication.articles if "://" in (article.image or "")}
    hosts = sorted({f"https://{urlsplit(image).netloc}" for image in remote if image})
    directives = {
        "default-src": ["'self'"],
        # The search is WebAssembly.
        "script-src": ["'self'", "'wasm-unsafe-eval'", *hashes],
        # Themes and highlighted code have styles in attributes, which no hash can allow.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", *hosts],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())
