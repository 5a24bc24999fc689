"""Text as Markdown: what an author typed as plain text stays plain text."""

from __future__ import annotations

import re
import string

_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")


def escape_markdown(text: str) -> str:
    r"""Return *text* so that Markdown reads it as that very text, on one line.

    CommonMark lets a backslash stand before any ASCII punctuation (section 2.4), so all of it
    is escaped and no syntax of CommonMark or of an extension is left.
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
