"""The catalog: all articles and terms of a knowledge base, known before Sphinx reads a document."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from sphinx_knowledge_base.core.catalog.pages import Page, list_pages
from sphinx_knowledge_base.core.catalog.redirects import as_docname
from sphinx_knowledge_base.core.catalog.terms import place_in_series
from sphinx_knowledge_base.core.catalog.unpublished_names import pattern_of_names
from sphinx_knowledge_base.core.model import TAXONOMIES
from sphinx_knowledge_base.core.slugs import fold_label

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sphinx_knowledge_base.core.catalog.related import Relation
    from sphinx_knowledge_base.core.catalog.routes import Routes
    from sphinx_knowledge_base.core.model import Article, Taxonomy, Term, Unpublished
    from sphinx_knowledge_base.core.problems import Problem


_WHY_UNPUBLISHED: Mapping[str, str] = {
    "draft": "is a draft",
    "scheduled": "is not published yet",
    "expired": "has expired",
}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The articles before and after one in its category."""

    newer: Article | None
    older: Article | None


@dataclass(frozen=True)
class Catalog:
    """Articles and terms, their order and their relations; immutable."""

    routes: Routes
    articles: tuple[Article, ...]
    """All published articles, newest first."""
    terms: Mapping[Taxonomy, tuple[Term, ...]]
    """The terms that have articles, in the order of the site."""
    members: Mapping[tuple[Taxonomy, str], tuple[Article, ...]]
    """The articles of a term, newest first; those of a series in its order."""
    keys: Mapping[tuple[Taxonomy, str], str]
    """Keys of all terms, registered or not, by taxonomy and folded label."""
    related: Mapping[str, tuple[Relation, ...]]
    pages: Mapping[str, Page]
    """Every generated page, by docname."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Maps old addresses, as paths below the root of the site, to docnames."""
    former_slugs: Mapping[str, str] = field(default_factory=dict)
    """Maps former slugs, from the aliases of articles, to current ones."""
    not_documents: frozenset[str] = frozenset()
    """Paths of article files that are not documents: unpublished or broken ones."""
    unpublished: tuple[Unpublished, ...] = ()
    """The valid ones among them: drafts, scheduled and expired articles, by path."""
    changes_at: datetime | None = None
    """When the next article is published or expires, without anybody's doing."""
    problems: tuple[Problem, ...] = ()
    _by_slug: dict[str, Article] = field(init=False, repr=False)
    _by_docname: dict[str, Article] = field(init=False, repr=False)
    _term_by_key: dict[tuple[Taxonomy, str], Term] = field(init=False, repr=False)
    _place: dict[str, int] = field(init=False, repr=False)
    _by_old_address: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        set_ = object.__setattr__  # a frozen dataclass does not allow assignments
        set_(self, "_by_slug", {article.slug: article for article in self.articles})
        set_(self, "_by_docname", {article.docname: article for article in self.articles})
        set_(
            self,
            "_term_by_key",
            {(taxonomy, term.key): term for taxonomy in TAXONOMIES for term in self.of(taxonomy)},
        )
        set_(self, "_by_old_address", {as_docname(old): now for old, now in self.redirects.items()})
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
        """Whether any article is published; a preview has unpublished ones too."""
        return any(not article.unpublished for article in self.articles)

    @cached_property
    def unpublished_names(self) -> re.Pattern[str] | None:
        """Finds what names articles that are not published; None if all are."""
        return pattern_of_names(self.unpublished)

    def of(self, taxonomy: Taxonomy) -> tuple[Term, ...]:
        """Return the terms of *taxonomy* that have articles."""
        return self.terms.get(taxonomy, ())

    def article(self, slug: str) -> Article | None:
        """Return the article with that slug."""
        return self._by_slug.get(slug)

    def article_at(self, docname: str) -> Article | None:
        """Return the article with that docname."""
        return self._by_docname.get(docname)

    def moved_to(self, path: str) -> str | None:
        """Return the docname that the old address *path* leads to, with or without ``.html``."""
        return self._by_old_address.get(as_docname(normalize("NFC", unquote(path))))

    def is_empty_index(self, docname: str) -> bool:
        """Return whether *docname* is an index page that is missing because it would be empty."""
        return docname not in self.pages and self.routes.is_index(docname)

    def explain_unpublished(self, slug: str) -> str:
        """Return in words why the article *slug* is unpublished; an empty string if it is not."""
        found = next((one for one in self.unpublished if one.slug == slug), None)
        return _WHY_UNPUBLISHED[found.reason] if found else ""

    def term(self, taxonomy: Taxonomy, key: str) -> Term | None:
        """Return the term with that key; None if it has no articles."""
        return self._term_by_key.get((taxonomy, key))

    def find_key(self, taxonomy: Taxonomy, label: str) -> str | None:
        """Return the key of the term with that code, title or synonym; None if there is none."""
        return self.keys.get((taxonomy, fold_label(label)))

    def find_term(self, taxonomy: Taxonomy, label: str) -> Term | None:
        """Return the term with that code, title or synonym; None if it has no articles."""
        return self.term(taxonomy, self.find_key(taxonomy, label) or "")

    def terms_of(self, article: Article, taxonomy: Taxonomy) -> tuple[Term, ...]:
        """Return the terms of *article* in *taxonomy*, in the author's order."""
        return tuple(
            term
            for key in term_keys(article, taxonomy)
            if (term := self.term(taxonomy, key)) is not None
        )

    def count(self, term: Term) -> int:
        """Return the number of articles of *term*."""
        return len(self.members[term.taxonomy, term.key])

    def neighbours(self, article: Article) -> Neighbours:
        """Return the articles published before and after *article* in its category."""
        siblings = self.members["categories", article.category]
        place = self._place[article.slug]
        return Neighbours(
            newer=siblings[place - 1] if place else None,
            older=siblings[place + 1] if place + 1 < len(siblings) else None,
        )


def term_keys(article: Article, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the keys of the terms of *article* in *taxonomy*."""
    if taxonomy == "categories":
        return (article.category,)
    if taxonomy == "series":
        return (article.series,) if article.series else ()
    if taxonomy == "archive":
        return (f"{article.published.year:04}",) if article.published else ()
    if taxonomy == "tags":
        return article.tags
    return article.authors if taxonomy == "authors" else article.audiences


def members_of(articles: Iterable[Article]) -> dict[tuple[Taxonomy, str], tuple[Article, ...]]:
    """Return the articles of each term, by taxonomy and key; those of a series by their numbers."""
    members: defaultdict[tuple[Taxonomy, str], list[Article]] = defaultdict(list)
    for article in articles:
        for taxonomy in TAXONOMIES:
            for key in term_keys(article, taxonomy):
                members[taxonomy, key].append(article)
    for (taxonomy, _), of_term in members.items():
        if taxonomy == "series":
            of_term.sort(key=place_in_series)
    return {key: tuple(of_term) for key, of_term in members.items()}


def generated_pages(
    articles: tuple[Article, ...],
    terms: Mapping[Taxonomy, tuple[Term, ...]],
    members: Mapping[tuple[Taxonomy, str], tuple[Article, ...]],
    routes: Routes,
    page_size: int,
) -> dict[str, Page]:
    """Return all generated pages by docname; without articles, there are none."""

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
