"""Characters that XML cannot hold, in whatever notation."""

from __future__ import annotations

import re

#: Everything but the Char of https://www.w3.org/TR/xml/#charsets.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def without_illegal(text: str) -> str:
    """Return *text* without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)
