"""The values of a knowledge base; all are immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from sphinx_knowledge_base.core.problems import Problem
    from sphinx_knowledge_base.core.reading.schema import FrontMatter

#: The ways to group articles.  Each has an index page, and a page for each term.
Taxonomy = Literal["categories", "tags", "authors", "audiences", "series", "archive"]

TAXONOMIES: tuple[Taxonomy, ...] = (
    "categories",
    "tags",
    "authors",
    "audiences",
    "series",
    "archive",
)


class Position(NamedTuple):
    """A position in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Body:
    """Facts about an article's Markdown (`core.reading.body`)."""

    line: int
    """The line of the file on which the body begins."""
    words: int
    first_paragraph: str
    """Plain text of the first paragraph; empty if there is none."""
    heading: str | None
    """Plain text of the first level-one heading, or None."""
    heading_line: int
    """The line of that heading in the file; 0 if there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """One article file as it was read; the taxonomy is not applied yet."""

    path: str
    """POSIX path relative to the source directory."""
    front_matter: FrontMatter | None
    """None if the file has an error; *problems* says which."""
    body: Body | None
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each value, by its path: ``category``, ``tags.2``, ...

    Plain tuples load faster, and each article has dozens."""
    problems: tuple[Problem, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    """For a file with an error: the slug, terms, pictures and articles that it names, by path.
    Missing ones are reported together with the error."""


@dataclass(frozen=True, slots=True)
class Term:
    """One category, tag, author, audience, series or year."""

    taxonomy: Taxonomy
    key: str
    """Its identifier in the taxonomy: the code of a category, otherwise the slug."""
    slug: str
    title: str
    description: str = ""
    order: float | None = None
    """Position from the registry; terms without one come last, by title."""
    synonyms: tuple[str, ...] = ()
    audience: str | None = None
    url: str | None = None
    bio: str = ""
    image: str | None = None
    credentials: str = ""


class Unpublished(NamedTuple):
    """A valid article that readers do not find today: a draft, or scheduled, or expired."""

    path: str
    """Its file, as a POSIX path relative to the source directory."""
    slug: str
    title: str
    reason: Literal["draft", "scheduled", "expired"]
    date: datetime | None
    """When it will be published, or when it expired; None for a draft."""


@dataclass(frozen=True, slots=True)
class Article:
    """One published article, with resolved terms."""

    source: str
    """POSIX path of the file, relative to the source directory."""
    slug: str
    docname: str
    title: str
    excerpt: str
    category: str
    """Code of its category."""
    authors: tuple[str, ...]
    """Keys of its authors; the values of tags, audiences and series are keys too."""
    tags: tuple[str, ...]
    audiences: tuple[str, ...]
    series: str | None
    published: datetime | None
    """Aware; None only for drafts in a preview."""
    updated: datetime | None
    words: int
    reading_minutes: int
    heading: str | None
    """The first level-one heading of the body, if it has one."""
    image: str | None
    """The featured image: a path relative to the source directory, or an https URL."""
    front_matter: FrontMatter
    image_size: tuple[int, int] | None = None
    """Width and height of the featured image in pixels, if it is a file of the site."""
    social_image: str | None = None
    """The image for social networks (``ogImage``), like *image*."""
    social_image_size: tuple[int, int] | None = None
    unpublished: str = ""
    """In a preview, why the published site lacks it: ``draft``, ``scheduled`` or ``expired``."""

    @property
    def modified(self) -> datetime | None:
        """When it was last changed: when it was updated, or else published."""
        return self.updated or self.published

    @property
    def extra(self) -> dict[str, Any]:
        """The keys of the front matter outside the contract."""
        return self.front_matter.extra
