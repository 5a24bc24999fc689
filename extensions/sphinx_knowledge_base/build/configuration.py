"""Declare the settings to Sphinx, and check their values in ``conf.py``."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sphinx.errors import ConfigError

from sphinx_knowledge_base.build.settings import (
    AUTHORS,
    FEED_CONTENTS,
    OUTPUTS,
    PREFIX,
    SEARCHES,
    Settings,
)
from sphinx_knowledge_base.core.catalog.link_targets import LINK_FIELDS
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.reading.dates import DateOrder, parse_moment
from sphinx_knowledge_base.core.reading.path_metadata import PATH_FIELDS, unknown_fields
from sphinx_knowledge_base.core.reading.rules import FurtherCategories
from sphinx_knowledge_base.core.reading.schema import CONTRACT, SINGULAR_AUTHOR
from sphinx_knowledge_base.core.web_addresses import host_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


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


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Check the settings before anything uses them.

    :raises ConfigError: a setting is wrong.
    """
    from_config(config)


def from_config(config: Config) -> Settings:
    """Return the validated settings of *config*.

    :raises ConfigError: a name is unknown, or a value has a wrong type or is invalid.
    """
    _check_names(config)
    _check_base_url(config)
    values = {}
    for field in dataclasses.fields(Settings):
        value = values[field.name] = getattr(config, PREFIX + field.name)
        types = field.metadata["types"]
        # In Python, True is an int.
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            expected = types[0].__name__
            found = type(value).__name__
            msg = f"{PREFIX}{field.name} must be a {expected}, not a {found}: {value!r}"
            raise ConfigError(msg)
        _check_items(PREFIX + field.name, value, field.metadata["items"])
    settings = Settings(**values)
    if fault := next(_faults(settings), None):
        raise ConfigError(fault)
    try:
        settings.rules()
    except ValueError as error:
        raise ConfigError(str(error)) from None
    return settings


def _check_base_url(config: Config) -> None:
    """Refuse an ``html_baseurl`` from which no address can be made, before anything is read."""
    # Sphinx knows it only if a builder declares it; otherwise take the value from conf.py.
    written = getattr(config, "_raw_config", {}).get("html_baseurl", "")
    url = str(getattr(config, "html_baseurl", written) or "")
    parts = urlsplit(url) if host_of(url, ("http", "https")) else None
    if url and (parts is None or parts.query or parts.fragment):
        msg = (
            "html_baseurl must be the address of the site, such as 'https://example.org/help/', "
            f"not {url!r}"
        )
        raise ConfigError(msg)


def _check_items(name: str, value: object, kind: type) -> None:
    """Refuse a list or mapping with keys that are not text, or items that are not of *kind*."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return
    texts, items = (value, value.values()) if isinstance(value, Mapping) else ((), value)
    for item, expected in (*((text, str) for text in texts), *((item, kind) for item in items)):
        if not isinstance(item, expected):
            msg = (
                f"{name} must contain a {expected.__name__}, not a {type(item).__name__}: {item!r}"
            )
            raise ConfigError(msg)


def _faults(settings: Settings) -> Iterator[str]:
    """Yield a message for each value that has the right type but is invalid."""
    for name, least in (
        ("page_size", 1),
        ("feed_limit", 1),
        ("image_max_pixels", 1),
        ("related_limit", 0),
    ):
        number = getattr(settings, name)
        if number < least:
            yield f"kb_{name} must be at least {least}, not {number}"
    for suffix in settings.article_suffixes:
        if suffix != f".{suffix.strip('.').casefold()}":
            yield f"kb_article_suffixes must contain suffixes such as '.md', not {suffix!r}"
    for rule, choices, value in (
        ("kb_date_order must be", get_args(DateOrder), settings.date_order),
        ("kb_further_categories must be", get_args(FurtherCategories), settings.further_categories),
        ("kb_feed_content must be", FEED_CONTENTS, settings.feed_content),
        ("kb_authors must be", AUTHORS, settings.authors),
        ("kb_search must be", SEARCHES, settings.search),
        *(("kb_outputs may contain", OUTPUTS, output) for output in settings.outputs),
    ):
        if value not in choices:
            offered = " or ".join(map(repr, choices))
            yield f"{rule} {offered}, not {value!r}{did_you_mean(value, choices)}"
    for key in settings.front_matter_keys.values():
        if key not in CONTRACT and key != SINGULAR_AUTHOR:
            meant = did_you_mean(key, [*CONTRACT, SINGULAR_AUTHOR])
            yield f"kb_front_matter_keys: there is no key {key!r}{meant}"
    yield from _faults_of_patterns(settings)
    yield from _faults_of_time(settings)


def _faults_of_patterns(settings: Settings) -> Iterator[str]:
    for pattern in settings.path_metadata:
        for name in unknown_fields(pattern):
            meant = did_you_mean(f"{{{name}}}", map("{{{}}}".format, PATH_FIELDS))
            yield f"kb_path_metadata: unknown or repeated field '{{{name}}}' in {pattern!r}{meant}"
    for pattern in settings.link_patterns:
        for name in re.findall(r"\{([^}]*+)(?:\}|\Z)", pattern):
            if name not in LINK_FIELDS:
                meant = did_you_mean(f"{{{name}}}", map("{{{}}}".format, LINK_FIELDS))
                yield f"kb_link_patterns: unknown field '{{{name}}}' in {pattern!r}{meant}"


def _faults_of_time(settings: Settings) -> Iterator[str]:
    try:
        zone = ZoneInfo(settings.timezone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        yield f"kb_timezone is not a time zone: {settings.timezone!r}"
        return
    try:
        parse_moment(settings.now or "2000-01-01", zone)
    except ValueError:
        yield f"kb_now is not a date: {settings.now!r}"


def _check_names(config: Config) -> None:
    """Refuse unknown names that start with ``kb_``; Sphinx would ignore them."""
    known = {name for name in config.values if name.startswith(PREFIX)}
    written = getattr(config, "_raw_config", {})  # private; if it is missing, nothing is refused
    for name in sorted(written):
        if name.startswith(PREFIX) and name not in known:
            msg = f"there is no setting {name!r}{did_you_mean(name, known)}"
            raise ConfigError(msg)
