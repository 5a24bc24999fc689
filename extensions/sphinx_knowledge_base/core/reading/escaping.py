"""Escape plain text for Markdown."""

from __future__ import annotations

import string

#: Backslashes before these begin formulas.
_BRACKETS = "()[]"
_ESCAPED = {ord(sign): f"\\{sign}" for sign in string.punctuation}
_ESCAPED |= {ord(sign): f"&#{ord(sign)};" for sign in _BRACKETS}


def escape_markdown(text: str) -> str:
    r"""Return *text* on one line, escaped so that Markdown reads it as plain text.

    CommonMark allows a backslash before any ASCII punctuation (section 2.4).  Escaping all of it
    leaves no syntax of CommonMark or of an extension.  Brackets become numeric references.
    """
    return " ".join(text.split()).translate(_ESCAPED)
