"""Terms: how labels that authors write become categories, tags, authors, audiences and series."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.model import Term
from sphinx_knowledge_base.core.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_knowledge_base.core.model import Taxonomy


def fold(label: str) -> str:
    """Return what two labels of one term have in common.

    Case, spaces, ``-`` and ``_`` do not make a difference (FRONT_MATTER.md, ``tags``).
    """
    return re.sub(r"[\s_-]+", "-", label.strip().casefold())


def title_from_code(code: str) -> str:
    """Return the title of an unregistered code: ``CLINICAL_RESEARCH`` is Clinical Research.

    A label that is not a code (anything with lower-case letters or spaces) is its own title,
    and so is one word in capitals, which is more often an acronym than a code.
    """
    if "_" in code and code == code.upper():
        return " ".join(word.capitalize() for word in code.split("_") if word)
    return code


@dataclass(slots=True)
class TermTable:
    """The terms of one taxonomy: those of the registry, and those met while reading articles."""

    taxonomy: Taxonomy
    registered: Mapping[str, Term]
    _by_fold: dict[str, Term] = field(default_factory=dict)
    _by_slug: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Titles and synonyms first, so that a code or label proper wins where they meet.
        for term in self.registered.values():
            for name in (*term.synonyms, term.title):
                self._by_fold[fold(name)] = term
        for key, term in self.registered.items():
            self._by_fold[fold(key)] = term
            self._by_slug[term.slug] = fold(key)

    def find(self, label: str) -> Term | None:
        """Return the term that *label* names, or None when nothing is called so."""
        return self._by_fold.get(fold(label))

    def resolve(self, label: str, **facts: str | None) -> Term:
        """Return the term of *label*, which becomes known with it.

        :param facts: Fields of the term (``bio``, ``url``, ...) for one that is met first here.
        :raises ValueError: no address can be made from the label, or it is that of another term.
        """
        if (term := self.find(label)) is not None:
            return term
        if not (slug := slugify(label)):
            msg = "has no letter or digit that an address could be made of"
            raise ValueError(msg)
        if (taken := self._by_slug.get(slug)) is not None:
            msg = f"has the address of {self._by_fold[taken].title!r} ({slug!r})"
            raise ValueError(msg)
        key = label if self.taxonomy == "categories" else slug
        term = Term(self.taxonomy, key, slug, title_from_code(label), **facts)  # type: ignore[arg-type]
        self._by_fold[fold(label)] = term
        self._by_slug[slug] = fold(label)
        return term

    def terms(self) -> Iterator[tuple[str, Term]]:
        """Yield every term that is known, with each of its names, folded."""
        yield from self._by_fold.items()


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
