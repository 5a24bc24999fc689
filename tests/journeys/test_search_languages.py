"""Search in languages that put no spaces between words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.forks import sphinx_build
from tests.helpers.served import BELOW, serve
from tests.helpers.sites import MakeSite

pytestmark = [pytest.mark.long, pytest.mark.ci]

ARTICLE = """\
---
title: "{title}"
slug: nerves
category: GENERAL
publishedAt: "2026-03-01"
---

{text}
"""


def build(srcdir: Path, language: str) -> Path:
    """Build a project in a process of its own: the browser's is busy."""
    options = ("-q", "-D", f"language={language}")
    done = sphinx_build(*options, ".", "_build", cwd=srcdir, environ=os.environ)
    assert done.returncode == 0, done.stderr
    return srcdir / "_build"


@pytest.mark.parametrize(
    ("language", "title", "text", "asked"),
    [
        ("zh_CN", "慢性疼痛", "慢性疼痛是一种复杂的神经系统疾病。", "神经系统"),
        ("ja", "慢性疼痛", "慢性疼痛は神経系の病気です。", "神経系"),
    ],
)
def test_a_word_is_found_amid_a_sentence(
    make_site: MakeSite, page: Page, language: str, title: str, text: str, asked: str
) -> None:
    """An article is found by a word within its text, which is marked, and by one of its title."""
    site = make_site({"articles/nerves.md": ARTICLE.format(title=title, text=text)})
    server = serve(build(site.srcdir, language))
    page.goto(f"http://127.0.0.1:{server.server_port}{BELOW}search.html")
    box = page.locator("#kb-search-page")
    hits = page.locator("#kb-hits")
    for query in (asked, f'"{asked}"', title):
        box.fill(query)
        expect(hits).to_have_attribute("aria-busy", "false")
        assert hits.locator(".kb-title").all_inner_texts() == [title]
    box.fill(asked)
    expect(hits).to_have_attribute("aria-busy", "false")
    assert "".join(hits.locator("mark").all_inner_texts()).startswith(asked)
    box.fill("qqq")
    expect(hits).to_have_attribute("aria-busy", "false")
    assert hits.locator("li").count() == 0
    server.shutdown()
