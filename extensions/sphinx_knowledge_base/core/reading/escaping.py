"""Escape plain text for Markdown."""

from __future__ import annotations

import string
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: With a backslash before them, these enclose a formula (`core.markdown.formulas`).
_BRACKETS = "()[]"
_ESCAPED: Mapping[int, str] = MappingProxyType(
    {
        ord(sign): f"&#{ord(sign)};" if sign in _BRACKETS else f"\\{sign}"
        for sign in string.punctuation
    }
)


def escape_markdown(text: str) -> str:
    r"""Return *text* on one line, escaped so that Markdown reads it as plain text.

    CommonMark allows a backslash before any ASCII punctuation (section 2.4), and numbers for any
    character (section 2.5).  Escaping all of it leaves no syntax of CommonMark or of an extension.
    """
    return " ".join(text.split()).translate(_ESCAPED)
