"""No address collides with one of the site's own, and no host is more than a host."""

from __future__ import annotations

import re

import pytest

from sphinx_knowledge_base.core.web_addresses import host_of
from tests.helpers.articles import article
from tests.helpers.sites import CONF, MakeSite

TERMS = {
    "tags": ["index"],
    "author": "Index",
    "category": "INDEX",
    "audience": "index",
    "series": "index",
}


@pytest.mark.parametrize("key", TERMS)
def test_term_called_index(make_site: MakeSite, key: str) -> None:
    """It is one error at its key; the list of all terms keeps its page."""
    files = {"articles/a.md": article(**{key: TERMS[key]}), "articles/b.md": article(tags=["x"])}
    build = make_site(files).build()
    plural = {"author": "authors", "category": "categories", "audience": "audiences"}.get(key, key)
    said = re.findall(r"has the address of the page of all (\w+)", build.warnings)
    assert said == [plural]
    assert re.match(r"articles/a\.md:\d+:\d+: ", build.warnings)


ALIASES = [
    *("/_redirects", "/_headers", "/redirects/nginx.map", "/redirects/readthedocs.json"),
    *("/sitemap.xml", "/robots.txt", "/llms.txt", "/llms-full.txt", "/objects.inv", "/feed.xml"),
    *("/rss.xml", "/feed.json", "/tags/x/feed.xml", "/404", "/404.html", "/search", "/genindex"),
    *("/_static/x", "/_images/x", "/_sources/x", "/_downloads/x", "/api/x", "/pagefind/x.js"),
    *("/searchindex.js", "/.buildinfo", "/articles/a.md", "/_headers/", "/%5Fredirects"),
]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_aliases(make_site: MakeSite, builder: str) -> None:
    """Each alias at an address of the build is refused at its line, and the file stays."""
    text = article(slug="a", aliases=ALIASES)
    plain = make_site({"articles/a.md": article(slug="a")}, "plain").build(builder)
    build = make_site({"articles/a.md": text}, "site").build(builder)
    for alias in ALIASES:
        assert f"alias '{alias}' is " in build.warnings, alias
    assert build.files().keys() == plain.files().keys()


SLUGS = [
    *("404", "search", "genindex", "_headers", "_redirects", "_static", "_images", "_sources"),
    *("_downloads", "api", "pagefind", "redirects", "tags", "authors", "categories", "audiences"),
    *("series", "archive", "articles", "index"),
]


def test_slugs_at_the_root(make_site: MakeSite) -> None:
    """With articles at the root, no slug takes the address of a page, file or folder."""
    files = {f"articles/x{n}.md": article(slug=slug) for n, slug in enumerate(SLUGS)}
    conf = CONF + 'kb_permalink = "{slug}"\nkb_fail_on_errors = False\n'
    build = make_site({**files, "articles/ok.md": article(slug="ok"), "conf.py": conf}).build()
    assert build.path("ok").is_file()
    for number, slug in enumerate(SLUGS):
        assert re.search(rf"articles/x{number}\.md:5:\d+: .*slug '{slug}' ", build.warnings), slug


HOSTS = {
    "https://a.org/x.png": "a.org",
    "https://A.org:8443/x.png": "a.org:8443",
    "https://user:secret@a.org/x": "a.org",
    "https://bücher.example/x": "xn--bcher-kva.example",
    "https://a.org;sandbox/x.png": None,
    "https://*/x.png": None,
    "https://*.a.org/x.png": None,
    "https://a.org$uri/x.png": None,
    "https://$host/x.png": None,
    "https://a.org,b.org/x": None,
    "https://a.org'/x": None,
    'https://a.org"/x': None,
    "https://a.org;script-src *": None,
    "https://a.org\n/x": None,
    "https://a.org\t/x": None,
    "https://%20/x": None,
    "https://a..org/x": None,
    "https://-a.org/x": None,
    "https://a.org:99999/x": None,
    "https://a.org:0/x": None,
    "https://a.org:x/x": None,
    "https://[::1]/x": None,
    "https:///x": None,
    "http://a.org/x": None,
    "javascript://a.org/x": None,
    "https://a.org{x}/": None,
    f"https://{'a' * 70}.org/x": None,
    "https://'self'/x": None,
    "https://data:/x": "data",
}


@pytest.mark.parametrize("address", HOSTS)
def test_host(address: str) -> None:
    """A host is letters, digits, dots and a port, or none at all."""
    found = host_of(address)
    assert found == HOSTS[address]


def test_policy_of_the_site(make_site: MakeSite) -> None:
    """The policy is the theme's: nothing that an article holds changes it, but real hosts do."""
    plain = make_site({"articles/a.md": article("Text.\n")}, "plain").build()
    policy = plain.files()["_headers"]
    files = {
        f"articles/h{number}.md": article(slug=f"h{number}", featuredImage=address)
        for number, address in enumerate(HOSTS)
        if HOSTS[address] is None
    }
    script = article(
        "<script>alert(1)</script>\n\n```{raw} html\n<script>alert(2)</script>\n```\n",
        publishedAt="2026-02-01",
        slug="newest",
    )
    for authors in ("untrusted", "trusted"):
        site = make_site({**files, "articles/s.md": script}, authors)
        assert site.build(config={"kb_authors": authors}).files()["_headers"] == policy
    good = {"articles/g.md": article(featuredImage="https://pics.example:444/x.png")}
    headers = make_site(good, "good").build().files()["_headers"].decode()
    assert "img-src 'self' data: https://pics.example:444;" in headers
