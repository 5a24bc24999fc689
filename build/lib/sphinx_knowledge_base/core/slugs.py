"""Slugs: the readable part of an address."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: What an author may write as a slug: lower-case letters of any script (with their marks),
#: digits, ``-`` and ``_``.  :func:`is_slug` is the whole rule; this names it in messages.
SLUG_RULE = "lower-case letters, digits, '-' and '_'"

#: File names end at 255 bytes in every common file system; ``.html`` and a digest must fit too.
MAX_SLUG_BYTES = 200

_KEPT_CATEGORIES = ("L", "M", "N")


def slugify(text: str) -> str:
    r"""Return the slug of *text*: its letters and digits in lower case, joined by single ``-``.

    Letters of every script are kept, and so are combining marks, without which Devanagari, Thai
    or vowelled Arabic would fall to pieces (the slug packages that were looked at keep only what
    ``\w`` matches and lose them).  Returns an empty string when nothing is left.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).lower())
    kept = (c if unicodedata.category(c)[0] in _KEPT_CATEGORIES else " " for c in folded)
    return "-".join("".join(kept).split())


def is_slug(text: str) -> bool:
    """Tell whether *text* can be used as an article's slug unchanged."""
    return bool(text) and all(
        part and slugify(part) == part for part in re.split("[-_]+", text.strip("_"))
    )


@lru_cache(10_000)
def fold_label(label: str) -> str:
    """Return what two labels share that differ only in case, spaces, ``-`` or ``_``.

    Labels with one slug and two folded forms are two terms: ``C`` and ``C++``.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold())
    return " ".join(re.split(r"[\s_-]+", folded)).strip()
