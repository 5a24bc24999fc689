"""The catalog: everything that is known of a knowledge base before its first page is built."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.pages import Page, list_pages
from sphinx_knowledge_base.core.model import TAXONOMIES
from sphinx_knowledge_base.core.slugs import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_knowledge_base.core.catalog.related import Relation
    from sphinx_knowledge_base.core.catalog.routes import Routes
    from sphinx_knowledge_base.core.model import Article, Taxonomy, Term
    from sphinx_knowledge_base.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The articles next to one in its category."""

    newer: Article | None
    older: Article | None


@dataclass(frozen=True)
class Catalog:
    """Articles and terms, their order and their relations; never changed once made."""

    routes: Routes
    articles: tuple[Article, ...]
    """All published articles, newest first."""
    terms: Mapping[Taxonomy, tuple[Term, ...]]
    """The terms that have articles, in the order in which readers find them."""
    members: Mapping[tuple[Taxonomy, str], tuple[Article, ...]]
    """The articles of a term, newest first (those of a series in its order)."""
    keys: Mapping[tuple[Taxonomy, str], str]
    """Keys of all terms, registered or met, by what their labels have in common (folded)."""
    related: Mapping[str, tuple[Relation, ...]]
    pages: Mapping[str, Page]
    """Every generated page by its docname."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Old addresses, as paths below the root of the site, to the docnames of today."""
    withheld: frozenset[str] = frozenset()
    """Paths of article files that are not published: drafts, future, expired or broken."""
    problems: tuple[Problem, ...] = ()
    _by_slug: dict[str, Article] = field(init=False, repr=False)
    _by_docname: dict[str, Article] = field(init=False, repr=False)
    _term_by_key: dict[tuple[Taxonomy, str], Term] = field(init=False, repr=False)
    _place: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        set_ = object.__setattr__  # the only moment at which a frozen value may be completed
        set_(self, "_by_slug", {article.slug: article for article in self.articles})
        set_(self, "_by_docname", {article.docname: article for article in self.articles})
        set_(
            self,
            "_term_by_key",
            {(taxonomy, term.key): term for taxonomy in TAXONOMIES for term in self.of(taxonomy)},
        )
        set_(
            self,
            "_place",
            {
                article.slug: place
                for category in self.of("categories")
                for place, article in enumerate(self.members["categories", category.key])
            },
        )

    @property
    def has_published(self) -> bool:
        """Whether an article is published: to a preview belong others too."""
        return any(not article.unpublished for article in self.articles)

    def of(self, taxonomy: Taxonomy) -> tuple[Term, ...]:
        """Return the terms of *taxonomy* that have articles."""
        return self.terms.get(taxonomy, ())

    def article(self, slug: str) -> Article | None:
        """Return the article with that slug."""
        return self._by_slug.get(slug)

    def article_at(self, docname: str) -> Article | None:
        """Return the article that is the document *docname*."""
        return self._by_docname.get(docname)

    def term(self, taxonomy: Taxonomy, key: str) -> Term | None:
        """Return the term with that key, if it has articles."""
        return self._term_by_key.get((taxonomy, key))

    def find_key(self, taxonomy: Taxonomy, label: str) -> str | None:
        """Return the key of the term called *label*, by key, title or synonym, if it is known."""
        return self.keys.get((taxonomy, fold_label(label)))

    def find_term(self, taxonomy: Taxonomy, label: str) -> Term | None:
        """Return the term called *label* if it has articles."""
        return self.term(taxonomy, self.find_key(taxonomy, label) or "")

    def terms_of(self, article: Article, taxonomy: Taxonomy) -> tuple[Term, ...]:
        """Return the terms of *taxonomy* that *article* has, in the author's order."""
        return tuple(
            term
            for key in term_keys(article, taxonomy)
            if (term := self.term(taxonomy, key)) is not None
        )

    def count(self, term: Term) -> int:
        """Return the number of articles of *term*."""
        return len(self.members[term.taxonomy, term.key])

    def neighbours(self, article: Article) -> Neighbours:
        """Return the articles published next to *article* in its category."""
        siblings = self.members["categories", article.category]
        place = self._place[article.slug]
        return Neighbours(
            newer=siblings[place - 1] if place else None,
            older=siblings[place + 1] if place + 1 < len(siblings) else None,
        )


def term_keys(article: Article, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the keys of the terms of *taxonomy* that *article* has."""
    if taxonomy == "categories":
        return (article.category,)
    if taxonomy == "series":
        return (article.series,) if article.series else ()
    if taxonomy == "archive":
        return (f"{article.published.year:04}",) if article.published else ()
    if taxonomy == "tags":
        return article.tags
    return article.authors if taxonomy == "authors" else article.audiences


def generated_pages(
    articles: tuple[Article, ...],
    terms: Mapping[Taxonomy, tuple[Term, ...]],
    members: Mapping[tuple[Taxonomy, str], tuple[Article, ...]],
    routes: Routes,
    page_size: int,
) -> dict[str, Page]:
    """Return all generated pages by docname; an empty knowledge base has none."""

    def every_page() -> Iterable[Page]:
        if articles:
            yield from list_pages(articles, page_size, routes)
        for taxonomy in TAXONOMIES:
            if terms.get(taxonomy):
                yield Page(routes.taxonomy(taxonomy), taxonomy)
            for term in terms.get(taxonomy, ()):
                of_term = members[taxonomy, term.key]
                yield from list_pages(of_term, page_size, routes, taxonomy, term)

    return {page.docname: page for page in every_page()}
