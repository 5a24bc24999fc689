"""What names articles that are not published: no output may contain it."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_knowledge_base.core.model import Unpublished

#: The letters by which names are grouped.  More would hardly make a group smaller.
_GROUPED_BY = 6


def pattern_of_names(articles: Iterable[Unpublished]) -> re.Pattern[str] | None:
    """Return what finds slugs, titles and file names of *articles*; None without any.

    At each place of a text, regular expressions try all names one after the other.  So names that
    begin alike are grouped: a thousand of them take no longer than a few.
    """
    names = {
        name for one in articles for name in (one.slug, one.title, PurePosixPath(one.path).stem)
    }
    if not names:
        return None
    return re.compile(rf"(?<![\w-])(?:{_any_of(sorted(names))})(?![\w-])", re.IGNORECASE)


def _any_of(names: Sequence[str], start: int = 0) -> str:
    """Return a pattern for the rests of *names*, which are sorted and equal up to *start*."""
    if len(names) == 1 or start == _GROUPED_BY:
        return "|".join(re.escape(name[start:]) for name in names)
    groups = groupby(names, itemgetter(slice(start, start + 1)))
    return "|".join(
        # A name that ends here has no further letter.
        f"{re.escape(letter)}(?:{_any_of(list(group), start + 1)})" if letter else ""
        for letter, group in groups
    )
