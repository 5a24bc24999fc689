"""Query the catalog, and check that nothing is missing from it."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_knowledge_base.core.catalog.catalog import Catalog, term_keys
from sphinx_knowledge_base.core.catalog.inputs import Rules
from sphinx_knowledge_base.core.model import TAXONOMIES
from tests.helpers.articles import article, numbered
from tests.helpers.catalogs import NOW, catalog, slugs

LABELS = st.lists(st.sampled_from(["x", "X", "y z", "Y-Z", "w"]), max_size=3)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Catalogs of up to twelve articles on pages of two."""
    files: dict[str, str] = {}
    for number in range(draw(st.integers(0, 12))):
        files |= numbered(
            draw(st.integers(0, 900)),
            tags=draw(LABELS),
            authors=draw(LABELS),
            audience=draw(LABELS),
            category=draw(st.sampled_from(["NEWS", "News", "OTHER"])),
            slug=f"n{number}",
            series=draw(st.sampled_from([None, "One", "one"])),
        )
    return catalog(files, rules=Rules(NOW, page_size=2))


@settings(deadline=None, max_examples=60)
@given(catalogs())
def test_every_article_is_wherever_it_belongs(made: Catalog) -> None:
    """On the list of all articles and of each of its terms, once; and nowhere else."""
    lists: dict[object, list[str]] = {}
    for page in made.pages.values():
        key: object = (page.taxonomy, page.term.key) if page.term else None
        if page.term or page.taxonomy is None:
            lists.setdefault(key, []).extend(slugs(page.articles))
    expected: dict[object, list[str]] = {}
    for one in made.articles:
        expected.setdefault(None, []).append(one.slug)
        for taxonomy in TAXONOMIES:
            for key in term_keys(one, taxonomy):
                expected.setdefault((taxonomy, key), []).append(one.slug)
    assert {key: sorted(of) for key, of in lists.items()} == {
        key: sorted(of) for key, of in expected.items()
    }


@settings(deadline=None, max_examples=60)
@given(catalogs())
def test_pages_lead_to_each_other(made: Catalog) -> None:
    """From the first page of a list one reaches its oldest, and back; each at its own docname."""
    for docname, page in made.pages.items():
        assert page.docname == docname
        if page.older:
            older = made.pages[page.older]
            assert older.newer == docname
            assert older.articles[0].published <= page.articles[-1].published  # type: ignore[operator]
        if page.newer:
            assert made.pages[page.newer].older == docname


@settings(deadline=None, max_examples=60)
@given(catalogs())
def test_neighbours(made: Catalog) -> None:
    """Newer and older articles stay in the category and are each other's neighbours."""
    for one in made.articles:
        near = made.neighbours(one)
        if near.newer:
            assert near.newer.category == one.category
            assert made.neighbours(near.newer).older == one
        if near.older:
            assert made.neighbours(near.older).newer == one


@settings(deadline=None, max_examples=60)
@given(catalogs())
def test_terms_have_articles_and_addresses_of_their_own(made: Catalog) -> None:
    """No term without articles is listed, and no two have one slug."""
    for taxonomy in TAXONOMIES:
        terms = made.of(taxonomy)
        assert len({term.slug for term in terms}) == len(terms)
        for term in terms:
            assert made.count(term) == len(made.members[taxonomy, term.key]) > 0
            assert made.term(taxonomy, term.key) == term
            assert made.find_term(taxonomy, term.title) == term


def test_lookups() -> None:
    """Articles are found by slug and docname, terms by key, title and synonym."""
    made = catalog(
        {"x.md": article(slug="crps", tags=["RSD"], category="Clinical Research")},
        "categories: {CLINICAL_RESEARCH: {}}\ntags: {CRPS: {synonyms: [RSD]}, unused: {}}\n",
    )
    (one,) = made.articles
    assert made.article("crps") is made.article_at("articles/crps") is one
    assert made.article("x") is made.article_at("x") is None
    for label in ("CLINICAL_RESEARCH", "Clinical research"):
        found = made.find_term("categories", label)
        assert found is not None
        assert found.key == "CLINICAL_RESEARCH"
    assert made.find_key("tags", "rsd") == "crps"
    assert made.find_key("tags", "unused") == "unused"
    assert made.find_term("tags", "unused") is None
    assert made.find_key("tags", "nothing") is None
    assert [term.title for term in made.terms_of(one, "archive")] == ["2024"]


def test_addresses_of_pages() -> None:
    """Every generated page is where the design says."""
    files: dict[str, str] = {}
    for number in range(5):
        files |= numbered(
            number, tags=["T"], author="A", audience="U", series="S", category="CASE_REPORTS"
        )
    made = catalog(files, rules=Rules(NOW, page_size=2))
    paged = ["articles/index", "articles/page/1"]
    for base in ("categories/case-reports", "tags/t", "authors/a", "audiences/u", "archive/2024"):
        paged += [base.partition("/")[0] + "/index", base, f"{base}/page/1"]
    assert sorted(made.pages) == sorted([*paged, "series/index", "series/s"])


def test_no_article_is_changed() -> None:
    """The catalog and its values are immutable."""
    made = catalog({"a.md": article(tags=["x"])})
    for value in (made, made.articles[0], made.of("tags")[0], made.pages["tags/x"]):
        assert dataclasses.is_dataclass(value)
        name = dataclasses.fields(value)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError, match=re.escape(repr(name))):
            setattr(value, name, None)
