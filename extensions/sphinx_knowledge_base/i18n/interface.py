"""The texts of the interface, translated with this package's message catalog."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from datetime import date, datetime

    from sphinx_knowledge_base.core.model import Taxonomy

#: Name of the message catalog, and the folder of its translations.
MESSAGES = "sphinx_knowledge_base"
LOCALE_DIR = Path(__file__).parent.parent / "locale"

translate = get_translation(MESSAGES)


def taxonomy_title(taxonomy: Taxonomy) -> str:
    """Return the heading of the index page of a taxonomy."""
    return {
        "categories": translate("Categories"),
        "tags": translate("Tags"),
        "authors": translate("Authors"),
        "audiences": translate("Audiences"),
        "series": translate("Series"),
        "archive": translate("Archive"),
    }[taxonomy]


def term_noun(taxonomy: Taxonomy) -> str:
    """Return the noun for one term of a taxonomy."""
    return {
        "categories": translate("Category"),
        "tags": translate("Tag"),
        "authors": translate("Author"),
        "audiences": translate("Audience"),
        "series": translate("Series"),
        "archive": translate("Year"),
    }[taxonomy]


def article_count(count: int) -> str:
    """Return ``1 article``, ``12 articles``."""
    return translate("1 article") if count == 1 else translate("%d articles") % count


def reading_time(minutes: int) -> str:
    """Return ``7 min read``."""
    return translate("%d min read") % minutes


def day(moment: datetime, language: str) -> str:
    """Return the date of *moment*, in full, as it is written in *language*."""
    return _in_full(moment.date(), language)


@lru_cache(maxsize=1024)
def _in_full(date: date, language: str) -> str:
    """Format a date; cached, because the date of an article appears in many lists.

    Takes a date: equal moments in different zones have different dates, but one cache key.
    """
    return format_date(date, format="long", locale=_locale(language))


def is_right_to_left(language: str) -> bool:
    """Return whether *language* is written from right to left."""
    return _locale(language).text_direction == "rtl"


def _locale(language: str) -> Locale:
    """Return Babel's locale of *language*, or English if Babel does not know it."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
