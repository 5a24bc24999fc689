"""From what authors wrote to the catalog: terms resolved, dates judged, addresses given out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.catalog import Catalog, generated_pages, term_keys
from sphinx_knowledge_base.core.catalog.inputs import Rules, Surroundings
from sphinx_knowledge_base.core.catalog.redirects import aliases_of, of_synonyms, settle
from sphinx_knowledge_base.core.catalog.related import traits
from sphinx_knowledge_base.core.catalog.terms import TermTable, display_order, year_term
from sphinx_knowledge_base.core.catalog.translation import (
    TAXONOMY_DOMAIN,
    translated_article,
    translated_term,
)
from sphinx_knowledge_base.core.model import TAXONOMIES, Article
from sphinx_knowledge_base.core.problems import Problem, Severity, did_you_mean
from sphinx_knowledge_base.core.reading.body import excerpt_from
from sphinx_knowledge_base.core.slugs import fold_label

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

_PROBLEM_TYPE: Mapping[Taxonomy, ProblemType] = {
    "categories": "category",
    "tags": "tag",
    "authors": "author",
    "audiences": "audience",
    "series": "key",
}


def assemble(
    sources: Iterable[Source],
    registry: Registry,
    rules: Rules,
    surroundings: Surroundings | None = None,
) -> Catalog:
    """Make the catalog of *sources*."""
    return _Assembly(registry, rules, surroundings or Surroundings()).run(
        sorted(sources, key=lambda s: s.path)
    )


class _Assembly:
    """The state of one :func:`assemble`: the tables of terms and the problems so far."""

    def __init__(self, registry: Registry, rules: Rules, surroundings: Surroundings) -> None:
        self.rules = rules
        self.surroundings = surroundings
        self.problems: list[Problem] = list(registry.problems)
        self.sources: dict[str, Source] = {}
        self.tables = {taxonomy: TermTable(taxonomy, registry) for taxonomy in _PROBLEM_TYPE}

    def run(self, sources: Sequence[Source]) -> Catalog:
        readable = [
            (source, fm, body)
            for source in sources
            if (fm := source.front_matter) and (body := source.body)
        ]
        for source in sources:
            self.sources[source.path] = source
            self.problems.extend(source.problems)
        published = [
            (source, fm, body)
            for source, fm, body in readable
            if self.rules.preview or not self._unpublished(fm)
        ]
        # The oldest first: its spelling of a new label becomes the term's title, and stays so.
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
        terms, members = self._terms(articles)
        self._check_related(articles, {fm.slug for _, fm, _ in readable})
        kept = {article.source for article in articles}
        pages = generated_pages(
            tuple(articles), terms, members, self.rules.routes, self.rules.page_size
        )
        return Catalog(
            routes=self.rules.routes,
            articles=tuple(articles),
            terms=terms,
            members=members,
            keys={
                (taxonomy, name): term.key
                for taxonomy, table in self.tables.items()
                for name, term in table.names()
            }
            | {("archive", year.key): year.key for year in terms.get("archive", ())},
            related=self.surroundings.relate(list(map(traits, articles)), self.rules.related_limit),
            pages=pages,
            redirects=self._redirects(articles, pages.keys()),
            withheld=frozenset(source.path for source in sources if source.path not in kept),
            problems=tuple(
                sorted(self.problems, key=lambda p: (p.path, p.line, p.column, p.message))
            ),
        )

    def _unpublished(self, fm: FrontMatter) -> str:
        if fm.draft:
            return "draft"
        if fm.published_at and fm.published_at > self.rules.now:
            return "future"
        return "expired" if fm.expires_at and fm.expires_at <= self.rules.now else ""

    def _article(self, source: Source, fm: FrontMatter, body: Body) -> Article | None:
        """Return the article that *source* is; None, and an error, when its category is none."""
        category = self._category(source, fm)
        if category is None:
            return None
        paragraph = body.first_paragraph
        default = (self.rules.default_author,) if self.rules.default_author else ()
        authors = tuple(author.name for author in fm.authors) or default
        author_keys = self._keys("authors", source, "authors", authors)
        for author in fm.authors:
            self.tables["authors"].describe(author)
        # A category can say whom its articles are for when they do not.
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
            tags=self._keys("tags", source, "tags", fm.tags),
            audiences=self._keys("audiences", source, "audience", audiences),
            series=next(iter(self._keys("series", source, "series", (fm.series,))), None)
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
            unpublished=self._unpublished(fm),
        )
        return translated_article(article, partial(self.surroundings.translate, article.docname))

    def _category(self, source: Source, fm: FrontMatter) -> Term | None:
        table = self.tables["categories"]
        if table.is_registry and table.registered(fm.category) is None:
            self._report(
                source,
                "category",
                "category",
                f"category {fm.category!r} is not registered"
                f"{did_you_mean(fm.category, table.registry.of('categories'))}",
            )
        try:
            return table.resolve(fm.category)
        except ValueError as error:
            message = f"category {fm.category!r} {error}"
            self._report(source, "category", "category", message, Severity.ERROR)
            return None

    def _keys(
        self, taxonomy: Taxonomy, source: Source, key: str, labels: Sequence[str]
    ) -> tuple[str, ...]:
        table = self.tables[taxonomy]
        found: list[str] = []
        for number, label in enumerate(labels):
            place = f"{key}.{number}" if f"{key}.{number}" in source.places else key
            noun = _PROBLEM_TYPE[taxonomy] if taxonomy != "series" else "series"
            if taxonomy == "audiences" and table.is_registry and table.registered(label) is None:
                known = table.registry.of("audiences")
                message = f"audience {label!r} is not registered{did_you_mean(label, known)}"
                self._report(source, place, "audience", message)
            try:
                term = table.resolve(label)
            except ValueError as error:
                self._report(source, place, _PROBLEM_TYPE[taxonomy], f"{noun} {label!r} {error}")
                continue
            is_spelt_otherwise = label != term.title and fold_label(label) == fold_label(term.title)
            if is_spelt_otherwise and taxonomy != "audiences":  # these are codes, as they should be
                message = f"{noun} {label!r} is shown as {term.title!r}"
                self._report(source, place, _PROBLEM_TYPE[taxonomy], message, Severity.NOTE)
            if term.key not in found:
                found.append(term.key)
        return tuple(found)

    def _image(self, source: Source, key: str, noun: str, image: str | None) -> str | None:
        if not image or "://" in image:
            return image
        found = self.surroundings.find_image(image)
        if found is None:
            self._report(source, key, "image", f"{noun} {image!r} does not exist")
        elif self.surroundings.measure(found) is None:
            self._report(source, key, "image", f"{noun} {image!r} cannot be read as a picture")
            return None
        return found

    def _size(self, image: str | None) -> tuple[int, int] | None:
        return self.surroundings.measure(image) if image and "://" not in image else None

    def _without_conflicts(self, found: Sequence[tuple[Source, Article]]) -> list[Article]:
        """Leave out articles whose address is taken, and report each of them at its slug."""
        claims: defaultdict[str, list[tuple[Source, Article]]] = defaultdict(list)
        slugs: defaultdict[str, list[tuple[Source, Article]]] = defaultdict(list)
        for source, article in found:
            claims[article.docname].append((source, article))
            slugs[article.slug].append((source, article))
        kept = []
        for source, article in found:
            rivals = [
                other.path
                for other, _ in (*claims[article.docname], *slugs[article.slug])
                if other.path != source.path
            ]
            if (document := self.surroundings.documents.get(article.docname)) is not None:
                rivals.append(document)
            if rivals:
                message = f"slug {article.slug!r} is taken by {', '.join(sorted(set(rivals)))}"
            elif self.rules.routes.is_reserved(article.docname):
                message = f"slug {article.slug!r} is the address of an index page"
            else:
                kept.append(article)
                continue
            self._report(source, "slug", "slug", message, Severity.ERROR)
        return kept

    def _terms(
        self, articles: Sequence[Article]
    ) -> tuple[dict[Taxonomy, tuple[Term, ...]], dict[tuple[Taxonomy, str], tuple[Article, ...]]]:
        members: defaultdict[tuple[Taxonomy, str], list[Article]] = defaultdict(list)
        for article in articles:
            for taxonomy in TAXONOMIES:
                for key in term_keys(article, taxonomy):
                    members[taxonomy, key].append(article)
        for (taxonomy, _), of_term in members.items():
            if taxonomy == "series":
                of_term.sort(key=_place_in_series)
        by_key = {
            (taxonomy, term.key): term
            for taxonomy, table in self.tables.items()
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
            {key: tuple(of_term) for key, of_term in members.items()},
        )

    def _completed(self, term: Term) -> Term:
        """Return *term* as readers see it, with its audience as a key and its picture as a path."""
        audience = self.tables["audiences"].registered(term.audience) if term.audience else None
        image = self.surroundings.find_image(term.image) if term.image else None
        term = replace(term, audience=audience.key if audience else None, image=image)
        return translated_term(term, partial(self.surroundings.translate, TAXONOMY_DOMAIN))

    def _redirects(self, articles: Sequence[Article], pages: AbstractSet[str]) -> dict[str, str]:
        """Return what old addresses lead to, and report aliases that cannot be redirects."""
        taken = {one.docname for one in articles} | pages | self.surroundings.documents.keys()
        redirects, refused = settle(aliases_of(articles), taken)
        for alias, reason in refused:
            message = f"alias {alias.address!r} {reason}"
            self._report(self.sources[alias.source], alias.key, "alias", message)
        # The names that the registry gives, in whatever language the site is read.
        used = {
            taxonomy: [
                term
                for term in dict.fromkeys(term for _, term in table.names())
                if self.rules.routes.term(taxonomy, term.slug) in pages
            ]
            for taxonomy, table in self.tables.items()
        }
        return of_synonyms(used, self.rules.routes, taken) | redirects

    def _check_related(self, articles: Iterable[Article], written: set[str]) -> None:
        published = {article.slug for article in articles}
        for article in articles:
            for number, slug in enumerate(article.front_matter.related_articles):
                if slug in published:
                    continue
                source = self.sources[article.source]
                place = f"relatedArticles.{number}"
                if slug in written:
                    message = f"related article {slug!r} is not published"
                    self._report(source, place, "related", message, Severity.NOTE)
                else:
                    message = f"there is no article {slug!r}{did_you_mean(slug, published)}"
                    self._report(source, place, "related", message)

    def _report(
        self,
        source: Source,
        key: str,
        type_: ProblemType,
        message: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        base = key.partition(".")[0]
        line, column = source.places.get(key) or source.places.get(base) or (1, 1)
        self.problems.append(Problem(source.path, line, column, type_, message, severity))


def _place_in_series(article: Article) -> tuple[bool, float, datetime, str]:
    order = article.front_matter.series_order
    return (order is None, order or 0, article.published or _UNDATED, article.slug)
