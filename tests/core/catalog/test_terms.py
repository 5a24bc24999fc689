"""Check which labels are one term, and which of them names it."""

from __future__ import annotations

import re

import pytest

from sphinx_knowledge_base.core.catalog.taxonomy import Registry, read_taxonomy
from sphinx_knowledge_base.core.catalog.terms import TermTable, display_order, year_term
from sphinx_knowledge_base.core.reading.schema import AuthorEntry

TAXONOMY = b"""
categories:
  CLINICAL_RESEARCH: {title: Clinical Research, order: 2}
  NEWS: {order: 1}
tags:
  CRPS: {title: CRPS, synonyms: [complex regional pain syndrome, RSD]}
authors:
  Editorial Team: {bio: Registered.}
"""


@pytest.fixture
def registry() -> Registry:
    """A registry with no problem of its own."""
    registry = read_taxonomy("taxonomy.yaml", TAXONOMY)
    assert registry.problems == ()
    return registry


@pytest.mark.parametrize(
    "label", ["chronic pain", "Chronic Pain", "chronic-pain", "CHRONIC_PAIN", " chronic  pain "]
)
def test_labels_of_one_term(label: str) -> None:
    """Case, spaces, ``-`` and ``_`` make no difference; the first spelling is the title."""
    table = TermTable("tags", Registry())
    first = table.resolve("Chronic pain")
    assert table.resolve(label) is first
    assert (first.key, first.slug, first.title) == ("chronic-pain", "chronic-pain", "Chronic pain")


@pytest.mark.parametrize("label", ["CRPS", "crps", "Complex Regional Pain-Syndrome", "rsd"])
def test_synonyms(registry: Registry, label: str) -> None:
    """A synonym counts as its tag."""
    assert TermTable("tags", registry).resolve(label).title == "CRPS"


@pytest.mark.parametrize("label", ["CLINICAL_RESEARCH", "Clinical Research", "clinical-research"])
def test_category_by_code_or_title(registry: Registry, label: str) -> None:
    """The code and the display title of a category mean the same."""
    assert TermTable("categories", registry).resolve(label).key == "CLINICAL_RESEARCH"


def test_unregistered_code_makes_a_title() -> None:
    """``PATIENT_STORIES`` is Patient Stories, and an audience's code is treated alike."""
    term = TermTable("categories", Registry()).resolve("PATIENT_STORIES")
    assert (term.key, term.slug, term.title) == (
        "PATIENT_STORIES",
        "patient-stories",
        "Patient Stories",
    )
    assert TermTable("audiences", Registry()).resolve("patients").title == "Patients"


@pytest.mark.parametrize("label", ["C++", "c#", "C!"])
def test_colliding_address(label: str) -> None:
    """Two labels with one slug that are not one term cannot both have the address."""
    table = TermTable("tags", Registry())
    table.resolve("C")
    with pytest.raises(ValueError, match=re.escape("has the address of 'C' ('c')")):
        table.resolve(label)


def test_collision_with_registered_term(registry: Registry) -> None:
    """A registered term keeps its address."""
    with pytest.raises(ValueError, match="has the address of 'CRPS'"):
        TermTable("tags", registry).resolve("CRPS!")


@pytest.mark.parametrize("label", ["!!!", "...", "\N{FIRE}"])
def test_label_without_address(label: str) -> None:
    """A label of signs alone cannot be a term."""
    message = "has no letter or digit to make an address from"
    with pytest.raises(ValueError, match=message):
        TermTable("tags", Registry()).resolve(label)


def test_author_described_by_an_article(registry: Registry) -> None:
    """What an article says of its author is taken unless the registry has the author."""
    table = TermTable("authors", registry)
    table.resolve("Editorial Team")
    table.resolve("Somebody")
    for name in ("Editorial Team", "somebody"):
        table.describe(AuthorEntry(name=name, bio="From an article."))
    assert table.resolve("Editorial Team").bio == "Registered."
    assert table.resolve("Somebody").bio == "From an article."
    assert dict(table.names())["somebody"].bio == "From an article."


def test_display_order(registry: Registry) -> None:
    """Readers find terms by the registry's order, the others after them by title."""
    table = TermTable("categories", registry)
    labels = ["ZOO", "CLINICAL_RESEARCH", "ARCHIVES", "NEWS"]
    ordered = display_order(map(table.resolve, labels))
    assert [term.title for term in ordered] == ["News", "Clinical Research", "Archives", "Zoo"]


def test_years_are_listed_backwards() -> None:
    """The archive begins with this year."""
    ordered = display_order([year_term(999), year_term(2026), year_term(2025)])
    assert [term.slug for term in ordered] == ["2026", "2025", "0999"]
