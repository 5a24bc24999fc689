"""The front of a LaTeX document: title page, imprint and PDF metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.texescape import escape

from sphinx_knowledge_base.book.latex.bidirectional_text import mark_phrases
from sphinx_knowledge_base.book.latex.unsupported_characters import (
    with_emoji_names,
    without_modifiers,
)
from sphinx_knowledge_base.book.selection import edition_of
from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.i18n.interface import day, translate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.builders.latex import LaTeXBuilder

    from sphinx_knowledge_base.core.books import Book
    from sphinx_knowledge_base.core.model import Article

#: 176 by 250 mm: a common size of books, wide enough for tables.
PAPER = "b5paper"


def values_of_book(builder: LaTeXBuilder, book: Book) -> dict[str, str]:
    """Return the values of a book for Sphinx's LaTeX template."""
    config = builder.config
    date = day(edition_of(book), config.language)
    edition = translate("Edition of %s") % date
    notice = book.notice or build_of(builder.env).settings.disclaimers.get("default", "")
    owners = config.copyright
    rights = owners if isinstance(owners, str) else ", ".join(owners)
    imprint = [tex(builder, text) for text in (book.title, f"© {rights}", edition)]
    if config.html_baseurl:
        imprint.append(rf"\sphinxurl{{{tex(builder, config.html_baseurl)}}}")
    imprint += [rf"\medskip {tex(builder, text)}" for text in notice.split("\n\n") if text.strip()]
    catalog = catalog_of(builder.env)
    tags = {term.title for one in book.articles for term in catalog.terms_of(one, "tags")}
    title_page = "".join(
        f"{{{tex(builder, text)}}}" for text in (book.title, book.subtitle, config.author, edition)
    )
    return {
        "title": tex(builder, book.title),
        "author": tex(builder, config.author),
        "date": tex(builder, date),
        "papersize": PAPER,
        "metadata": _metadata(builder, book.title, [config.author], book.subtitle, tags),
        "maketitle": rf"\kbtitlepage{title_page}" + "\\kbimprint{" + "\n\n".join(imprint) + "}",
    }


def values_of_article(builder: LaTeXBuilder, article: Article) -> dict[str, str]:
    """Return the values of a single article for Sphinx's LaTeX template."""
    catalog = catalog_of(builder.env)
    authors = [term.title for term in catalog.terms_of(article, "authors")]
    tags = {term.title for term in catalog.terms_of(article, "tags")}
    (category,) = catalog.terms_of(article, "categories")
    title = tex(builder, article.title)
    return {
        "title": title,
        "author": tex(builder, ", ".join(authors)),
        "date": "",
        "papersize": PAPER,
        "metadata": _metadata(builder, article.title, authors, article.excerpt, tags),
        "maketitle": rf"\kbarticletitle{{{tex(builder, builder.config.project)}}}"
        rf"{{{tex(builder, category.title)}}}{{{title}}}",
        "tableofcontents": "",
        "makeindex": "",
        "printindex": "",
    }


def tex(builder: LaTeXBuilder, text: str) -> str:
    """Return plain text as LaTeX, on one line."""
    engine = builder.config.latex_engine
    one_line = without_modifiers(" ".join(text.split()))
    return mark_phrases(
        one_line, lambda part: with_emoji_names(escape(part, engine)), engine=engine
    )


def _metadata(
    builder: LaTeXBuilder, title: str, authors: Iterable[str], subject: str, tags: Iterable[str]
) -> str:
    values = {
        "pdftitle": title,
        "pdfauthor": ", ".join(authors),
        "pdfsubject": subject,
        "pdfkeywords": ", ".join(sorted(tags, key=str.casefold)),
        "pdflang": builder.config.language.replace("_", "-"),
    }
    setup = ",".join(f"{key}={{{tex(builder, value)}}}" for key, value in values.items() if value)
    return rf"\hypersetup{{{setup},pdfdisplaydoctitle}}" + "\n"
