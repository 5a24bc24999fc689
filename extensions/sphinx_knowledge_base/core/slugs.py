"""Slugs: the readable parts of addresses."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: The rule for slugs, as messages state it: letters of any script (with their marks), digits, ``-``
#: and ``_``.  :func:`is_slug` has the details.
SLUG_RULE = "lower-case letters, digits, '-' and '_'"

#: Common file systems limit file names to 255 bytes; ``.html`` and a digest must fit too.
MAX_SLUG_BYTES = 200

_KEPT_CATEGORIES = ("L", "M", "N")

#: The page of a folder.  No term has this slug: it belongs to the page of all terms.
INDEX = "index"


def slugify(text: str) -> str:
    r"""Return the slug of *text*: its letters and digits in lower case, joined by single ``-``.

    Keeps letters of every script, with their combining marks, which Devanagari, Thai and vowelled
    Arabic need.  (Packages for slugs keep only what ``\w`` matches, and lose the marks.)  Returns
    an empty string if nothing is left.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).lower())
    kept = (c if unicodedata.category(c)[0] in _KEPT_CATEGORIES else " " for c in folded)
    return "-".join("".join(kept).split())


def is_slug(text: str) -> bool:
    """Return whether *text* is a slug."""
    return bool(text) and all(
        part and slugify(part) == part for part in re.split("[-_]+", text.strip("_"))
    )


@lru_cache(10_000)
def fold_label(label: str) -> str:
    """Return *label* folded: labels that differ only in case, spaces, ``-`` or ``_`` become equal.

    ``C`` and ``C++`` have the same slug but different folded labels, so they are two terms.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold())
    return " ".join(re.split(r"[\s_-]+", folded)).strip()
