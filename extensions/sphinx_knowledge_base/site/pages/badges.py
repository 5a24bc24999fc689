"""Inline nodes that lists, cards and article pages share: badges, term links and separators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.core.model import Article, Taxonomy
    from sphinx_knowledge_base.site.placeholders import Writing


def status_badge(article: Article) -> nodes.inline:
    """Return the badge of an article that only a preview shows: draft, scheduled or expired."""
    label = {
        "draft": translate("Draft"),
        "scheduled": translate("Scheduled"),
        "expired": translate("Expired"),
    }[article.unpublished]
    return nodes.inline("", label, classes=["sd-badge", "sd-bg-warning", "kb-status"])


def category_badge(writing: Writing, article: Article) -> nodes.Element:
    """Return a badge with the category of *article* that links to the category's page."""
    (term,) = writing.catalog.terms_of(article, "categories")
    docname = writing.routes.term("categories", term.slug)
    return writing.link(docname, nodes.Text(term.title), classes=["sd-badge", "kb-badge"])


def term_links(
    writing: Writing, article: Article, taxonomy: Taxonomy, *classes: str
) -> list[nodes.Element]:
    """Return a link to the page of each term of *article* in *taxonomy*."""
    return [
        writing.link(
            writing.routes.term(taxonomy, term.slug), nodes.Text(term.title), classes=classes
        )
        for term in writing.catalog.terms_of(article, taxonomy)
    ]


def separated(items: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Return *items* with a middle dot between them.

    The dots are text and not CSS, so that they are also printed and read aloud.
    """
    line: list[nodes.Node] = []
    for item in items:
        if line:
            line.append(nodes.Text(" · "))
        line.append(item)
    return line
