"""The contract with authors: every key of the front matter, with its type and meaning.

A key is declared here and nowhere else: the reader, the messages and the JSON Schema for editors
derive from it.  Keys are in camelCase, as in the source articles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel

from sphinx_knowledge_base.core.reading import fields

if TYPE_CHECKING:
    from datetime import datetime

    from sphinx_knowledge_base.core.problems import ProblemType


@dataclass(frozen=True, slots=True)
class ReportAs:
    """How to report an invalid value of a key."""

    type: ProblemType = "key"
    item: str = ""
    """The noun for one item, if the key takes a list."""
    essential: bool = False
    """Whether the article is left out if the value is wrong."""


class AuthorEntry(BaseModel):
    """One author in an article: a name, or a mapping with a name and more."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", populate_by_name=True)

    name: fields.PersonName
    url: fields.OptionalUrl = None
    bio: fields.Text = ""
    image: fields.OptionalImage = None
    credentials: fields.Text = ""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: object) -> object:
        if isinstance(value, list | tuple):
            raise fields.invalid("must be a name, or a mapping with a name")
        return value if isinstance(value, Mapping | AuthorEntry) else {"name": value}


_Authors = Annotated[
    tuple[AuthorEntry, ...],
    BeforeValidator(fields.one_or_many),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["string", "object"]},
                {"type": "array", "items": {"type": ["string", "object"]}},
            ]
        }
    ),
]


class FrontMatter(BaseModel):
    """The validated front matter of one article; immutable."""

    model_config = ConfigDict(
        defer_build=True, frozen=True, alias_generator=to_camel, populate_by_name=True
    )

    title: Annotated[fields.RequiredText, ReportAs("title", essential=True)] = Field(
        description="Title of the page, of its listings and in feeds."
    )
    slug: Annotated[fields.Slug, ReportAs("slug", essential=True)] = Field(
        description="The permalink: lower-case letters, digits, '-' and '_'. "
        "Without it, the file's name."
    )
    excerpt: Annotated[fields.Text, ReportAs()] = Field(
        "", description="Standfirst. Without it, the beginning of the first paragraph."
    )
    category: Annotated[fields.RequiredText, ReportAs("category", essential=True)] = Field(
        description="Code or title of one category."
    )
    authors: Annotated[_Authors, ReportAs("author", item="author")] = Field(
        (), description="The authors: names, or mappings with name, url, bio, image, credentials."
    )
    # Before the dates: whether they are required depends on it.
    draft: Annotated[fields.Flag, ReportAs(essential=True)] = Field(
        default=False, description="Not published in any way."
    )
    published_at: Annotated[fields.OptionalMoment, ReportAs("date", essential=True)] = Field(
        None, validate_default=True, description="ISO 8601 date or date-time of publication."
    )
    updated_at: Annotated[fields.OptionalMoment, ReportAs("date")] = Field(
        None, description="ISO 8601 date or date-time of the last change."
    )
    # Essential: if it were ignored, the article would stay online too long.
    expires_at: Annotated[fields.OptionalMoment, ReportAs("date", essential=True)] = Field(
        None, description="From then on the article is not published."
    )
    featured_image: Annotated[fields.OptionalImage, ReportAs("image")] = Field(
        None, description="Picture: a path inside the site, or an https URL."
    )
    featured_image_alt: Annotated[fields.Text, ReportAs("image")] = Field(
        "", description="Alternative text of the picture; empty means decorative."
    )
    tags: Annotated[fields.Labels, ReportAs("tag", item="tag")] = Field(
        (), description="Labels; those that differ only in case, spaces, '-' or '_' are one."
    )
    audience: Annotated[fields.Labels, ReportAs("audience", item="audience")] = Field(
        (), description="Whom the article is for."
    )
    keywords: Annotated[fields.Labels, ReportAs(item="keyword")] = Field(
        (), description="Synonyms for the search; not shown."
    )
    related_articles: Annotated[fields.Labels, ReportAs("related", item="related article")] = Field(
        (), description="Slugs of articles to show first among the related ones."
    )
    series: Annotated[fields.OptionalText, ReportAs()] = Field(
        None, description="Name of the ordered run of articles that this one belongs to."
    )
    series_order: Annotated[fields.OptionalNumber, ReportAs()] = Field(
        None, description="Position in the series."
    )
    aliases: Annotated[fields.Aliases, ReportAs("alias", item="alias")] = Field(
        (), description="Old addresses, as paths of this site, that redirect to this article."
    )
    canonical_url: Annotated[fields.OptionalHttpsUrl, ReportAs("link")] = Field(
        None, description="Address of the original, if it is elsewhere."
    )
    meta_title: Annotated[fields.OptionalText, ReportAs()] = Field(
        None, description="Title for search engines."
    )
    meta_description: Annotated[fields.OptionalText, ReportAs()] = Field(
        None, description="Description for search engines."
    )
    og_title: Annotated[fields.OptionalText, ReportAs()] = Field(
        None, description="Title for social networks."
    )
    og_description: Annotated[fields.OptionalText, ReportAs()] = Field(
        None, description="Description for social networks."
    )
    og_image: Annotated[fields.OptionalImage, ReportAs("image")] = Field(
        None, description="Picture for social networks."
    )
    twitter_card: Annotated[fields.TwitterCard, ReportAs()] = Field(
        None, description="summary, summary_large_image, app or player."
    )
    structured_data: Annotated[fields.Mapped, ReportAs()] = Field(
        default_factory=dict, alias="schema", description="Type and properties for the JSON-LD."
    )
    featured: Annotated[fields.Flag, ReportAs()] = Field(
        default=False, description="Pinned in listings."
    )
    weight: Annotated[fields.OptionalNumber, ReportAs()] = Field(
        None, description="Order in listings; the lightest first."
    )
    reviewed_by: Annotated[fields.PersonNames, ReportAs(item="reviewer")] = Field(
        (), description="Who reviewed the article."
    )
    reviewed_at: Annotated[fields.OptionalMoment, ReportAs("date")] = Field(
        None, description="ISO 8601 date of the last review."
    )
    review_every: Annotated[fields.OptionalDuration, ReportAs("date")] = Field(
        None, description="How long a review lasts: 24 months, 90 days, P2Y."
    )
    extra: dict[str, Any] = Field(
        default_factory=dict, description="Keys that the contract does not know."
    )
    passed_on: dict[str, Any] = Field(
        default_factory=dict, description="Keys that MyST, Sphinx and themes read."
    )

    @field_validator("published_at")
    @classmethod
    def _is_dated(cls, value: datetime | None, info: ValidationInfo) -> datetime | None:
        if value is None and info.data.get("draft") is False:
            raise fields.invalid("is missing")
        return value

    @field_validator("updated_at")
    @classmethod
    def _is_later(cls, value: datetime | None, info: ValidationInfo) -> datetime | None:
        published: datetime | None = info.data.get("published_at")
        if value is not None and published is not None and fields.is_day_of(value, published):
            return max(value, published)
        if value is not None and published is not None and value < published:
            raise fields.invalid(f"{str(value.date())!r} is before publishedAt")
        return value


#: How to report each key of the contract, by the name that authors write.
CONTRACT: Mapping[str, ReportAs] = MappingProxyType(
    {
        str(field.alias): reported
        for field in FrontMatter.model_fields.values()
        for reported in field.metadata
        if isinstance(reported, ReportAs)
    }
)

#: Authors may write one author under this key; it comes before those of ``authors``.
SINGULAR_AUTHOR = "author"

#: Other systems write ``published: false`` for a draft; ``true`` has no effect.
PUBLISHED = "published"

#: Accepted and ignored: we compute both from the body.
IGNORED_KEYS = frozenset({"readingTime", "wordCount"})

#: What MyST-Parser (``myst``, ``substitutions``, ``html_meta``), MyST-NB, Sphinx (its file-wide
#: metadata), Furo and sphinx-design read from a document's own metadata.
PASSED_ON_KEYS = frozenset(
    {
        *("myst", "substitutions", "html_meta", "mystnb", "jupytext", "kernelspec"),
        *("orphan", "tocdepth", "nocomments", "no-search", "nosearch", "numbering"),
        *("hide-toc", "hide-navigation", "sd_hide_title"),
    }
)

#: The prefix of all keys of themes (``html_theme.sidebar_secondary.remove``).
PASSED_ON_PREFIX = "html_theme"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a front-matter block, for editors."""
    schema = FrontMatter.model_json_schema(by_alias=True)
    properties = schema["properties"]
    for name in ("extra", "passedOn"):
        del properties[name]
    properties[SINGULAR_AUTHOR] = {**properties["authors"], "title": "Author"}
    properties[PUBLISHED] = {"type": "boolean", "description": "False: the same as draft."}
    for name in sorted(IGNORED_KEYS):
        properties[name] = {"description": "Ignored: computed from the body."}
    schema["title"] = "Front matter of an article"
    schema["required"] = ["title", "category"]
    return schema
