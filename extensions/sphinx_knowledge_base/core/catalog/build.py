"""Build the catalog from parsed articles: resolve terms, apply dates, assign addresses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.catalog import Catalog, generated_pages, members_of
from sphinx_knowledge_base.core.catalog.conflicts import conflicts
from sphinx_knowledge_base.core.catalog.inputs import Lookups, Rules
from sphinx_knowledge_base.core.catalog.labels import Labels
from sphinx_knowledge_base.core.catalog.publication import next_due, unpublished, unpublished_reason
from sphinx_knowledge_base.core.catalog.redirects import (
    aliases_of,
    former_slugs,
    make_redirects,
    synonym_redirects,
)
from sphinx_knowledge_base.core.catalog.refused import Known, faults, named_by
from sphinx_knowledge_base.core.catalog.related import faults_of_curated, traits
from sphinx_knowledge_base.core.catalog.reserved import is_reserved_page
from sphinx_knowledge_base.core.catalog.terms import (
    display_order,
    year_term,
)
from sphinx_knowledge_base.core.catalog.translation import (
    TAXONOMY_DOMAIN,
    translated_article,
    translated_term,
)
from sphinx_knowledge_base.core.model import Article
from sphinx_knowledge_base.core.problems import Problem, Severity
from sphinx_knowledge_base.core.reading.body import excerpt_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Body, Source, Taxonomy, Term
    from sphinx_knowledge_base.core.problems import ProblemType
    from sphinx_knowledge_base.core.reading.schema import FrontMatter

#: Words a minute: the average of adults reading English non-fiction silently
#: (Brysbaert, "How many words do we read per minute?", Journal of Memory and Language, 2019).
READING_SPEED = 238

#: An article without a date (a draft in a preview) is listed as the newest.
_UNDATED = datetime.max.replace(tzinfo=UTC)


def assemble(
    sources: Iterable[Source],
    registry: Registry,
    rules: Rules,
    lookups: Lookups | None = None,
) -> Catalog:
    """Return the catalog of *sources*."""
    return _Assembly(registry, rules, lookups or Lookups()).run(
        sorted(sources, key=lambda s: s.path)
    )


class _Assembly:
    """The work of one :func:`assemble`, with the terms and problems found so far."""

    def __init__(self, registry: Registry, rules: Rules, lookups: Lookups) -> None:
        self.registry = registry
        self.rules = rules
        self.lookups = lookups
        self.problems: list[Problem] = [*registry.problems, *lookups.problems]
        self.sources: dict[str, Source] = {}
        self.labels = Labels(registry, self._report)
        #: By file: the terms of articles that are left out because of their category.
        self.refused: dict[str, Mapping[str, str]] = {}

    def run(self, sources: Sequence[Source]) -> Catalog:
        """Return the catalog of *sources*.

        Articles come first, since they make the terms; then terms, which make the pages of lists;
        then redirects, which may not take the address of a page; then the checks of what articles
        say of each other, which follow redirects.
        """
        for source in sources:
            self.sources[source.path] = source
            self.problems.extend(source.problems)
        readable = [
            (source, fm, body)
            for source in sources
            if (fm := source.front_matter) and (body := source.body)
        ]
        articles = self._articles(readable)
        terms, members = self._terms(articles)
        kept = {article.source for article in articles}
        pages = generated_pages(
            tuple(articles), terms, members, self.rules.routes, self.rules.page_size
        )
        redirects = self._redirects(articles, pages.keys())
        moved = former_slugs(redirects, articles)
        written = {fm.slug for _, fm, _ in readable}
        self._check_related(articles, written, moved)
        owners = {article.slug: article.source for article in articles}
        known = Known(self.registry, self.lookups, owners, written, moved)
        for source in sources:
            self._check_refused(source, known)
        self.labels.note_near_misses()
        return Catalog(
            routes=self.rules.routes,
            articles=tuple(articles),
            terms=terms,
            members=members,
            keys={
                (taxonomy, name): term.key
                for taxonomy, table in self.labels.tables.items()
                for name, term in table.names()
            }
            | {("archive", year.key): year.key for year in terms.get("archive", ())},
            related=self.lookups.relate(
                [traits(article, moved) for article in articles], self.rules.related_limit
            ),
            pages=pages,
            redirects=redirects,
            former_slugs=moved,
            unpublished=() if self.rules.preview else tuple(unpublished(readable, self.rules.now)),
            changes_at=next_due(readable, self.rules.now),
            not_documents=frozenset(source.path for source in sources if source.path not in kept),
            problems=tuple(
                sorted(self.problems, key=lambda p: (p.path, p.line, p.column, p.message))
            ),
        )

    def _articles(self, readable: Iterable[tuple[Source, FrontMatter, Body]]) -> list[Article]:
        """Return the published articles, newest first."""
        published = [
            (source, fm, body)
            for source, fm, body in readable
            if self.rules.preview or not unpublished_reason(fm, self.rules.now)
        ]
        # Oldest first: the first spelling of a label becomes the term's title, and stays it.
        published.sort(key=lambda entry: (entry[1].published_at or _UNDATED, entry[0].path))
        articles = self._without_conflicts(
            [
                (source, article)
                for source, fm, body in published
                if (article := self._article(source, fm, body)) is not None
            ]
        )
        articles.sort(key=lambda article: article.slug)
        articles.sort(key=lambda article: article.published or _UNDATED, reverse=True)
        return articles

    def _article(self, source: Source, fm: FrontMatter, body: Body) -> Article | None:
        """Return the article of *source*; report an error and return None for a wrong category."""
        category = self.labels.category(source, fm.category)
        if category is None:
            self.refused[source.path] = named_by(fm)
            return None
        paragraph = body.first_paragraph
        default = (self.rules.default_author,) if self.rules.default_author else ()
        authors = tuple(author.name for author in fm.authors) or default
        author_keys = self.labels.keys("authors", source, "authors", authors)
        for author in fm.authors:
            self.labels.tables["authors"].describe(author)
        # Articles that name no audience get that of their category.
        audiences = fm.audience or ((category.audience,) if category.audience else ())
        image = self._image(source, "featuredImage", "featured picture", fm.featured_image)
        social_image = self._image(source, "ogImage", "picture", fm.og_image)
        article = Article(
            source=source.path,
            slug=fm.slug,
            docname=self.rules.routes.article(fm.slug, fm.published_at, category.slug),
            title=fm.title,
            excerpt=fm.excerpt or excerpt_from(paragraph),
            category=category.key,
            authors=author_keys,
            tags=self.labels.keys("tags", source, "tags", fm.tags),
            audiences=self.labels.keys("audiences", source, "audience", audiences),
            series=next(iter(self.labels.keys("series", source, "series", (fm.series,))), None)
            if fm.series
            else None,
            published=fm.published_at,
            updated=fm.updated_at,
            words=body.words,
            reading_minutes=max(1, ceil(body.words / READING_SPEED)),
            heading=body.heading,
            image=image,
            front_matter=fm,
            image_size=self._size(image),
            social_image=social_image,
            social_image_size=self._size(social_image),
            unpublished=unpublished_reason(fm, self.rules.now),
        )
        return translated_article(article, partial(self.lookups.translate, article.docname))

    def _image(self, source: Source, key: str, noun: str, image: str | None) -> str | None:
        if fault := self.lookups.image_fault(noun, image):
            self._report(source, key, "image", fault)
            return None
        return image if not image or "://" in image else self.lookups.find_image(image)

    def _size(self, image: str | None) -> tuple[int, int] | None:
        return self.lookups.measure(image) if image and "://" not in image else None

    def _without_conflicts(self, found: Sequence[tuple[Source, Article]]) -> list[Article]:
        """Leave out articles whose address is taken, and report each of them at its slug."""
        refused = {
            lost.article.source: f"is taken by {lost.owner}; {lost.free!r} is free"
            for lost in conflicts([article for _, article in found], self.lookups.ledger)
        }
        kept = []
        for source, article in found:
            if (document := self.lookups.documents.get(article.docname)) is not None:
                reason = f"is taken by {document}"
            elif is_reserved_page(article.docname):
                reason = "is an address that the build itself uses"
            elif (reason := refused.get(source.path, "")) == "":
                kept.append(article)
                continue
            message = f"slug {article.slug!r} {reason}"
            self._report(source, "slug", "slug", message, Severity.ERROR)
        return kept

    def _terms(
        self, articles: Sequence[Article]
    ) -> tuple[dict[Taxonomy, tuple[Term, ...]], dict[tuple[Taxonomy, str], tuple[Article, ...]]]:
        members = members_of(articles)
        by_key = {
            (taxonomy, term.key): term
            for taxonomy, table in self.labels.tables.items()
            for _, term in table.names()
        }
        terms: defaultdict[Taxonomy, list[Term]] = defaultdict(list)
        for taxonomy, key in members:
            terms[taxonomy].append(
                year_term(int(key))
                if taxonomy == "archive"
                else self._completed(by_key[taxonomy, key])
            )
        return (
            {taxonomy: display_order(of_it) for taxonomy, of_it in terms.items()},
            members,
        )

    def _completed(self, term: Term) -> Term:
        """Return *term* translated, with the key of its audience and the path of its picture."""
        audience = (
            self.labels.tables["audiences"].registered(term.audience) if term.audience else None
        )
        image = self.lookups.find_image(term.image) if term.image else None
        term = replace(term, audience=audience.key if audience else None, image=image)
        return translated_term(term, partial(self.lookups.translate, TAXONOMY_DOMAIN))

    def _redirects(self, articles: Sequence[Article], pages: AbstractSet[str]) -> dict[str, str]:
        """Return the redirects, and report aliases that cannot be one."""
        taken = {one.docname for one in articles} | pages | self.lookups.documents.keys()
        redirects, refused = make_redirects(aliases_of(articles), taken)
        for alias, reason in refused:
            message = f"alias {alias.address!r} {reason}"
            self._report(self.sources[alias.source], alias.key, "alias", message)
        # Synonyms from the registry, not translated.
        used = {
            taxonomy: [
                term
                for term in dict.fromkeys(term for _, term in table.names())
                if self.rules.routes.term(taxonomy, term.slug) in pages
            ]
            for taxonomy, table in self.labels.tables.items()
        }
        return synonym_redirects(used, self.rules.routes, taken) | redirects

    def _check_related(
        self, articles: Iterable[Article], written: set[str], moved: Mapping[str, str]
    ) -> None:
        published = {article.slug for article in articles}
        for article in articles:
            source, named = self.sources[article.source], article.front_matter.related_articles
            for number, message, severity in faults_of_curated(named, published, written, moved):
                self._report(source, f"relatedArticles.{number}", "related", message, severity)

    def _check_refused(self, source: Source, known: Known) -> None:
        """Report the other problems of an article that has an error."""
        named = self.refused.get(source.path, source.named)
        for fault in faults(named, known):
            self._report(source, *fault)
        tags = ((place, label) for place, label in named.items() if place.startswith("tags."))
        self.labels.uses["tags"] += ((source, place, label) for place, label in tags)

    def _report(
        self,
        source: Source,
        key: str,
        type_: ProblemType,
        message: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        base = key.partition(".")[0]
        line, column = source.positions.get(key) or source.positions.get(base) or (1, 1)
        self.problems.append(Problem(source.path, line, column, type_, message, severity))
