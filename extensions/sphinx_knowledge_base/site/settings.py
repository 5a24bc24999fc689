"""The settings of a site, each declared once: ``kb_<name>`` in ``conf.py``."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sphinx.errors import ConfigError

from sphinx_knowledge_base.core.assembly import Rules
from sphinx_knowledge_base.core.dates import parse_moment
from sphinx_knowledge_base.core.front_matter import ReadingRules
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.routes import Routes
from sphinx_knowledge_base.core.schema import CONTRACT, SINGULAR_AUTHOR

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config, _ConfigRebuild

    from sphinx_knowledge_base.core.model import Taxonomy

PREFIX = "kb_"

#: Set to anything, it shows drafts, future and expired articles, marked as such.
DRAFTS_VARIABLE = "KB_DRAFTS"

#: What can stand in braces in ``kb_link_patterns``, and the taxonomy it names; None is an article.
LINK_FIELDS: Mapping[str, Taxonomy | None] = {
    "slug": None,
    "category": "categories",
    "tag": "tags",
    "author": "authors",
    "audience": "audiences",
    "series": "series",
}

#: What ``kb_feed_content`` can be.
FEED_CONTENTS = ("full", "excerpt")


def _setting(default: Any, *types: type, help: str, rebuild: _ConfigRebuild = "env") -> Any:  # noqa: A002
    metadata = {"types": types, "help": help, "rebuild": rebuild, "default": default}
    if isinstance(default, list | dict):
        return dataclasses.field(default_factory=default.copy, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``conf.py`` says; every setting has a default that works."""

    article_patterns: list[str] = _setting(
        ["articles/**"], list, tuple, help="Glob patterns of the article files."
    )
    taxonomy: str = _setting(
        "taxonomy.yaml", str, help="The registry of terms, relative to conf.py; may be missing."
    )
    permalink: str = _setting(
        "articles/{slug}",
        str,
        help="Docname of an article; {slug}, {year}, {month}, {day} and {category} are filled in.",
    )
    page_size: int = _setting(20, int, help="How many articles a full page of a list holds.")
    link_patterns: list[str] = _setting(
        ["/articles/{slug}", "/blog/category/{category}", "/blog/{slug}"],
        list,
        tuple,
        help="Site paths that articles use for links to articles and terms.",
    )
    site_url: str = _setting(
        "", str, help="Where other root-relative links lead, such as https://example.org."
    )
    image_roots: list[str] = _setting(
        ["_static", "."], list, tuple, help="Folders in which root-relative pictures are looked up."
    )
    timezone: str = _setting("UTC", str, help="Zone of the dates that name none, and of today.")
    now: str = _setting(
        "", str, help="The date that the site is built for; today's when empty.", rebuild=""
    )
    default_author: str = _setting("", str, help="Author of articles that name none.")
    front_matter_keys: dict[str, str] = _setting(
        {}, dict, help="Other names of front-matter keys, such as {'date': 'publishedAt'}."
    )
    extra_keys: list[str] = _setting(
        [], list, tuple, set, frozenset, help="Keys beyond the contract that are no mistake."
    )
    disclaimers: dict[str, str] = _setting(
        {}, dict, help="Text under articles, by code of a category or an audience, or 'default'."
    )
    description: str = _setting(
        "", str, help="What the site is about, in a sentence or two.", rebuild="html"
    )
    organization: str = _setting(
        "", str, help="Who publishes the site; the project's author when empty.", rebuild="html"
    )
    medical: bool = _setting(
        False,
        bool,
        help="Whether pages of articles are medical ones to search engines.",
        rebuild="html",
    )
    twitter_site: str = _setting(
        "", str, help="The site's account at X (Twitter), such as @example.", rebuild="html"
    )
    feed_limit: int = _setting(20, int, help="How many articles a feed holds.", rebuild="")
    feed_content: str = _setting(
        "full", str, help="What feeds hold of articles: 'full' texts or the 'excerpt'.", rebuild=""
    )
    ledger: str = _setting(
        "published.txt",
        str,
        help="The list of addresses that were published, relative to conf.py; may be missing.",
    )
    related_limit: int = _setting(4, int, help="How many related articles a page leads to.")

    def rules(self) -> Rules:
        """Return what of this matters to the catalog."""
        zone = ZoneInfo(self.timezone)
        return Rules(
            now=parse_moment(self.now, zone) if self.now else datetime.now(zone),
            routes=Routes(self.permalink),
            page_size=self.page_size,
            related_limit=self.related_limit,
            default_author=self.default_author,
            preview=bool(os.environ.get(DRAFTS_VARIABLE)),
        )

    def reading_rules(self) -> ReadingRules:
        """Return what of this matters to the reading of one article."""
        return ReadingRules(
            key_names=dict(self.front_matter_keys),
            extra_keys=frozenset(self.extra_keys),
            timezone=ZoneInfo(self.timezone),
        )


def register(app: Sphinx) -> None:
    """Declare every setting to Sphinx."""
    for field in dataclasses.fields(Settings):
        declared = field.metadata
        app.add_config_value(
            PREFIX + field.name,
            declared["default"],
            declared["rebuild"],
            types=declared["types"],
            description=declared["help"],
        )


def from_config(config: Config) -> Settings:
    """Return the settings of *config*, checked.

    :raises ConfigError: a name is unknown, or a value is of a wrong type or makes no sense.
    """
    _check_names(config)
    values = {}
    for field in dataclasses.fields(Settings):
        value = values[field.name] = getattr(config, PREFIX + field.name)
        types = field.metadata["types"]
        # True is an int to Python, but no number to people.
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            expected = types[0].__name__
            msg = f"{PREFIX}{field.name} is a {type(value).__name__}, not a {expected}: {value!r}"
            raise ConfigError(msg)
        _check_items(PREFIX + field.name, value)
    settings = Settings(**values)
    try:
        _check_values(settings)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    return settings


def _check_items(name: str, value: object) -> None:
    """Refuse a list or mapping that holds anything but text."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return
    items = [*value, *value.values()] if isinstance(value, Mapping) else value
    for item in items:
        if not isinstance(item, str):
            msg = f"{name} holds a {type(item).__name__}, not a str: {item!r}"
            raise ConfigError(msg)


def _check_values(settings: Settings) -> None:
    """Refuse what is of the right type and makes no sense.

    :raises ValueError: says the setting, its value and what is meant if that can be told.
    """
    msg = ""
    if settings.page_size < 1:
        msg = f"kb_page_size is at least 1, not {settings.page_size}"
    if settings.feed_limit < 1:
        msg = f"kb_feed_limit is at least 1, not {settings.feed_limit}"
    if settings.feed_content not in FEED_CONTENTS:
        hint = did_you_mean(settings.feed_content, FEED_CONTENTS)
        msg = f"kb_feed_content is 'full' or 'excerpt', not {settings.feed_content!r}{hint}"
    if settings.related_limit < 0:
        msg = f"kb_related_limit is at least 0, not {settings.related_limit}"
    msg = msg or _wrong_name(settings)
    try:
        zone = ZoneInfo(settings.timezone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        msg = f"kb_timezone names no time zone: {settings.timezone!r}"
    else:
        try:
            parse_moment(settings.now or "2000-01-01", zone)
        except ValueError:
            msg = f"kb_now is no date: {settings.now!r}"
    if msg:
        raise ValueError(msg)
    settings.rules()


def _wrong_name(settings: Settings) -> str:
    """Return what a setting names that does not exist, and what is meant; else nothing."""
    for pattern in settings.link_patterns:
        for name in re.findall(r"\{([^}]*)\}", pattern):
            if name not in LINK_FIELDS:
                meant = did_you_mean(f"{{{name}}}", map("{{{}}}".format, LINK_FIELDS))
                return f"kb_link_patterns: '{{{name}}}' in {pattern!r} is unknown{meant}"
    for key in settings.front_matter_keys.values():
        if key not in CONTRACT and key != SINGULAR_AUTHOR:
            meant = did_you_mean(key, [*CONTRACT, SINGULAR_AUTHOR])
            return f"kb_front_matter_keys: there is no key {key!r}{meant}"
    return ""


def _check_names(config: Config) -> None:
    """Refuse names that start with ``kb_`` and are nobody's, since Sphinx lets them pass."""
    known = {name for name in config.values if name.startswith(PREFIX)}
    written = getattr(config, "_raw_config", {})  # private: without it nothing is refused
    for name in sorted(written):
        if name.startswith(PREFIX) and name not in known:
            msg = f"there is no setting {name!r}{did_you_mean(name, known)}"
            raise ConfigError(msg)
