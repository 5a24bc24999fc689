"""The settings that reading an article depends on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.core.reading.dates import DateOrder

#: How to read the categories of an article after the first.
FurtherCategories = Literal["", "tags", "ignore"]


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The settings that reading an article depends on."""

    key_names: Mapping[str, str] = field(default_factory=dict)
    """Maps the site's names of keys to ours: ``{"date": "publishedAt"}``.

    Of several names for one key, the first in an article counts.  A name with dots is a path:
    ``taxonomies.tags``."""
    extra_keys: frozenset[str] = frozenset()
    """Further keys that authors may use without a warning."""
    timezone: tzinfo = UTC
    """The time zone of dates without one."""
    date_order: DateOrder = ""
    """What comes first in dates like ``3/4/2026``."""
    default_category: str = ""
    """The category of articles that name none; empty if each article must name one."""
    further_categories: FurtherCategories = ""
    """How to read categories after the first."""
    substitutions: Mapping[str, Any] | None = None
    """The site's values of ``{{ name }}``; None if that is text."""
    path_patterns: tuple[str, ...] = ()
    """The patterns of metadata in paths (`path_metadata`)."""

    def facts(self) -> tuple[object, ...]:
        """Return all rules as plain values, for digests."""
        values = (getattr(self, name) for name in self.__slots__ if name != "extra_keys")
        return (*map(str, values), sorted(self.extra_keys))
