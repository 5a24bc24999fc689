"""Read the taxonomy file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.catalog.taxonomy import (
    Registry,
    read_taxonomy,
    registered,
    title_of_code,
)
from sphinx_knowledge_base.core.model import Term
from sphinx_knowledge_base.core.problems import Severity

RIGHT = """\
categories:
  CLINICAL_RESEARCH:
    {title: Clinical Research, description: The studies., order: 1, audience: practitioners}
  PATIENT_EDUCATION:
tags:
  CRPS: {title: CRPS, description: A syndrome., synonyms: [complex regional pain syndrome, RSD]}
  2020:
  C: {}
  C++: {slug: c-plus-plus}
authors:
  Example Editorial Team: {url: https://example.org/about, bio: Writes., image: /images/team.svg}
audiences:
  patients: {title: For patients}
  practitioners:
series:
  First Steps: {description: In order.}
"""


def read(text: str | bytes) -> Registry:
    return read_taxonomy("taxonomy.yaml", text if isinstance(text, bytes) else text.encode())


def messages(text: str | bytes) -> list[str]:
    return [str(problem) for problem in read(text).problems]


def test_terms() -> None:
    """Categories are known by code, all others by slug; titles are made where none is given."""
    registry = read(RIGHT)
    assert registry.problems == ()
    assert registry.of("categories") == {
        "CLINICAL_RESEARCH": Term(
            "categories",
            "CLINICAL_RESEARCH",
            "clinical-research",
            "Clinical Research",
            "The studies.",
            order=1,
            audience="practitioners",
        ),
        "PATIENT_EDUCATION": Term(
            "categories", "PATIENT_EDUCATION", "patient-education", "Patient Education"
        ),
    }
    assert list(registry.of("tags")) == ["crps", "2020", "c", "c-plus-plus"]
    assert registry.of("tags")["c-plus-plus"].title == "C++"
    assert registry.of("authors")["example-editorial-team"].url == "https://example.org/about"
    assert registry.of("audiences")["practitioners"].title == "Practitioners"
    assert registry.of("series")["first-steps"].title == "First Steps"
    assert registry.of("archive") == {}


@pytest.mark.parametrize(
    "label", ["CRPS", "crps", "Complex-Regional pain_syndrome", "rsd", " CRPS "]
)
def test_find_by_label_or_synonym(label: str) -> None:
    """However it is written."""
    found = read(RIGHT).find("tags", label)
    assert found is not None
    assert found.key == "crps"


def test_find_by_code_or_title() -> None:
    """Both mean the category; what is not registered means none."""
    registry = read(RIGHT)
    for label in ("CLINICAL_RESEARCH", "Clinical Research"):
        assert registry.find("categories", label) == registry.of("categories")["CLINICAL_RESEARCH"]
    assert registry.find("categories", "CLINICAL_RESERCH") is None
    assert registry.find("archive", "2026") is None
    assert "RSD" in set(registered(registry, "tags"))


@pytest.mark.parametrize(
    "text", ["", "\n", "# nothing\n", "~", "\ufeff", "categories:\n", "tags: {}"]
)
def test_empty_file(text: str) -> None:
    """Everything is optional."""
    registry = read(text)
    assert registry.problems == ()
    assert not any(registry.terms.values())


WRONG = [
    ("category:\n  A:", "1:1: unknown taxonomy 'category' (did you mean 'categories'?)"),
    ("categories: [A]", "1:13: categories must have a key for each category"),
    ("categories:\n  A: x", "2:6: category 'A' must have keys and values"),
    (
        "categories:\n  A: {titel: x}",
        "2:7: category 'A' has an unknown key 'titel' (did you mean 'title'?)",
    ),
    ("categories:\n  A: {title: [x]}", "2:14: category 'A' title must be text, not a list"),
    ("categories:\n  A: {order: first}", "2:14: category 'A' order 'first' is not a number"),
    ("tags:\n  A: {audience: x}", "2:7: tag 'A' has an unknown key 'audience'"),
    ("tags:\n  A: {synonyms: [b, '']}", "2:21: tag 'A' synonym is blank"),
    (
        "tags:\n  A: {synonyms: [x, b]}\n  B:",
        "2:21: 'b' already means the tag 'B' on line 3",
    ),
    (
        "tags:\n  A: {synonyms: x}\n  B: {synonyms: X}",
        "3:17: 'X' already means the tag 'A' on line 2",
    ),
    ("tags:\n  A: {title: B}\n  B:", "2:14: 'B' already means the tag 'B' on line 3"),
    (
        "authors:\n  A: {url: 'javascript:x'}",
        "2:12: author 'A' url 'javascript:x' must be an absolute http or https URL",
    ),
    (
        "authors:\n  A: {image: ../x.png}",
        "2:14: author 'A' image '../x.png' must be a path inside the site or an https URL",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_wrong_value_is_left_out(text: str, message: str) -> None:
    """One warning at its place; the term stays."""
    assert messages(text) == [f"taxonomy.yaml:{message} [kb.taxonomy]"]
    assert read(text).problems[0].severity is Severity.WARNING


ERRORS = [
    ("tags:\n  C:\n  C++:", "3:3: tag 'C++' has the slug 'c' of 'C' on line 2; add another slug"),
    ("tags:\n  A B:\n  a-b:", "3:3: tag 'a-b' is already registered on line 2"),
    ("tags:\n  '!':", "2:3: tag '!' has no letter or digit to make a slug from; add a slug"),
    ("tags:\n  A:\n  A:", "3:3: key 'A' is already set on line 2"),
    ("tags: &a {}", "1:7: YAML anchor '&a' is not allowed"),
    ("- a", "1:1: a taxonomy file must be keys and values"),
    ("tags:\n\tA:", "2:1: YAML: a tab cannot indent or begin a value; use spaces"),
    (b"tags:\n  caf\xe9:", "2:6: byte 0xE9 at position 11 is not UTF-8; save the file as UTF-8"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_terms_that_cannot_be_told_apart_or_read(text: str | bytes, message: str) -> None:
    """An error, and the registry holds the others."""
    assert messages(text) == [f"taxonomy.yaml:{message} [kb.taxonomy]"]
    assert read(text).problems[0].severity is Severity.ERROR


def test_refused_synonym_belongs_to_one_term() -> None:
    """Its address redirects once."""
    registry = read("tags:\n  A: {synonyms: [x]}\n  B: {synonyms: [X, y]}")
    assert registry.of("tags")["a"].synonyms == ("x",)
    assert registry.of("tags")["b"].synonyms == ("y",)


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("CLINICAL_RESEARCH", "Clinical Research"),
        ("NEWS", "News"),
        ("patients", "Patients"),
        ("how-to", "How To"),
        ("For Patients", "For Patients"),
        ("mRNA", "mRNA"),
    ],
)
def test_title_of_code(code: str, title: str) -> None:
    """A code is words; a title is left alone."""
    assert title_of_code(code) == title


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")))
def test_any_file_is_read(data: bytes) -> None:
    """Nothing that a file can hold raises."""
    read(data)
