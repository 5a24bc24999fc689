"""The words of the interface, translated through the package's own message catalog."""

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

#: Name of the catalog, and the folder with its translations.
MESSAGES = "sphinx_knowledge_base"
LOCALE_DIR = Path(__file__).parent.parent / "locale"

translate = get_translation(MESSAGES)


def taxonomy_title(taxonomy: Taxonomy) -> str:
    """Return the heading of the page that lists a taxonomy's terms."""
    return {
        "categories": translate("Categories"),
        "tags": translate("Tags"),
        "authors": translate("Authors"),
        "audiences": translate("Audiences"),
        "series": translate("Series"),
        "archive": translate("Archive"),
    }[taxonomy]


def term_noun(taxonomy: Taxonomy) -> str:
    """Return what one term of a taxonomy is called."""
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
    """Return a date as readers of *language* write it in full."""
    return _in_full(moment.date(), language)


@lru_cache(maxsize=1024)
def _in_full(date: date, language: str) -> str:
    """Return a date in words: an article's own stands in many lists.

    A key without a time: moments are equal wherever they are, and the day there is another.
    """
    return format_date(date, format="long", locale=_locale(language))


def is_right_to_left(language: str) -> bool:
    """Tell whether *language* is written from right to left."""
    return _locale(language).text_direction == "rtl"


def _locale(language: str) -> Locale:
    """Return what Babel knows of *language*, and of English where it knows nothing."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
