"""The values of a knowledge base: facts that are computed once and then only read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from sphinx_knowledge_base.core.problems import Problem
    from sphinx_knowledge_base.core.reading.schema import FrontMatter

#: The ways in which articles are grouped.  Each has an index page and a page for each term.
Taxonomy = Literal["categories", "tags", "authors", "audiences", "series", "archive"]

TAXONOMIES: tuple[Taxonomy, ...] = (
    "categories",
    "tags",
    "authors",
    "audiences",
    "series",
    "archive",
)


class Place(NamedTuple):
    """Where a value stands in its file; line and column are counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Body:
    """What the scan learns of an article's Markdown without rendering it."""

    line: int
    """The line of the file on which the body begins."""
    words: int
    first_paragraph: str
    """Plain text of the first paragraph; empty when there is none."""
    heading: str | None
    """Plain text of the first level-one heading, or None."""
    heading_line: int
    """The file's line of that heading; 0 when there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """One article file as its author wrote it, before the taxonomy has its word."""

    path: str
    """POSIX path relative to the source directory."""
    front_matter: FrontMatter | None
    """None when no right page can be made of the file; *problems* says why."""
    body: Body | None
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of keys and items by their contract name: ``category``, ``tags.2``, ...

    As plain tuples: every article has dozens, and all are stored and restored."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One category, tag, author, audience, series or year, with what the registry says of it."""

    taxonomy: Taxonomy
    key: str
    """What identifies it inside its taxonomy: a category's code, otherwise its slug."""
    slug: str
    title: str
    description: str = ""
    order: float | None = None
    """The registry's position; terms without one come after those with one, by title."""
    synonyms: tuple[str, ...] = ()
    audience: str | None = None
    url: str | None = None
    bio: str = ""
    image: str | None = None
    credentials: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article that is published, with its terms resolved."""

    source: str
    """POSIX path of the file, relative to the source directory."""
    slug: str
    docname: str
    title: str
    excerpt: str
    category: str
    """Code of its category."""
    authors: tuple[str, ...]
    """Keys of its authors, as all the following are keys of terms."""
    tags: tuple[str, ...]
    audiences: tuple[str, ...]
    series: str | None
    published: datetime | None
    """Aware; None only for a draft in a preview."""
    updated: datetime | None
    words: int
    reading_minutes: int
    heading: str | None
    """The body's own level-one heading, when it has one."""
    image: str | None
    """The featured picture: a path relative to the source directory, or an https URL."""
    front_matter: FrontMatter
    image_size: tuple[int, int] | None = None
    """Width and height of the featured picture in pixels, when it is a file of the site."""
    social_image: str | None = None
    """The picture for social networks (``ogImage``), like *image*."""
    social_image_size: tuple[int, int] | None = None
    unpublished: str = ""
    """Why a preview shows what a release does not: ``draft``, ``future``, ``expired``."""

    @property
    def extra(self) -> dict[str, Any]:
        """The keys of the front matter that the contract does not know."""
        return self.front_matter.extra
