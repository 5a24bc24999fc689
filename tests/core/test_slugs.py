"""Make slugs: every script is kept, and a slug is its own slug."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.slugs import fold_label, is_slug, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Chronic Pain", "chronic-pain"),
        ("CLINICAL_RESEARCH", "clinical-research"),
        ("../../etc/passwd", "etc-passwd"),
        ("</title><script>", "title-script"),
        ("a/b", "a-b"),
        ("C++", "c"),
        ("Ärger & Glück", "ärger-glück"),
        ("हिन्दी", "हिन्दी"),
        ("日本語 題名", "日本語-題名"),
        ("ﬁnal ①", "final-1"),
        ("!!!", ""),
    ],
)
def test_slugify(text: str, slug: str) -> None:
    """Letters and digits of any script stay; all between them is one hyphen."""
    assert slugify(text) == slug


@given(st.text())
def test_slug_of_a_slug_is_itself(text: str) -> None:
    """So an address can be given back as a slug."""
    slug = slugify(text)
    assert slugify(slug) == slug
    assert is_slug(slug) == bool(slug)


@given(st.text())
def test_slug_cannot_leave_its_folder_or_its_attribute(text: str) -> None:
    """Whatever the label."""
    assert not set(slugify(text)) & set("/\\.<>&\"'%?#:\0 \n")


@pytest.mark.parametrize("text", ["a-b", "a_b", "_a", "a--b", "2026", "ελληνικά"])
def test_is_slug(text: str) -> None:
    """What an author may write."""
    assert is_slug(text)


@pytest.mark.parametrize("text", ["", "A", "a b", "a/b", "-a", "a-", "a.b", "..", "_", "é́́!"])
def test_is_no_slug(text: str) -> None:
    """What an author may not write."""
    assert not is_slug(text)


def test_labels_that_are_one() -> None:
    """Case, spaces, ``-`` and ``_`` do not count; anything else does."""
    same = {
        fold_label(text)
        for text in ("Chronic Pain", "chronic-pain", " CHRONIC_pain", "Chronic  pain")
    }
    assert same == {"chronic pain"}
    assert fold_label("C") != fold_label("C++")


@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    """A folded label is its own."""
    assert fold_label(fold_label(text)) == fold_label(text)
