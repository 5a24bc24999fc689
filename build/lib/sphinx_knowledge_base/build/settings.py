"""The settings of a site, each declared once: ``kb_<name>`` in ``conf.py``."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sphinx.errors import ConfigError

from sphinx_knowledge_base.core.catalog.inputs import Rules
from sphinx_knowledge_base.core.catalog.routes import Routes
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.reading.dates import parse_moment
from sphinx_knowledge_base.core.reading.schema import CONTRACT, SINGULAR_AUTHOR
from sphinx_knowledge_base.core.reading.source import ReadingRules

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config, _ConfigRebuild

    from sphinx_knowledge_base.core.model import Taxonomy

PREFIX = "kb_"

#: Values of ``kb_search``.
SEARCHES = ("pagefind", "sphinx", "none")

#: Set to anything, it shows drafts, future and expired articles, marked as such.
DRAFTS_VARIABLE = "KB_DRAFTS"

#: Set to anything, it leaves the search index as it is when there is one: for builds at every
#: change of a file, which nobody but their author looks at.
QUICK_VARIABLE = "KB_QUICK"

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

#: What ``kb_outputs`` can hold.
Output = Literal["feeds", "cards", "data", "texts", "citations"]
OUTPUTS: tuple[Output, ...] = get_args(Output)


def _setting(
    default: Any,
    *types: type,
    help: str,  # noqa: A002
    rebuild: _ConfigRebuild = "env",
    items: type = str,
) -> Any:
    """Declare a setting; *items* is what its list, or the values of its mapping, hold."""
    metadata = {
        "types": types,
        "help": help,
        "rebuild": rebuild,
        "default": default,
        "items": items,
    }
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
    bibliography: str = _setting(
        "references.bib",
        str,
        help="What articles can cite, as BibTeX, relative to conf.py; may be missing.",
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
    search: str = _setting(
        "pagefind", str, help="What searches the site: 'pagefind', 'sphinx' or 'none'."
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
    outputs: list[Output] = _setting(
        list(OUTPUTS),
        list,
        tuple,
        help="What is made beside the pages: 'feeds', 'cards' (pictures for social networks), "
        "'data' (JSON), 'texts' (Markdown and llms.txt) and 'citations'.",
        rebuild="html",
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
    books: dict[str, dict[str, object]] = _setting(
        {"book": {}},
        dict,
        help="The books that are made of the site, by the name of their files.",
        items=dict,
        rebuild="html",
    )
    book: str = _setting("", str, help="The only book to make; all when empty.", rebuild="")
    article_pdf: bool = _setting(
        False, bool, help="Whether every article gets a PDF of its own too.", rebuild="html"
    )
    book_files: str = _setting(
        "",
        str,
        help="Where the finished books are that the site publishes, relative to conf.py: the "
        "folder of the builds, such as '_build'.",
        rebuild="",
    )
    book_url: str = _setting(
        "",
        str,
        help="Where the finished books are published instead; {book} and {format} are filled in.",
        rebuild="",
    )

    def makes(self, output: Output) -> bool:
        """Tell whether ``kb_outputs`` holds *output*: what it does not hold, nothing leads to."""
        return output in self.outputs

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
        _check_items(PREFIX + field.name, value, field.metadata["items"])
    settings = Settings(**values)
    if fault := next(_faults(settings), None):
        raise ConfigError(fault)
    try:
        settings.rules()
    except ValueError as error:
        raise ConfigError(str(error)) from None
    return settings


def _check_items(name: str, value: object, kind: type) -> None:
    """Refuse a list or mapping whose keys are no text, or whose values are not of *kind*."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return
    texts, items = (value, value.values()) if isinstance(value, Mapping) else ((), value)
    for item, expected in (*((text, str) for text in texts), *((item, kind) for item in items)):
        if not isinstance(item, expected):
            msg = f"{name} holds a {type(item).__name__}, not a {expected.__name__}: {item!r}"
            raise ConfigError(msg)


def _faults(settings: Settings) -> Iterator[str]:
    """Yield what is of the right type and makes no sense."""
    for name, least in (("page_size", 1), ("feed_limit", 1), ("related_limit", 0)):
        number = getattr(settings, name)
        if number < least:
            yield f"kb_{name} is at least {least}, not {number}"
    for says, choices, value in (
        ("kb_feed_content is", FEED_CONTENTS, settings.feed_content),
        ("kb_search is", SEARCHES, settings.search),
        *(("kb_outputs holds", OUTPUTS, output) for output in settings.outputs),
    ):
        if value not in choices:
            offered = " or ".join(map(repr, choices))
            yield f"{says} {offered}, not {value!r}{did_you_mean(value, choices)}"
    for pattern in settings.link_patterns:
        for name in re.findall(r"\{([^}]*)\}", pattern):
            if name not in LINK_FIELDS:
                meant = did_you_mean(f"{{{name}}}", map("{{{}}}".format, LINK_FIELDS))
                yield f"kb_link_patterns: '{{{name}}}' in {pattern!r} is unknown{meant}"
    for key in settings.front_matter_keys.values():
        if key not in CONTRACT and key != SINGULAR_AUTHOR:
            meant = did_you_mean(key, [*CONTRACT, SINGULAR_AUTHOR])
            yield f"kb_front_matter_keys: there is no key {key!r}{meant}"
    yield from _faults_of_time(settings)


def _faults_of_time(settings: Settings) -> Iterator[str]:
    try:
        zone = ZoneInfo(settings.timezone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        yield f"kb_timezone names no time zone: {settings.timezone!r}"
        return
    try:
        parse_moment(settings.now or "2000-01-01", zone)
    except ValueError:
        yield f"kb_now is no date: {settings.now!r}"


def _check_names(config: Config) -> None:
    """Refuse names that start with ``kb_`` and are nobody's, since Sphinx lets them pass."""
    known = {name for name in config.values if name.startswith(PREFIX)}
    written = getattr(config, "_raw_config", {})  # private: without it nothing is refused
    for name in sorted(written):
        if name.startswith(PREFIX) and name not in known:
            msg = f"there is no setting {name!r}{did_you_mean(name, known)}"
            raise ConfigError(msg)
