"""Resolve labels that authors write to terms: categories, tags, authors, audiences and series."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.near_misses import meant_code
from sphinx_knowledge_base.core.catalog.taxonomy import title_of_code
from sphinx_knowledge_base.core.model import Term
from sphinx_knowledge_base.core.slugs import INDEX, MAX_SLUG_BYTES, fold_label, slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Article, Taxonomy
    from sphinx_knowledge_base.core.reading.schema import AuthorEntry


#: The taxonomies whose terms articles name by codes, and the noun for one term.
_CODES: Mapping[Taxonomy, str] = MappingProxyType(
    {"categories": "category", "audiences": "audience"}
)


@dataclass(slots=True)
class TermTable:
    """The terms of one taxonomy: registered ones, and those that only articles name."""

    taxonomy: Taxonomy
    registry: Registry
    _unregistered: dict[str, Term] = field(default_factory=dict)
    """Terms that only articles name, by folded label."""
    _by_slug: dict[str, Term] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for term in self.registry.of(self.taxonomy).values():
            self._by_slug[term.slug] = term

    @property
    def is_registry(self) -> bool:
        """Whether the registry has terms of this taxonomy."""
        return bool(self.registry.of(self.taxonomy))

    def registered(self, label: str) -> Term | None:
        """Return the registered term of that label, or None."""
        return self.registry.find(self.taxonomy, label)

    def unregistered(self, label: str) -> str:
        """Return a message if the registry lacks the code *label*; otherwise an empty string."""
        if self.taxonomy not in _CODES or not self.is_registry or self.registered(label):
            return ""
        meant = meant_code(label, self.taxonomy, self.registry)
        return f"{_CODES[self.taxonomy]} {label!r} is not registered{meant}"

    def resolve(self, label: str) -> Term:
        """Return the term with that label; create it if there is none.

        :raises ValueError: the label gives no address, or the address of another term.
        """
        folded = fold_label(label)
        if (term := self.registered(label) or self._unregistered.get(folded)) is not None:
            return term
        if not (slug := slugify(label)):
            msg = f"has no letter or digit to make an address from; {self._remedy(label)}"
            raise ValueError(msg)
        if slug == INDEX:
            msg = f"has the address of the page of all {self.taxonomy}"
            raise ValueError(msg)
        if len(slug.encode()) > MAX_SLUG_BYTES:
            msg = f"is longer than {MAX_SLUG_BYTES} bytes"
            raise ValueError(msg)
        if (taken := self._by_slug.get(slug)) is not None:
            msg = f"has the address of {taken.title!r} ({slug!r}); {self._remedy(label)}"
            raise ValueError(msg)
        is_code = self.taxonomy in _CODES
        term = Term(
            self.taxonomy,
            key=label if self.taxonomy == "categories" else slug,
            slug=slug,
            title=title_of_code(label) if is_code else label,
        )
        self._unregistered[folded] = self._by_slug[slug] = term
        return term

    def _remedy(self, label: str) -> str:
        """Return, in words, how to give a label an address."""
        return f"the taxonomy can give it one: {self.taxonomy}: {{{label!r}: {{slug: ...}}}}"

    def describe(self, author: AuthorEntry) -> None:
        """Add an article's data about an author who is not registered."""
        if author.model_fields_set == {"name"}:
            return
        term = self._unregistered.get(folded := fold_label(author.name))
        if term is not None:
            facts = author.model_dump(exclude={"name"}, exclude_defaults=True)
            self._unregistered[folded] = self._by_slug[term.slug] = replace(term, **facts)

    def names(self) -> Iterator[tuple[str, Term]]:
        """Yield each term under each of its folded names."""
        registered = self.registry.of(self.taxonomy)
        for name, key in self.registry.labels.get(self.taxonomy, {}).items():
            yield name, registered[key]
        yield from self._unregistered.items()


def display_order(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return *terms* in the order of the site: by the registry's ``order``, then by title."""
    return tuple(
        sorted(
            terms,
            key=lambda term: (
                term.order is None,
                term.order or 0,
                term.title.casefold(),
                term.slug,
            ),
        )
    )


def year_term(year: int) -> Term:
    """Return the term of a year in the archive."""
    return Term("archive", f"{year:04}", f"{year:04}", f"{year:04}", order=-year)


def place_in_series(article: Article) -> tuple[bool, float, datetime, str]:
    """Return the sort key of an article in its series: its number, then its date."""
    order = article.front_matter.series_order
    return (
        order is None,
        order or 0,
        article.published or datetime.max.replace(tzinfo=UTC),
        article.slug,
    )
