"""Escape plain text for Markdown."""

from __future__ import annotations

import re
import string

_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")

#: With a backslash before them, these enclose a formula (`core.markdown.formulas`).
_BRACKETS = frozenset("()[]")


def escape_markdown(text: str) -> str:
    r"""Return *text* on one line, escaped so that Markdown reads it as plain text.

    CommonMark allows a backslash before any ASCII punctuation (section 2.4), and numbers for any
    character (section 2.5).  Escaping all of it leaves no syntax of CommonMark or of an extension.
    """
    return _PUNCTUATION.sub(_escaped, " ".join(text.split()))


def _escaped(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};" if found[0] in _BRACKETS else f"\\{found[0]}"
