"""A site overrides templates and styles as any Sphinx project does."""

from __future__ import annotations

import pytest

from sphinx_knowledge_base.site.pages.templates import STATIC, STYLES
from tests.helpers.articles import article
from tests.helpers.sites import CONF, MakeSite

#: What addresses of a repository have for looking at a file and for changing it.
VERBS = [("blob", "?plain=true"), ("edit", "")]

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


def test_template_that_extends_the_packages(make_site: MakeSite) -> None:
    """``!`` before a name is the next template of that name: the package's, then the theme's."""
    build = make_site(
        {
            "conf.py": SETTINGS,
            "_static/x.txt": "x",
            "_templates/page.html": '{% extends "!page.html" %}{% block footer %}{{ super() }}'
            '<p class="mine">{{ kb_article.extra.venue|e if kb_article }}</p>{% endblock %}\n',
            "_templates/kb/breadcrumbs.html": '<div class="around">'
            '{% include "!kb/breadcrumbs.html" %}</div>\n',
            "_templates/sidebar/search.html": '{% include "!sidebar/search.html" %}'
            '<p class="below">Below.</p>\n',
            "articles/a.md": article(venue="Room <2>"),
        }
    ).build(config={"kb_extra_keys": ["venue"], "nitpicky": True})
    assert build.warnings == ""
    for docname, mine in (("articles/a", "Room <2>"), ("categories/news", None), ("404", None)):
        page = build.html(docname)
        assert [one.text for one in page.find_class("mine")] == [mine]
        assert [one.text for one in page.find_class("below")] == ["Below."]
        assert len(page.xpath('//aside//*[@class="kb-sidebar-search"]')) == 1
        assert len(page.find_class("content")) == 1
        crumbs = page.xpath('//div[@class="around"]/nav[@class="kb-breadcrumbs"]//a')
        assert bool(crumbs) == (docname != "404")
        assert page.get_element_by_id("kb-data") is not None


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


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_links_to_the_source(make_site: MakeSite, builder: str) -> None:
    """They lead to the article's file, whatever its slug; a generated page has none."""
    repository = "https://github.com/example/kb"
    build = make_site(
        {"articles/2025/file-name.md": article(slug="other"), "about.md": "# About\n\nText.\n"}
    ).build(
        builder,
        config={
            "html_theme_options": {
                "source_repository": f"{repository}/",
                "source_branch": "main",
                "source_directory": "docs/",
                "top_of_page_buttons": ["view", "edit"],
            },
            "suppress_warnings": ["toc.not_included"],
        },
    )
    assert build.warnings == ""
    for docname, path in (
        ("articles/other", "articles/2025/file-name.md"),
        ("about", "about.md"),
        ("categories/news", ""),
    ):
        links = build.html(docname).xpath(f'//a[starts-with(@href, "{repository}")]/@href')
        assert links == (
            [f"{repository}/{verb}/main/docs/{path}{end}" for verb, end in VERBS] if path else []
        )
