"""Show the interface in other languages, and pages from right to left."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

from sphinx_knowledge_base.i18n.interface import LOCALE_DIR
from tests.helpers.sites import CONF, Site

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


def test_every_word_is_found() -> None:
    """No text stands in an f-string, where Babel finds it with Python 3.12 and later only."""
    hidden = [
        f"{file.name}:{call.lineno}"
        for file in Path(LOCALE_DIR).parent.rglob("*.py")
        for string in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "translate"
    ]
    assert hidden == []


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
    # Furo itself knows English alone.
    words = "".join([text, *page.xpath("//body//@title | //body//@aria-label")])
    for english in ("Skip to", "Back to", "On this page", "this page", "Toggle"):
        assert english not in words


def test_a_page_from_left_to_right_says_nothing(make_site: object) -> None:
    """German is read from the left, as pages are without being told."""
    site: Site = make_site({"articles/first.md": ARTICLE})  # type: ignore[operator]
    page = site.build(config={"language": "de"}).html("articles/first")
    assert (page.get("lang"), page.get("dir")) == ("de", None)
    assert "1. März 2026" in page.text_content()


TRANSLATED = """\
---
title: "Nerve pain"
slug: nerves
category: GENERAL
publishedAt: "2026-03-01"
excerpt: "What hurts, and why."
keywords: [neuropathy]
tags: [burning]
featuredImageAlt: "A nerve"
---

The body of the article.

## Key Takeaways

- It hurts.
"""

TAXONOMY = """\
categories: {GENERAL: {title: General, description: All there is.}}
tags: {burning: {title: Burning, synonyms: [fire]}}
"""

#: What a translator writes, by the template that it stands in.
GERMAN = {
    "articles": {
        "Nerve pain": "Nervenschmerz",
        "What hurts, and why.": "Was schmerzt, und warum.",
        "neuropathy": "Neuropathie",
        "A nerve": "Ein Nerv",
        "The body of the article.": "Der Text des Artikels.",
        "Key Takeaways": "Kurz gesagt",
        "It hurts.": "Es schmerzt.",
    },
    "taxonomy": {
        "General": "Allgemeines",
        "All there is.": "Alles.",
        "Burning": "Brennen",
        "fire": "Feuer",
    },
}


def translate(templates: Path, locale: Path) -> None:
    """Fill the templates of a gettext build in, as a translator does."""
    for domain, german in GERMAN.items():
        messages = read_po(io.BytesIO((templates / f"{domain}.pot").read_bytes()), locale="de")
        for text, translation in german.items():
            messages[text].string = translation
        file = locale / "de" / "LC_MESSAGES" / f"{domain}.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as written:
            write_po(written, messages)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_articles_are_translated_whole(make_site: object, builder: str) -> None:
    """Sphinx's own gettext flow brings the front matter and the taxonomy with the bodies.

    Page, lists, feed, data and structured data are in the other language, at the same addresses.
    """
    conf = f"{CONF}locale_dirs = ['locale']\n"
    files = {"articles/nerves.md": TRANSLATED, "taxonomy.yaml": TAXONOMY, "conf.py": conf}
    site: Site = make_site(files)  # type: ignore[operator]
    translate(site.build("gettext").outdir, site.srcdir / "locale")
    english = site.build(builder, builddir=site.srcdir.parent / "en")
    german = site.build(builder, builddir=site.srcdir.parent / "de", config={"language": "de"})
    assert german.warnings == ""
    written = {name for name in german.files() if not name.startswith("_static/")}
    in_english = {name for name in english.files() if not name.startswith("_static/")}
    assert {name for name in written ^ in_english if "translations" not in name} == set()
    texts = [text for texts in GERMAN.values() for text in texts]
    for name in ("articles/nerves", "articles/index", "categories/general", "tags/burning"):
        page = german.path(name).read_text("utf-8")
        assert "Nervenschmerz" in page
        left = [text for text in texts if text in page and text not in ("fire", "General")]
        assert left == [], name
    for name in ("feed.xml", "api/articles.json", "llms.txt"):
        text = (german.outdir / name).read_text("utf-8")
        assert "Nervenschmerz" in text
        assert "Was schmerzt, und warum." in text
        assert "Nerve pain" not in text
    assert german.html("articles/nerves").find_class("kb-key-takeaways")
    (entry,) = german.html("search").xpath("//*[@id='kb-every-article']/li")
    assert entry.get("data-words") == "Neuropathie Brennen Feuer"


def test_translators_are_asked_for_what_authors_wrote(make_site: object) -> None:
    """The templates hold front matter, body and taxonomy, no words of the interface and no path."""
    site: Site = make_site(  # type: ignore[operator]
        {"articles/nerves.md": TRANSLATED, "taxonomy.yaml": TAXONOMY}
    )
    templates = site.build("gettext").files()
    texts = {
        name: {str(message.id) for message in read_po(io.BytesIO(template)) if message.id}
        for name, template in templates.items()
    }
    expected = {f"{domain}.pot": german.keys() for domain, german in GERMAN.items()}
    assert {name: of for name, of in texts.items() if of} == {**expected, "index.pot": {"Home"}}
    assert not any(b"site-packages" in text or b"generated" in text for text in templates.values())


PARTS = """\
---
title: "Parts"
category: GENERAL
publishedAt: "2026-03-01"
---

Text.

## {faq}

### Why?

Because.

{mark}
## {takeaways}

- One.
"""


@pytest.mark.parametrize(
    ("language", "faq", "mark", "takeaways"),
    [
        ("en", "Frequently asked questions", "", "KEY TAKEAWAYS"),
        ("en", "FAQ", "{.key-takeaways}", "In a Nutshell"),
        ("de", "Häufige Fragen", "", "Das Wichtigste in Kürze"),
        ("de", "Frequently Asked Questions", "", "Key Takeaways"),
        ("es", "Preguntas frecuentes", "", "Puntos clave"),
        ("ar", "الأسئلة الشائعة", "", "النقاط الرئيسية"),
    ],
)
def test_sections_are_known_by_their_names(
    make_site: object, language: str, faq: str, mark: str, takeaways: str
) -> None:
    """Takeaways and questions are known in the language of the site, in English, or by a class."""
    text = PARTS.format(faq=faq, mark=mark, takeaways=takeaways)
    conf = f"{CONF}myst_enable_extensions = ['attrs_block']\n"
    site: Site = make_site({"articles/parts.md": text, "conf.py": conf})  # type: ignore[operator]
    page = site.build(config={"language": language}).html("articles/parts")
    (section,) = page.xpath("//section[contains(@class, 'kb-key-takeaways')]")
    assert takeaways in section.text_content()
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    kinds = {node["@type"]: node for node in json.loads(data)["@graph"] if "mainEntity" in node}
    assert kinds["FAQPage"]["mainEntity"][0]["name"] == "Why?"
