"""``make ledger`` and ``make check`` let no published address vanish unnoticed."""

from __future__ import annotations

import os
from pathlib import Path

from sphinx_knowledge_base.exports.published_urls import main
from tests.helpers.articles import article
from tests.helpers.forks import forked
from tests.helpers.sites import MakeSite, Site
from tests.helpers.tools import ROOT


def run(site: Site, *options: str) -> tuple[int, str]:
    """The status of the command, and what it says."""
    done = forked(main, site.srcdir, *options, cwd=ROOT, environ=os.environ)
    return done.returncode, done.stderr


def ledger(site: Site) -> Path:
    return site.srcdir / "published.txt"


def lines(site: Site) -> list[str]:
    return [line for line in ledger(site).read_text("utf-8").splitlines() if line[0] != "#"]


def test_new_addresses_are_added(make_site: MakeSite) -> None:
    """Each published article is added once; what is there stays, and drafts are nobody's."""
    site = make_site(
        {
            "articles/a.md": article(),
            "articles/b.md": article(title="B"),
            "articles/d.md": article(title="D", draft=True),
            "published.txt": "# Ours.\n/articles/b # by hand\n",
        }
    )
    for _ in range(2):
        assert run(site) == (0, "")
        assert lines(site) == ["/articles/b # by hand", "/articles/a"]
    assert ledger(site).read_text("utf-8").startswith("# Ours.\n")


def test_a_ledger_is_begun(make_site: MakeSite) -> None:
    """Where there is none yet, one is made."""
    site = make_site({"articles/a.md": article()})
    assert run(site, "--check") == (0, "published.txt: not listed yet: /articles/a\n")
    assert not ledger(site).exists()
    assert run(site) == (0, "")
    assert lines(site) == ["/articles/a"]


def test_a_changed_slug_fails_until_it_has_an_alias(make_site: MakeSite) -> None:
    """An address that vanishes without an alias is an error of the check, and told by builds."""
    site = make_site(
        {"articles/a.md": article(slug="new"), "published.txt": "/articles/old\n/articles/new\n"}
    )
    status, said = run(site, "--check")
    assert status == 1
    assert said.startswith(
        "published.txt:1:1: '/articles/old' was published and no longer leads anywhere"
    )
    assert "'/articles/old' was published" in site.build().warnings
    site.write({"articles/a.md": article(slug="new", aliases=["/articles/old"])})
    assert run(site, "--check") == (0, "")
    assert site.build().warnings == ""


def test_loops_chains_and_collisions_fail(make_site: MakeSite) -> None:
    """An alias that leads to itself, to a page or to a file, or that two claim, is an error."""
    aliases = ["/articles/a", "/articles/b", "/taken", "/feed.xml", "/categories/news/"]
    site = make_site(
        {
            "articles/a.md": article(aliases=aliases),
            "articles/b.md": article(title="B", aliases=["/taken"]),
            "published.txt": "/articles/a\n/articles/b\n",
        }
    )
    status, said = run(site, "--check")
    assert status == 1
    assert [line.split("alias ")[1].split("'")[1] for line in said.splitlines()] == [
        *aliases,
        "/taken",
    ]


def test_a_ledger_in_another_encoding(make_site: MakeSite) -> None:
    """Bytes that are no UTF-8 are a problem with a place, and no byte of them is changed."""
    site = make_site({"articles/a.md": article(), "published.txt": b"/articles/a\n# \xe9t\xe9\n"})
    words = "published.txt:2:3: WARNING: the file is not UTF-8; save it as UTF-8 [kb.alias]"
    assert site.build().warnings == f"{words}\n"
    site.write({"articles/b.md": article(title="B")})
    status, said = run(site)
    assert (status, said.count("not UTF-8")) == (1, 1)
    assert ledger(site).read_bytes() == b"/articles/a\n# \xe9t\xe9\n/articles/b\n"
