"""Web addresses: which of them can stand in front matter, and the host that one names."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

#: One part of a host's name (RFC 1123, 2.1); others, such as IDNs, are encoded first.
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?")

#: Ends or changes an address for some of those who read it.
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\\\<>\"'`{}|^]")


def host_of(address: str, schemes: tuple[str, ...] = ("https",)) -> str | None:
    """Return host and port of an absolute web address, and nothing else of it; None if it is none.

    >>> host_of("https://user@Example.org:8080/x.png")
    'example.org:8080'
    """
    if _ODD.search(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
        name = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except ValueError:  # brackets without an IPv6 address, a port that is no number, a long name
        return None
    labels = name.removesuffix(".").split(".")
    if parts.scheme not in schemes or port == 0 or not all(map(_LABEL.fullmatch, labels)):
        return None
    return name if port is None else f"{name}:{port}"
