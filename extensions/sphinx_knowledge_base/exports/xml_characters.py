"""Characters that are illegal in XML, even as character references."""

from __future__ import annotations

import re

#: Anything but a Char (https://www.w3.org/TR/xml/#charsets).
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def without_illegal(text: str) -> str:
    """Return *text* without the characters that are illegal in XML."""
    return _ILLEGAL.sub("", text)
