"""Each article as Markdown, and the site for language models (https://llmstxt.org)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.article_text.html_to_markdown_inline import (
    escape,
    escape_starts,
    heading,
)
from sphinx_knowledge_base.exports.output_file import OutputFile
from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.article_text.texts import ArticleTexts
    from sphinx_knowledge_base.exports.context import ExportContext


def markdown_files(context: ExportContext, texts: ArticleTexts) -> Iterator[OutputFile]:
    """Yield the Markdown of each article, ``llms.txt`` and ``llms-full.txt``."""
    routes, articles = context.catalog.routes, context.articles
    texts.prepare(articles)
    cache_keys = [f"{context.digest_of(one)} {texts.digest(one)}" for one in articles]
    for article, cache_key in zip(articles, cache_keys, strict=True):
        make = partial(_article, context, texts, article)
        yield OutputFile(routes.markdown(article.docname), make, cache_key)
    yield OutputFile("llms.txt", lambda: _contents(context).encode())
    yield OutputFile("llms-full.txt", lambda: _all_articles(context, texts), digest(cache_keys))


def _article(context: ExportContext, texts: ArticleTexts, article: Article) -> bytes:
    return article_markdown(context, texts, article).encode()


def _all_articles(context: ExportContext, texts: ArticleTexts) -> bytes:
    parts = (_article(context, texts, article) for article in context.articles)
    return b"\n---\n\n".join((_about(context).encode(), *parts))


def article_markdown(context: ExportContext, texts: ArticleTexts, article: Article) -> str:
    """Return an article as Markdown, with its authors, dates, terms and address."""
    catalog = context.catalog
    authors = ", ".join(term.title for term in catalog.terms_of(article, "authors"))
    (category,) = catalog.terms_of(article, "categories")
    tags = ", ".join(term.title for term in catalog.terms_of(article, "tags"))
    facts = {
        translate("By"): authors,
        translate("Published"): f"{article.published:%Y-%m-%d}" if article.published else "",
        translate("Updated"): f"{article.updated:%Y-%m-%d}" if article.updated else "",
        translate("Category"): category.title,
        translate("Tags"): tags,
    }
    lines = [f"- {name}: {escape(value)}" for name, value in facts.items() if value]
    lines.append(f"- URL: <{context.addresses.page(article.docname)}>")
    standfirst = escape_starts(escape(article.excerpt)) if article.front_matter.excerpt else ""
    return "\n".join(
        [
            heading(1, escape(article.title)),
            "",
            *([f"> {standfirst}", ""] if standfirst else []),
            *lines,
            "",
            texts.text(article).markdown,
        ]
    )


def _about(context: ExportContext) -> str:
    site = context.site
    lines = [heading(1, escape(site.name)), ""]
    if site.description:
        lines += [f"> {escape_starts(escape(site.description))}", ""]
    return "\n".join(lines)


def _contents(context: ExportContext) -> str:
    """Return ``llms.txt``: links to the Markdown of every article, by category."""
    catalog, addresses = context.catalog, context.addresses
    lines = [_about(context)]
    for category in catalog.of("categories"):
        articles = context.articles_of(category)
        if not articles:
            continue
        lines += [heading(2, escape(category.title)), ""]
        for article in articles:
            url = addresses.file(catalog.routes.markdown(article.docname))
            title, excerpt = escape(article.title), escape(article.excerpt)
            lines.append(f"- [{title}]({url}): {excerpt}")
        lines.append("")
    files = [(translate("All articles in one file"), "llms-full.txt")]
    if context.settings.makes("data"):
        files.append((translate("All articles as data"), "api/articles.json"))
    lines += ["## Optional", ""]
    lines += [f"- [{words}]({addresses.file(file)})" for words, file in files]
    lines.append("")
    return "\n".join(lines)
