"""A wrong setting is an error that says how to correct it."""

from __future__ import annotations

import dataclasses
import re

import pytest
from sphinx.errors import ConfigError

from sphinx_knowledge_base.build.settings import Settings
from tests.helpers.articles import article
from tests.helpers.sites import CONF, MakeSite

NAMES = [field.name for field in dataclasses.fields(Settings)]


def fails(make_site: MakeSite, conf: str, message: str) -> None:
    """Assert that a site with these lines in its ``conf.py`` is refused with a message."""
    site = make_site({"conf.py": f"{CONF}{conf}\n"})
    with pytest.raises(ConfigError, match=re.escape(message)):
        site.build("dummy")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [1.5, None])
def test_wrong_type(make_site: MakeSite, name: str, value: object) -> None:
    """Every setting refuses a value of another type, and says its own and the right one."""
    (field,) = (field for field in dataclasses.fields(Settings) if field.name == name)
    message = f"must be a {field.metadata['types'][0].__name__}, not a {type(value).__name__}"
    fails(make_site, f"kb_{name} = {value!r}", f"kb_{name} {message}: {value!r}")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "kb_article_pattern = []",
            "there is no setting 'kb_article_pattern' (did you mean 'kb_article_patterns'?)",
        ),
        ("kb_pagesize = 3", "there is no setting 'kb_pagesize' (did you mean 'kb_page_size'?)"),
        ("kb_zzz = 3", "there is no setting 'kb_zzz'"),
        ("kb_page_size = 0", "kb_page_size must be at least 1, not 0"),
        ("kb_related_limit = -1", "kb_related_limit must be at least 0, not -1"),
        ("kb_timezone = 'Mars'", "kb_timezone is not a time zone: 'Mars'"),
        ("kb_timezone = '../etc/passwd'", "kb_timezone is not a time zone: '../etc/passwd'"),
        ("kb_timezone = ''", "kb_timezone is not a time zone: ''"),
        ("kb_permalink = 'articles'", "kb_permalink must contain {slug}"),
        (
            "kb_permalink = 'tags/{slug}'",
            "kb_permalink 'tags/{slug}' puts articles at addresses",
        ),
        ("kb_now = 'yesterday'", "kb_now is not a date: 'yesterday'"),
        ("kb_now = '2026-02-30'", "kb_now is not a date: '2026-02-30'"),
        ("kb_article_patterns = [1]", "kb_article_patterns must contain a str, not a int: 1"),
        ("kb_image_roots = [None]", "kb_image_roots must contain a str, not a NoneType: None"),
        ("kb_disclaimers = {'a': 1}", "kb_disclaimers must contain a str, not a int: 1"),
        (
            "kb_outputs = ['feeds', 'text']",
            "kb_outputs may contain 'feeds' or 'cards' or 'data' or 'texts' or 'citations', "
            "not 'text' (did you mean 'texts'?)",
        ),
        ("kb_outputs = [1]", "kb_outputs must contain a str, not a int: 1"),
        (
            "kb_link_patterns = ['/x/{slugg}']",
            "kb_link_patterns: unknown field '{slugg}' in '/x/{slugg}' (did you mean '{slug}'?)",
        ),
        (
            "kb_front_matter_keys = {'date': 'publishdAt'}",
            "kb_front_matter_keys: there is no key 'publishdAt' (did you mean 'publishedAt'?)",
        ),
    ],
)
def test_values_that_make_no_sense(make_site: MakeSite, line: str, message: str) -> None:
    """The error names the setting and the value."""
    fails(make_site, line, message)


@pytest.mark.parametrize("name", ["page_size", "related_limit"])
def test_true_is_no_number(make_site: MakeSite, name: str) -> None:
    """Though Python takes it for one."""
    fails(make_site, f"kb_{name} = True", f"kb_{name} must be a int, not a bool: True")


def test_every_setting_has_a_default_that_works(make_site: MakeSite) -> None:
    """A site needs nothing but the extensions; every default is of its setting's own type."""
    conf = 'extensions = ["sphinx_knowledge_base"]\n'
    site = make_site({"conf.py": conf, "articles/a.md": article()})
    assert site.build(config={"nitpicky": True}).warnings == ""
    for field in dataclasses.fields(Settings):
        assert isinstance(getattr(Settings(), field.name), field.metadata["types"])
        assert field.metadata["help"].endswith(".")


@pytest.mark.parametrize(
    ("now", "exists"), [("2023-12-31", False), ("2024-06-01", True), ("2025-01-01", False)]
)
def test_now(make_site: MakeSite, now: str, exists: bool) -> None:
    """``kb_now`` is the day for which a site is built."""
    site = make_site({"articles/a.md": article(publishedAt="2024-01-01", expiresAt="2025-01-01")})
    build = site.build("text", config={"kb_now": now})
    assert ("articles/a.txt" in build.files()) is exists


@pytest.mark.parametrize(("zone", "exists"), [("UTC", False), ("Asia/Tokyo", True)])
def test_timezone(make_site: MakeSite, zone: str, exists: bool) -> None:
    """A date without a zone is midnight in the site's, and so is ``kb_now``."""
    published = "2024-01-01T20:00:00Z"  # in Tokyo it is the second of January
    site = make_site({"articles/a.md": article(publishedAt="2024-01-02", expiresAt=published)})
    build = site.build("text", config={"kb_timezone": zone, "kb_now": "2024-01-02"})
    assert ("articles/a.txt" in build.files()) is exists


def test_renamed_keys(make_site: MakeSite) -> None:
    """Articles written for other tools build without being edited."""
    text = "---\nheadline: Hello\nsection: NEWS\ndate: 2024-01-01\n---\nText.\n"
    keys = {"headline": "title", "section": "category", "date": "publishedAt"}
    site = make_site({"articles/a.md": text})
    build = site.build(config={"kb_front_matter_keys": keys})
    assert build.warnings == ""
    assert build.html("articles/a").xpath("//h1")[0].text == "Hello"
