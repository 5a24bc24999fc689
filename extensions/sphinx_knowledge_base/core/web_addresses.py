"""Web addresses: which are valid in front matter, and the host of an address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

#: One label of a host name (RFC 1123, 2.1); others, such as IDNs, are encoded first.
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?")

#: Characters that end or change an address for some programs.
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\\\<>\"'`{}|^]")


def host_of(address: str, schemes: tuple[str, ...] = ("https",)) -> str | None:
    """Return only host and port of an absolute web address; None if *address* is not one.

    >>> host_of("https://user@Example.org:8080/x.png")
    'example.org:8080'
    """
    if _ODD.search(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
        name = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except ValueError:  # brackets without an IPv6 address, a port that is not a number, a long name
        return None
    labels = name.removesuffix(".").split(".")
    if parts.scheme not in schemes or port == 0 or not all(map(_LABEL.fullmatch, labels)):
        return None
    return name if port is None else f"{name}:{port}"
