"""Overrides: a site changes templates and styles the Sphinx way."""

from __future__ import annotations

from sphinx_knowledge_base.site.html import STATIC, STYLES
from tests.articles import article
from tests.build.conftest import MakeSite
from tests.conftest import CONF

SETTINGS = CONF + 'templates_path = ["_templates"]\nhtml_static_path = ["_static"]\n'


def test_template_of_the_site(make_site: MakeSite) -> None:
    """A template of the same name comes before the package's and those of the theme."""
    build = make_site(
        {
            "conf.py": SETTINGS,
            "_static/x.txt": "x",
            "_templates/kb/breadcrumbs.html": '<p class="mine">{{ kb_trail|length }} crumbs</p>\n',
            "_templates/base.html": '{% extends "!base.html" %}{% block body %}{{ super() }}'
            '<p class="after">After.</p>{% endblock %}\n',
            "articles/a.md": article(),
        }
    ).build(config={"nitpicky": True})
    assert build.warnings == ""
    page = build.html("articles/a")
    assert [one.text for one in page.find_class("mine")] == ["2 crumbs"]
    assert [one.text for one in page.find_class("after")] == ["After."]
    assert len(page.xpath("//h1")) == 1


def test_styles_of_the_site(make_site: MakeSite) -> None:
    """A file of the same name replaces the package's styles; others come after them."""
    site = make_site(
        {
            "conf.py": SETTINGS + 'html_css_files = ["more.css"]\n',
            "_static/knowledge-base.css": "/* mine */\n",
            "_static/more.css": "/* more */\n",
            "articles/a.md": article(),
        }
    )
    build = site.build()
    assert build.warnings == ""
    assert build.files()["_static/knowledge-base.css"] == b"/* mine */\n"
    hrefs = build.html("articles/a").xpath('//link[@rel="stylesheet"]/@href')
    names = [href.partition("?")[0].rpartition("/")[2] for href in hrefs]
    assert names.index("knowledge-base.css") < names.index("more.css")


def test_styles_of_the_package(make_site: MakeSite) -> None:
    """Without any, the package's own are there and linked from every page."""
    build = make_site({"articles/a.md": article()}).build()
    assert build.files()["_static/knowledge-base.css"] == (STATIC / STYLES).read_bytes()
    for docname in ("index", "articles/a", "categories/news"):
        hrefs = build.html(docname).xpath('//link[@rel="stylesheet"]/@href')
        assert sum("knowledge-base.css" in href for href in hrefs) == 1


def test_another_theme(make_site: MakeSite) -> None:
    """All pages are built and read well with a theme other than Furo."""
    build = make_site({"articles/a.md": article(title="A", tags=["x"])}).build(
        config={"html_theme": "alabaster", "nitpicky": True}
    )
    assert build.warnings == ""
    page = build.html("articles/a")
    assert [one.text for one in page.xpath('//div[@class="body"]//h1')] == ["A"]
    assert page.find_class("kb-header")
    assert "News" in build.html("index").xpath('//div[@class="sphinxsidebar"]')[0].text_content()
