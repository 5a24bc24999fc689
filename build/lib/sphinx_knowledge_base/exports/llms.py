"""Plain text: articles as Markdown, and the site for language models (https://llmstxt.org)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.article_text.markdown_inline import (
    escape,
    escape_starts,
    heading,
)
from sphinx_knowledge_base.exports.metadata.page_facts import last_change
from sphinx_knowledge_base.exports.writer import File
from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.article_text.texts import Texts
    from sphinx_knowledge_base.exports.context import Publication


def plain(publication: Publication, texts: Texts) -> Iterator[File]:
    """Yield the Markdown of each article, ``llms.txt`` and ``llms-full.txt``."""
    routes, articles = publication.catalog.routes, publication.articles
    texts.prepare(articles)
    made_of = [f"{publication.facts_of(one)} {texts.fingerprint(one)}" for one in articles]
    for article, of in zip(articles, made_of, strict=True):
        make = partial(_article, publication, texts, article)
        yield File(routes.markdown(article.docname), make, of)
    yield File("llms.txt", lambda: _contents(publication).encode())
    yield File("llms-full.txt", lambda: _whole(publication, texts), digest(made_of))


def _article(publication: Publication, texts: Texts, article: Article) -> bytes:
    return article_markdown(publication, texts, article).encode()


def _whole(publication: Publication, texts: Texts) -> bytes:
    parts = (_article(publication, texts, article) for article in publication.articles)
    return b"\n---\n\n".join((_about(publication).encode(), *parts))


def article_markdown(publication: Publication, texts: Texts, article: Article) -> str:
    """Return an article as Markdown that can stand by itself: whose it is, of when, and where."""
    catalog = publication.catalog
    authors = ", ".join(term.title for term in catalog.terms_of(article, "authors"))
    (category,) = catalog.terms_of(article, "categories")
    tags = ", ".join(term.title for term in catalog.terms_of(article, "tags"))
    changed = last_change(article)
    facts = {
        translate("By"): authors,
        translate("Published"): f"{article.published:%Y-%m-%d}" if article.published else "",
        translate("Updated"): f"{changed:%Y-%m-%d}" if article.updated and changed else "",
        translate("Category"): category.title,
        translate("Tags"): tags,
    }
    lines = [f"- {name}: {escape(value)}" for name, value in facts.items() if value]
    lines.append(f"- URL: <{publication.addresses.page(article.docname)}>")
    return "\n".join(
        [
            heading(1, escape(article.title)),
            "",
            f"> {escape_starts(escape(article.excerpt))}",
            "",
            *lines,
            "",
            texts.of(article).markdown,
        ]
    )


def _about(publication: Publication) -> str:
    site = publication.site
    lines = [heading(1, escape(site.name)), ""]
    if site.description:
        lines += [f"> {escape_starts(escape(site.description))}", ""]
    return "\n".join(lines)


def _contents(publication: Publication) -> str:
    """Return the contents of the site: the Markdown of every article, by category."""
    catalog, addresses = publication.catalog, publication.addresses
    lines = [_about(publication)]
    for category in catalog.of("categories"):
        articles = publication.articles_of(category)
        if not articles:
            continue
        lines += [heading(2, escape(category.title)), ""]
        for article in articles:
            url = addresses.file(catalog.routes.markdown(article.docname))
            title, excerpt = escape(article.title), escape(article.excerpt)
            lines.append(f"- [{title}]({url}): {excerpt}")
        lines.append("")
    files = [(translate("All articles in one file"), "llms-full.txt")]
    if publication.settings.makes("data"):
        files.append((translate("All articles as data"), "api/articles.json"))
    lines += ["## Optional", ""]
    lines += [f"- [{words}]({addresses.file(file)})" for words, file in files]
    lines.append("")
    return "\n".join(lines)
