"""Escape plain text for Markdown."""

from __future__ import annotations

import re
import string

_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")


def escape_markdown(text: str) -> str:
    r"""Return *text* on one line, escaped so that Markdown reads it as plain text.

    CommonMark allows a backslash before any ASCII punctuation (section 2.4).  Escaping all of it
    leaves no syntax of CommonMark or of an extension.
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
