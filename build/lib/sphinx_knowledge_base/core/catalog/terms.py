"""Terms: how labels that authors write become categories, tags, authors, audiences and series."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.taxonomy import title_of_code
from sphinx_knowledge_base.core.model import Term
from sphinx_knowledge_base.core.slugs import MAX_SLUG_BYTES, fold_label, slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Taxonomy
    from sphinx_knowledge_base.core.reading.schema import AuthorEntry


@dataclass(slots=True)
class TermTable:
    """The terms of one taxonomy: those of the registry, and those met while reading articles."""

    taxonomy: Taxonomy
    registry: Registry
    _met: dict[str, Term] = field(default_factory=dict)
    """Terms that are not registered, by their folded labels."""
    _by_slug: dict[str, Term] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for term in self.registry.of(self.taxonomy).values():
            self._by_slug[term.slug] = term

    @property
    def is_registry(self) -> bool:
        """Whether the registry says which terms there are."""
        return bool(self.registry.of(self.taxonomy))

    def registered(self, label: str) -> Term | None:
        """Return the registered term that *label* means, or None."""
        return self.registry.find(self.taxonomy, label)

    def resolve(self, label: str) -> Term:
        """Return the term that *label* means, which becomes known with it.

        :raises ValueError: no address can be made from the label, or it is that of another term.
        """
        folded = fold_label(label)
        if (term := self.registered(label) or self._met.get(folded)) is not None:
            return term
        if not (slug := slugify(label)):
            msg = "has no letter or digit that an address could be made of"
            raise ValueError(msg)
        if len(slug.encode()) > MAX_SLUG_BYTES:
            msg = f"is longer than {MAX_SLUG_BYTES} bytes"
            raise ValueError(msg)
        if (taken := self._by_slug.get(slug)) is not None:
            msg = f"has the address of {taken.title!r} ({slug!r})"
            raise ValueError(msg)
        is_code = self.taxonomy in {"categories", "audiences"}
        term = Term(
            self.taxonomy,
            key=label if self.taxonomy == "categories" else slug,
            slug=slug,
            title=title_of_code(label) if is_code else label,
        )
        self._met[folded] = self._by_slug[slug] = term
        return term

    def describe(self, author: AuthorEntry) -> None:
        """Take what an article says of an author whom the registry does not know."""
        if author.model_fields_set == {"name"}:
            return
        term = self._met.get(folded := fold_label(author.name))
        if term is not None:
            facts = author.model_dump(exclude={"name"}, exclude_defaults=True)
            self._met[folded] = self._by_slug[term.slug] = replace(term, **facts)

    def names(self) -> Iterator[tuple[str, Term]]:
        """Yield every known term with each of its names, folded."""
        registered = self.registry.of(self.taxonomy)
        for name, key in self.registry.labels.get(self.taxonomy, {}).items():
            yield name, registered[key]
        yield from self._met.items()


def display_order(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return *terms* as readers find them: by the registry's order, then by title."""
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
    """Return the archive's term of a year."""
    return Term("archive", f"{year:04}", f"{year:04}", f"{year:04}", order=-year)
