"""Nothing vanishes: what a syntax would take and drop stays, with a warning."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.markdown.substitutions import look_up
from tests.helpers.articles import article
from tests.helpers.sites import Build, MakeSite

#: A body, the words that readers must see, and the line of it (from 1) that the warning names.
DROPPED = {
    "percent": ("It grew at 100\n% of the time.\n", ("% of the time.",), 2),
    "percent in a list": ("- at 100\n  % of the time\n", ("% of the time",), 2),
    "percent in a quote": ("> at 100\n> % of the time\n", ("% of the time",), 2),
    "block break": ("+++ words behind\n", ("+++ words behind",), 1),
    "template tag": (
        'One.\n\n{% image "/a.png" "Two boats" %}\n',
        ("{% image", "/a.png", "Two boats"),
        3,
    ),
    "template tag below text": ("One.\n{% include x.html %}\n", ("{% include x.html %}",), 2),
    "kramdown": ("One.\n{: .note}\n", ("{: .note}",), 2),
    "kramdown alone": ("{: .note}\n\nOne.\n", ("{: .note}",), 1),
    "attributes of nothing": ("One.\n\n{.note}\n", ("{.note}",), 3),
    "open comment": ("<!-- open\n\nOne.\n", ("open", "One."), 1),
    "open comment below text": ("One.\n<!-- open\nTwo.\n\nThree.\n", ("open", "Two.", "Three."), 2),
    "open script": ("<script>\nlet a\n\nOne.\n", ("let a", "One."), 1),
    "open style": ("<style>\np {}\n\nOne.\n", ("One.",), 1),
    "open pre": ("<pre>\ncode\n\nOne.\n", ("code", "One."), 1),
    "open textarea": ("<textarea>\nwords\n\nOne.\n", ("words", "One."), 1),
    "open instruction": ("<?php echo\n\nOne.\n", ("One.",), 1),
    "open declaration": ("<!DOCTYPE html\n\nOne.\n", ("One.",), 1),
    "open CDATA": ("<![CDATA[ words\n\nOne.\n", ("words", "One."), 1),
    "unknown callout": (":::{info}\nBody *em*.\n:::\n", ("Info", "Body em."), 1),
    "unknown division": (":::{infox} Title\nBody.\n:::\n", ("Title", "Body."), 1),
    "unknown directive": ("```{infox} Title\nBody.\n```\n", ("Title", "Body."), 1),
    "language in braces": ("```{python}\nprint(1)\n```\n", ("print(1)",), 1),
    "words behind a division": (":::box Some words\nBody.\n:::\n", ("Some words", "Body."), 1),
    "directive that refuses": ("```{figure}\n```\n", ("{figure}",), 1),
    "directive with a bad option": (
        "```{code-block} python\n:lineno-start: x\n\nprint(1)\n```\n",
        ("print(1)",),
        2,
    ),
    "directive that fails": ("```{csv-table}\n:file: none.csv\n\n```\n", ("none.csv",), 1),
    "reStructuredText": ("```{eval-rst}\n.. infox:: Title\n\n   Body.\n```\n", ("Body.",), 2),
    "unknown role": ("A {infox}`word`.\n", ("word",), 1),
    "no value": ("The {{ product }} is.\n", ("{{ product }}",), 1),
    "no value, alone": ("One.\n\n{{ product }}\n", ("{{ product }}",), 3),
    "code in a substitution": (
        '{{ cycler.__init__.__globals__.os.popen("id").read() }}\n',
        ("cycler", "popen"),
        1,
    ),
    "environment": ("{{ env.config }}\n", ("{{ env.config }}",), 1),
    "filter": ("{{ name | upper }}\n", ("{{ name | upper }}",), 1),
    "loop": ("{{ loop }}\n", ("{{ loop }}",), 1),
}
CONFIG = {
    "myst_enable_extensions": ["substitution"],
    "myst_substitutions": {
        "name": "**Value**",
        "loop": "{{ loop }}",
        "product": {"name": "Widget", "price": 5},
    },
}


@pytest.fixture(scope="module", params=["html", "latex"])
def build(make_shared_site: MakeSite, request: pytest.FixtureRequest) -> Build:
    """An article for each."""
    files = {
        f"articles/k{number:02}.md": article(body, slug=f"k{number:02}", excerpt="E")
        for number, (body, *_) in enumerate(DROPPED.values())
    }
    return make_shared_site(files).build(request.param, config=CONFIG)


@pytest.mark.parametrize("name", DROPPED)
def test_text_is_kept(build: Build, name: str) -> None:
    """Readers see the words, and one warning names the line and says how it was read."""
    number = list(DROPPED).index(name)
    _, words, line = DROPPED[name]
    if build.outdir.name == "html":
        page = build.html(f"articles/k{number:02}")
        shown = page.xpath("//article/section")[0].text_content()
        copy = (build.outdir / f"articles/k{number:02}.md").read_text("utf-8")
        text = " ".join(shown.replace("“", '"').replace("”", '"').split())
        for word in words:
            assert word in text
            assert word in html.unescape(re.sub(r"\\(?=[^\w\s])|[*`]", "", copy))
    first = article("", slug="k", excerpt="E").count("\n")
    place = f"articles/k{number:02}.md:{first + line}"
    found = [one for one in build.warnings.splitlines() if f"articles/k{number:02}.md:" in one]
    assert found, "no warning"
    assert any(re.match(rf"{re.escape(place)}\D", one) for one in found), found


def test_comments_and_breaks_stay(make_site: MakeSite) -> None:
    """What MyST means as a comment, a break or attributes is one."""
    body = (
        "One.\n\n% hidden\n% words\n\n+++\n\n{.box}\nTwo.\n\n<!-- hidden -->\n\n- a\n\n% hidden\n"
    )
    build = make_site({"articles/a.md": article(body, slug="a")}).build()
    assert build.warnings == ""
    (section,) = build.html("articles/a").xpath("//article/section")
    assert "hidden" not in section.text_content()
    assert section.xpath("p[@class='box'][.='Two.']")


def test_substitutions_are_look_ups(make_site: MakeSite) -> None:
    """Values of the site and of the article, by name and by names in mappings, in every form."""
    body = "{{ name }}, {{product.name}} at {{ product.price }}, {{ own-name }}.\n\n{{ name }}\n"
    values = {"substitutions": {"own-name": "*own*"}}
    build = make_site({"articles/a.md": article(body, slug="a", myst=values)}).build(config=CONFIG)
    assert build.warnings == ""
    (section,) = build.html("articles/a").xpath("//article/section")
    assert section.xpath("p[1][.='Value, Widget at 5, own.'][strong][em]")
    assert section.xpath("p[2]/strong[.='Value']")


@given(st.text(max_size=30))
def test_a_look_up_computes_nothing(name: str) -> None:
    """Whatever stands between the braces, only what is there is found."""
    values = {"a": "one", "b": {"c": "two"}}
    assert look_up(values, name) == {"a": "one", "b.c": "two"}.get(name)
