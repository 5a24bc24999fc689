"""The JSON API: articles and terms for other programs, with JSON Schemas.

The models below define the format: they make files and schemas.  New names may be added at any
time; if the meaning of a name changes, the version changes too.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.images.share_image import share_image
from sphinx_knowledge_base.exports.output_file import OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_knowledge_base.core.model import Article, Taxonomy, Term
    from sphinx_knowledge_base.exports.article_text.texts import ArticleTexts
    from sphinx_knowledge_base.exports.context import ExportContext

#: Version of the format; every file states it, and the schemas' addresses contain it.
VERSION: Literal[1] = 1

#: Taxonomies that have a file with their terms.
Listed = Literal["categories", "tags", "authors", "audiences", "series"]

#: An address as a string: pydantic's own URL type would normalize it.
Url = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]


class _Model(BaseModel):
    # Build the serializer only if there is a file to write.
    model_config = ConfigDict(defer_build=True)


class TermReference(_Model):
    """A category, tag, author, audience or series, as articles refer to it."""

    key: str = Field(description="What identifies the term inside its taxonomy.")
    title: str
    url: Url = Field(description="Its page.")


class ArticleSummary(_Model):
    """An article without its text."""

    slug: str = Field(description="What identifies the article.")
    title: str
    excerpt: str
    url: Url = Field(description="Its page.")
    data_url: Url = Field(description="The article with its text, as JSON.")
    markdown_url: Url | None = Field(
        None, description="Its text as Markdown, where that is published."
    )
    canonical_url: Url | None = Field(None, description="The original, when that lives elsewhere.")
    published_at: datetime
    updated_at: datetime | None = None
    category: TermReference
    tags: list[TermReference]
    authors: list[TermReference]
    audiences: list[TermReference]
    series: TermReference | None = None
    featured: bool
    word_count: int = Field(ge=0)
    reading_minutes: int = Field(ge=1)
    image_url: Url | None = Field(
        None, description="A picture for links to the article, where there is one."
    )


class ArticleFile(ArticleSummary):
    """``api/articles/<slug>.json``: an article with its text."""

    version: Literal[1] = VERSION
    keywords: list[str]
    reviewed_by: list[str]
    reviewed_at: datetime | None = None
    related: list[str] = Field(description="Slugs of related articles, the most related first.")
    aliases: list[str] = Field(description="Old addresses, which lead here.")
    extra: dict[str, Any] = Field(
        description="Keys of the front matter that the site does not know."
    )
    content_html: str = Field(description="The text, with absolute links.")
    content_markdown: str = Field(description="The same in Markdown.")


class ArticlesFile(_Model):
    """``api/articles.json``: all articles, newest first."""

    version: Literal[1] = VERSION
    site: str
    url: Url
    language: str
    count: int = Field(ge=0)
    articles: list[ArticleSummary]


class TermEntry(TermReference):
    """One term with its data."""

    slug: str
    description: str
    bio: str = Field(description="Of an author.")
    homepage: Url | None = Field(None, description="Of an author.")
    synonyms: list[str]
    count: int = Field(ge=1)
    articles: list[str] = Field(
        description="Slugs of its articles, newest first (those of a series in its order)."
    )


class TermsFile(_Model):
    """``api/tags.json`` and its like: the terms of one taxonomy."""

    version: Literal[1] = VERSION
    taxonomy: Listed
    terms: list[TermEntry]


#: The models with a schema file, by its name.
SCHEMAS: Mapping[str, type[_Model]] = {
    "article": ArticleFile,
    "articles": ArticlesFile,
    "terms": TermsFile,
}


def api(context: ExportContext, texts: ArticleTexts) -> Iterator[OutputFile]:
    """Yield every file of the API."""
    digests = [context.digest_of(article) for article in context.articles]
    texts.prepare(context.articles)
    yield OutputFile("api/articles.json", lambda: _json(_listing(context)), digest(digests))
    for article, article_digest in zip(context.articles, digests, strict=True):
        make = partial(_article, context, texts, article)
        cache_key = f"{article_digest} {texts.digest(article)}"
        yield OutputFile(_data_path(article), make, cache_key)
    listed: tuple[Listed, ...] = get_args(Listed)
    for taxonomy in listed:
        terms = [
            (term, [article.slug for article in articles])
            for term in context.catalog.of(taxonomy)
            if (articles := context.articles_of(term))
        ]
        make = partial(_terms, context, taxonomy, terms)
        yield OutputFile(f"api/{taxonomy}.json", make, digest(terms))
    for name, model in SCHEMAS.items():
        path = f"api/schema/v{VERSION}/{name}.json"
        yield OutputFile(path, partial(_schema, model, context.addresses.file(path)), "schema")


def _listing(context: ExportContext) -> ArticlesFile:
    summaries = [ArticleSummary(**_summary(context, one)) for one in context.articles]
    return ArticlesFile(
        site=context.site.name,
        url=context.addresses.base,
        language=context.site.language,
        count=len(summaries),
        articles=summaries,
    )


def _article(context: ExportContext, texts: ArticleTexts, article: Article) -> bytes:
    return _json(_file(context, texts, article))


def _terms(
    context: ExportContext, taxonomy: Listed, terms: Sequence[tuple[Term, Sequence[str]]]
) -> bytes:
    entries = [_term(context, term, slugs) for term, slugs in terms]
    return _json(TermsFile(taxonomy=taxonomy, terms=entries))


def _schema(model: type[_Model], url: str) -> bytes:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": url,
        **model.model_json_schema(mode="serialization"),
    }
    return (json.dumps(schema, indent=1) + "\n").encode()


def _data_path(article: Article) -> str:
    return f"api/articles/{article.slug}.json"


def _json(model: _Model) -> bytes:
    return (model.model_dump_json(indent=1, fallback=str) + "\n").encode()


def _reference(context: ExportContext, term: Term) -> dict[str, Any]:
    page = context.catalog.routes.term(term.taxonomy, term.slug)
    return {"key": term.key, "title": term.title, "url": context.addresses.page(page)}


def _summary(context: ExportContext, article: Article) -> dict[str, Any]:
    catalog, addresses = context.catalog, context.addresses
    markdown = catalog.routes.markdown(article.docname)
    image = share_image(context, article)

    def references(taxonomy: Taxonomy) -> list[dict[str, Any]]:
        return [_reference(context, term) for term in catalog.terms_of(article, taxonomy)]

    return {
        "slug": article.slug,
        "title": article.title,
        "excerpt": article.excerpt,
        "url": addresses.page(article.docname),
        "data_url": addresses.file(_data_path(article)),
        "markdown_url": addresses.file(markdown) if context.settings.makes("texts") else None,
        "canonical_url": article.front_matter.canonical_url,
        "published_at": article.published,
        "updated_at": article.updated,
        "category": references("categories")[0],
        "tags": references("tags"),
        "authors": references("authors"),
        "audiences": references("audiences"),
        "series": next(iter(references("series")), None),
        "featured": article.front_matter.featured,
        "word_count": article.words,
        "reading_minutes": article.reading_minutes,
        "image_url": image.url if image else None,
    }


def _file(context: ExportContext, texts: ArticleTexts, article: Article) -> ArticleFile:
    front_matter, text = article.front_matter, texts.text(article)
    return ArticleFile(
        **_summary(context, article),
        keywords=list(front_matter.keywords),
        reviewed_by=list(front_matter.reviewed_by),
        reviewed_at=front_matter.reviewed_at,
        related=[one.slug for one in context.catalog.related.get(article.slug, ())],
        aliases=list(front_matter.aliases),
        extra=article.extra,
        content_html=text.html,
        content_markdown=text.markdown,
    )


def _term(context: ExportContext, term: Term, articles: Sequence[str]) -> TermEntry:
    return TermEntry(
        **_reference(context, term),
        slug=term.slug,
        description=term.description,
        bio=term.bio,
        homepage=term.url,
        synonyms=list(term.synonyms),
        count=len(articles),
        articles=list(articles),
    )
