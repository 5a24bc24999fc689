"""The words of the interface in other languages, and pages that are read from the right."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from sphinx_knowledge_base.site.words import LOCALE_DIR
from tests.conftest import Site

LANGUAGES = ("ar", "de", "es")

ARTICLE = """\
---
title: "First"
category: GENERAL
publishedAt: "2026-03-01"
tags: [one, two]
---

Text of the article.
"""


def interface() -> set[str]:
    """Every text of the interface, as it stands in code and templates."""
    found = extract_from_dir(
        Path(LOCALE_DIR).parent,
        method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2")],
        keywords={"translate": None, "kb_": None},
    )
    return {text for _, _, text, _, _ in found if isinstance(text, str)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language: str) -> None:
    """A catalogue has a translation of each text, with the same placeholders, and no other."""
    folder = LOCALE_DIR / language / "LC_MESSAGES"
    source = read_po(
        io.BytesIO((folder / "sphinx_knowledge_base.po").read_bytes()), locale=language
    )
    texts = {str(message.id): str(message.string) for message in source if message.id}
    assert texts.keys() == interface()
    for text, translated in texts.items():
        assert translated, text
        for mark in ("%s", "%d", "{query}", "{count}", "{shown}", "{total}"):
            assert text.count(mark) == translated.count(mark), text
    compiled = read_mo(io.BytesIO((folder / "sphinx_knowledge_base.mo").read_bytes()))
    assert {str(one.id): one.string for one in compiled if one.id} == texts


def test_a_page_says_its_direction(make_site: object) -> None:
    """An Arabic site is marked as read from the right, dates and words included."""
    site: Site = make_site({"articles/first.md": ARTICLE})  # type: ignore[operator]
    page = site.build(config={"language": "ar"}).html("articles/first")
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    text = page.text_content()
    assert "اقتبس هذه المقالة" in text
    assert "مارس" in text


def test_a_page_from_left_to_right_says_nothing(make_site: object) -> None:
    """German is read from the left, as pages are without being told."""
    site: Site = make_site({"articles/first.md": ARTICLE})  # type: ignore[operator]
    page = site.build(config={"language": "de"}).html("articles/first")
    assert (page.get("lang"), page.get("dir")) == ("de", None)
    assert "1. März 2026" in page.text_content()
