"""The settings of a site, ``kb_<name>`` in ``conf.py``; each is declared once."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args
from zoneinfo import ZoneInfo

from sphinx_knowledge_base.core.catalog.inputs import Rules
from sphinx_knowledge_base.core.catalog.routes import Routes
from sphinx_knowledge_base.core.reading.dates import DateOrder, parse_moment
from sphinx_knowledge_base.core.reading.rules import FurtherCategories, ReadingRules
from sphinx_knowledge_base.core.source_files import MARKDOWN_SUFFIXES
from sphinx_knowledge_base.core.untrusted_images import MAX_PIXELS

if TYPE_CHECKING:
    from sphinx.config import _ConfigRebuild

PREFIX = "kb_"

#: Values of ``kb_search``.
SEARCHES = ("pagefind", "sphinx", "none")

#: If set, the build shows drafts, scheduled and expired articles, marked as such.
DRAFTS_VARIABLE = "KB_DRAFTS"

#: If set, the build keeps an existing search index: for live previews, which rebuild often.
QUICK_VARIABLE = "KB_QUICK"

#: Values of ``kb_feed_content``.
FEED_CONTENTS = ("full", "excerpt")

#: Values of ``kb_authors``.
AUTHORS = ("untrusted", "trusted")

#: Items of ``kb_outputs``.
Output = Literal["feeds", "cards", "data", "texts", "citations"]
OUTPUTS: tuple[Output, ...] = get_args(Output)


def _setting(
    default: Any,
    *types: type,
    help: str,  # noqa: A002
    rebuild: _ConfigRebuild = "env",
    items: type = str,
) -> Any:
    """Declare a setting; *items* is the type of a list's items or of a mapping's values."""
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
    """The settings in ``conf.py``; every setting has a default that works."""

    article_patterns: list[str] = _setting(
        ["articles/**"], list, tuple, help="Glob patterns of the article files."
    )
    article_suffixes: list[str] = _setting(
        list(MARKDOWN_SUFFIXES), list, tuple, help="Suffixes of article files, in any case."
    )
    taxonomy: str = _setting(
        "taxonomy.yaml", str, help="The registry of terms, relative to conf.py; may be missing."
    )
    bibliography: str = _setting(
        "references.bib",
        str,
        help="The works that articles can cite, as BibTeX, relative to conf.py; may be missing.",
    )
    permalink: str = _setting(
        "articles/{slug}",
        str,
        help="Docname of an article; {slug}, {year}, {month}, {day} and {category} are filled in.",
    )
    page_size: int = _setting(20, int, help="How many articles a full page of a list shows.")
    link_patterns: list[str] = _setting(
        ["/articles/{slug}", "/blog/category/{category}", "/blog/{slug}"],
        list,
        tuple,
        help="Site paths that articles use for links to articles and terms.",
    )
    site_url: str = _setting(
        "",
        str,
        help="The site to which other root-relative links lead, such as https://example.org.",
    )
    image_roots: list[str] = _setting(
        ["_static", "."], list, tuple, help="Folders in which root-relative pictures are looked up."
    )
    image_max_pixels: int = _setting(
        MAX_PIXELS, int, help="How many pixels a picture may have; larger ones are not read."
    )
    strip_metadata: bool = _setting(
        True,
        bool,
        help="Whether to remove place, author and camera from copies of pictures.",
        rebuild="html",
    )
    timezone: str = _setting(
        "UTC", str, help="The time zone of today, and of dates that name none."
    )
    now: str = _setting(
        "", str, help="The date that the site is built for; by default, today.", rebuild=""
    )
    authors: str = _setting(
        "untrusted",
        str,
        help="Whether articles may contain any HTML, and include any file of the project: "
        "'untrusted' or 'trusted'.",
    )
    link_schemes: list[str] = _setting(
        ["http", "https", "mailto", "tel"],
        list,
        tuple,
        help="Schemes that links may have; links with other schemes become text.",
    )
    default_author: str = _setting("", str, help="Author of articles that name none.")
    front_matter_keys: dict[str, str] = _setting(
        {},
        dict,
        help="Other names of front-matter keys, such as {'date': 'publishedAt'}; of several for "
        "one key, the first in an article counts. A name with dots is a path: "
        "'taxonomies.tags'.",
    )
    default_category: str = _setting("", str, help="Category of articles that name none.")
    further_categories: FurtherCategories = _setting(
        "", str, help="How to read categories after the first: as 'tags', or not at all ('ignore')."
    )
    path_metadata: list[str] = _setting(
        [],
        list,
        tuple,
        help="Metadata in paths of articles, such as '{year}-{month}-{day}-{slug}.md'; {category} "
        "and {language} too. The first pattern that fits the end of a path counts.",
    )
    date_order: DateOrder = _setting(
        "", str, help="How to read dates like 3/4/2026: 'day-first' or 'month-first'."
    )
    extra_keys: list[str] = _setting(
        [],
        list,
        tuple,
        set,
        frozenset,
        help="Further front-matter keys to accept without a message.",
    )
    disclaimers: dict[str, str] = _setting(
        {}, dict, help="Text under articles, by code of a category or an audience, or 'default'."
    )
    fail_on_errors: bool = _setting(
        True,
        bool,
        help="Whether a build fails when an article is left out because of an error.",
        rebuild="",
    )
    search: str = _setting(
        "pagefind", str, help="The search of the site: 'pagefind', 'sphinx' or 'none'."
    )
    description: str = _setting(
        "", str, help="What the site is about, in a sentence or two.", rebuild="html"
    )
    organization: str = _setting(
        "", str, help="Who publishes the site; by default, the project's author.", rebuild="html"
    )
    medical: bool = _setting(
        False,
        bool,
        help="Whether to mark pages of articles as medical for search engines.",
        rebuild="html",
    )
    twitter_site: str = _setting(
        "", str, help="The site's account at X (Twitter), such as @example.", rebuild="html"
    )
    outputs: list[Output] = _setting(
        list(OUTPUTS),
        list,
        tuple,
        help="What a build makes besides pages: 'feeds', 'cards' (pictures for social networks), "
        "'data' (JSON), 'texts' (Markdown and llms.txt) and 'citations'.",
        rebuild="html",
    )
    feed_limit: int = _setting(20, int, help="How many articles a feed contains.", rebuild="")
    feed_content: str = _setting(
        "full",
        str,
        help="What feeds contain of articles: 'full' texts or the 'excerpt'.",
        rebuild="",
    )
    ledger: str = _setting(
        "published.txt",
        str,
        help="The list of addresses that were published, relative to conf.py; may be missing.",
    )
    related_limit: int = _setting(4, int, help="How many related articles a page shows.")
    books: dict[str, dict[str, object]] = _setting(
        {"book": {}},
        dict,
        help="The books to make, by the names of their files.",
        items=dict,
        rebuild="html",
    )
    book: str = _setting("", str, help="The only book to make; by default, all.", rebuild="")
    article_pdf: bool = _setting(
        False, bool, help="Whether to make a PDF of every article too.", rebuild="html"
    )
    book_files: str = _setting(
        "",
        str,
        help="The folder of the finished books that the site publishes, relative to conf.py, such "
        "as '_build'.",
        rebuild="",
    )
    book_url: str = _setting(
        "",
        str,
        help="Where finished books are published elsewhere; {book} and {format} are filled in.",
        rebuild="",
    )

    def makes(self, output: Output) -> bool:
        """Return whether ``kb_outputs`` contains *output*; if not, no page links to it."""
        return output in self.outputs

    @property
    def trusts_authors(self) -> bool:
        """Whether authors have the same rights as the owner of the site."""
        return self.authors == "trusted"

    def rules(self) -> Rules:
        """Return the settings that the catalog depends on."""
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
        """Return the settings that reading an article depends on."""
        return ReadingRules(
            key_names=dict(self.front_matter_keys),
            extra_keys=frozenset(self.extra_keys),
            timezone=ZoneInfo(self.timezone),
            date_order=self.date_order,
            default_category=self.default_category,
            further_categories=self.further_categories,
            path_patterns=tuple(self.path_metadata),
        )
