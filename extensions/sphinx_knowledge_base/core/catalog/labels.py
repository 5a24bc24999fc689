"""Resolve the labels that articles write to terms, and report those that look like a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sphinx_knowledge_base.core.catalog.near_misses import near_misses
from sphinx_knowledge_base.core.catalog.terms import TermTable
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.core.slugs import fold_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Source, Taxonomy, Term
    from sphinx_knowledge_base.core.problems import ProblemType

_PROBLEM_TYPE: Mapping[Taxonomy, ProblemType] = {
    "categories": "category",
    "tags": "tag",
    "authors": "author",
    "audiences": "audience",
    "series": "key",
}


class Report(Protocol):
    """Reports a problem at a key of a file."""

    def __call__(
        self,
        source: Source,
        key: str,
        type_: ProblemType,
        message: str,
        severity: Severity = Severity.WARNING,
    ) -> None: ...


class Labels:
    """The terms that the labels of all articles mean."""

    def __init__(self, registry: Registry, report: Report) -> None:
        self.tables = {taxonomy: TermTable(taxonomy, registry) for taxonomy in _PROBLEM_TYPE}
        #: Tags and authors as articles write them: file, place and label, the oldest first.
        self.uses: dict[Taxonomy, list[tuple[Source, str, str]]] = {"tags": [], "authors": []}
        self._report = report

    def category(self, source: Source, label: str) -> Term | None:
        """Return the category of an article, or None if it has none: that is an error."""
        table = self.tables["categories"]
        if fault := table.unregistered(label):
            self._report(source, "category", "category", fault)
        try:
            return table.resolve(label)
        except ValueError as error:
            message = f"category {label!r} {error}"
            self._report(source, "category", "category", message, Severity.ERROR)
            return None

    def keys(
        self, taxonomy: Taxonomy, source: Source, key: str, labels: Sequence[str]
    ) -> tuple[str, ...]:
        """Return the keys of the terms that *labels* mean, each once."""
        table = self.tables[taxonomy]
        found: list[str] = []
        for number, label in enumerate(labels):
            place = f"{key}.{number}" if f"{key}.{number}" in source.positions else key
            noun = _PROBLEM_TYPE[taxonomy] if taxonomy != "series" else "series"
            if taxonomy in self.uses:
                self.uses[taxonomy].append((source, place, label))
            if fault := table.unregistered(label):
                self._report(source, place, "audience", fault)
            try:
                term = table.resolve(label)
            except ValueError as error:
                self._report(source, place, _PROBLEM_TYPE[taxonomy], f"{noun} {label!r} {error}")
                continue
            is_spelt_otherwise = label != term.title and fold_label(label) == fold_label(term.title)
            is_registered = label in table.registry.spellings(taxonomy)
            # Audiences are codes, which never equal their titles.
            if is_spelt_otherwise and not is_registered and taxonomy != "audiences":
                message = f"{noun} {label!r} is shown as {term.title!r}"
                self._report(source, place, _PROBLEM_TYPE[taxonomy], message, Severity.NOTE)
            if term.key not in found:
                found.append(term.key)
        return tuple(found)

    def note_near_misses(self) -> None:
        """Report new tags and authors that differ by one letter from known ones."""
        for taxonomy, uses in self.uses.items():
            spellings = self.tables[taxonomy].registry.spellings(taxonomy)
            alike = near_misses([label for _, _, label in uses], spellings)
            for source, place, label in uses:
                if label in alike:
                    noun = _PROBLEM_TYPE[taxonomy]
                    message = f"{noun} {label!r} is new (did you mean {alike[label]!r}?)"
                    self._report(source, place, noun, message, Severity.NOTE)
