"""The settings that reading an article depends on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.core.reading.dates import DateOrder

#: What to make of the categories after the first of an article.
FurtherCategories = Literal["", "tags", "ignore"]


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The settings that reading an article depends on."""

    key_names: Mapping[str, str] = field(default_factory=dict)
    """Maps the site's names of keys to ours: ``{"date": "publishedAt"}``.

    Of several names for one key the first that an article has counts.  A name with dots is a path:
    ``taxonomies.tags``."""
    extra_keys: frozenset[str] = frozenset()
    """Further keys that authors may use without a warning."""
    timezone: tzinfo = UTC
    """The time zone of dates without one."""
    date_order: DateOrder = ""
    """What comes first in dates like ``3/4/2026``."""
    default_category: str = ""
    """The category of articles that name none; empty if each has to."""
    further_categories: FurtherCategories = ""
    """What the categories after the first are."""
    substitutions: Mapping[str, Any] | None = None
    """The site's values of ``{{ name }}``; None if that is text."""
    path_patterns: tuple[str, ...] = ()
    """What the path of a file says (`path_metadata`)."""

    def facts(self) -> tuple[object, ...]:
        """Return what tells these rules from others, as plain values."""
        values = (getattr(self, name) for name in self.__slots__ if name != "extra_keys")
        return (*map(str, values), sorted(self.extra_keys))
