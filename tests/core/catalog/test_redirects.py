"""Check where old addresses lead, and which of them cannot lead anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.catalog.published_urls import addresses, missing, vanished
from sphinx_knowledge_base.core.catalog.redirects import Alias, as_docname, make_redirects
from tests.helpers.articles import article
from tests.helpers.catalogs import catalog, problems

TAXONOMY = "tags:\n  CRPS: {synonyms: [RSD, Plain pain]}\n  plain pain management: {}\n"


def alias(address: str, docname: str = "articles/a") -> Alias:
    return Alias(address, docname, f"{docname}.md", "aliases.0")


@pytest.mark.parametrize(
    "path", ["old/page", "/old/page", "/old/page/", "/old/page.html", "/old/page/index.html"]
)
def test_one_page_has_many_addresses(path: str) -> None:
    """However a server shows a page, it is that page's address."""
    assert as_docname(path) == "old/page"


def test_aliases_lead_to_their_articles() -> None:
    """An alias is kept as its author wrote it, decoded and without slashes around it."""
    found = catalog({"articles/a.md": article(aliases=["/old/%C3%A4", "/b.html"])})
    assert found.redirects == {"old/ä": "articles/a", "b.html": "articles/a"}
    assert problems(found) == []


def test_synonyms_of_tags_lead_to_the_tag() -> None:
    """Where a page of its own has the synonym's address, there is no redirect."""
    files = {
        "articles/a.md": article(tags=["CRPS"]),
        "articles/b.md": article(tags=["plain pain management"], aliases=["/tags/rsd"]),
    }
    found = catalog(files, TAXONOMY)
    # What an author says comes before what follows from a synonym.
    assert found.redirects == {"tags/plain-pain": "tags/crps", "tags/rsd": "articles/b"}


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/articles/a", "is the article's own address"),
        ("/articles/a.html", "is the article's own address"),
        ("/articles/b/", "is the address of a page"),
        ("/categories/news", "is the address of a page"),
        ("/articles", "is the address of a page"),
        ("/search.html", "is the address of a page"),
        ("/" + "x" * 251, "is too long for the name of a file"),
        ("/feed.xml", "is the address of a file that the build writes"),
        ("/tags/x/rss.xml", "is the address of a file that the build writes"),
        ("/articles/b.md", "is the address of a file that the build writes"),
        ("/articles//b", "is the address of a page"),
        ("/_static/x", "is in a folder for files of the site"),
    ],
)
def test_loops_and_collisions_are_reported(address: str, reason: str) -> None:
    """An alias that is a page's address is refused at its place."""
    files = {"articles/a.md": article(aliases=[address]), "articles/b.md": article(title="B")}
    found = catalog(files)
    assert found.redirects == {}
    assert problems(found) == [f"articles/a.md:5:11: alias {address!r} {reason} [kb.alias]"]


def test_two_articles_claim_one_address() -> None:
    """Neither gets it, and both are told."""
    files = {
        "articles/a.md": article(aliases=["/x"]),
        "articles/b.md": article(aliases=["/x/", "/y", "/y"]),
    }
    found = catalog(files)
    assert found.redirects == {}
    assert problems(found) == [
        "articles/a.md:5:11: alias '/x' is also an alias of articles/b.md [kb.alias]",
        "articles/b.md:5:11: alias '/x/' is also an alias of articles/a.md [kb.alias]",
        "articles/b.md:5:18: alias '/y' is listed twice [kb.alias]",
        "articles/b.md:5:24: alias '/y' is listed twice [kb.alias]",
    ]


_NAMES = st.sampled_from(["a", "b", "c", "a/index", "b.html", "c/d"])


@given(st.lists(st.tuples(_NAMES, _NAMES), max_size=8), st.sets(_NAMES))
def test_every_alias_is_settled(claims: list[tuple[str, str]], pages: set[str]) -> None:
    """Each alias is a redirect or refused, and no redirect starts where a page or another is."""
    aliases = [alias(f"/{path}", docname) for path, docname in claims]
    redirects, refused = make_redirects(aliases, pages)
    assert len(redirects) + len(refused) == len(aliases)
    starts = [as_docname(path) for path in redirects]
    assert len(starts) == len(set(starts))
    assert not set(starts) & {as_docname(page) for page in pages}


def test_the_ledger_misses_what_vanished() -> None:
    """An address leads to a document or an alias, or is reported on its line."""
    found = catalog({"articles/a.md": article(aliases=["/articles/old"])})
    text = "# Comment\n/articles/a\n/articles/old\n\n/articles/gone # why\n/about\n"
    assert [
        str(one) for one in vanished("published.txt", text, found, {"articles/a", "about"})
    ] == [
        "published.txt:5:1: '/articles/gone' was published and no longer leads anywhere: add it to "
        "the aliases of the article that replaces it, or delete this line [kb.alias]"
    ]


def test_the_ledger_grows() -> None:
    """What is published and not listed is what a ledger is missing."""
    found = catalog({"articles/a.md": article(), "articles/b.md": article(title="B")})
    assert missing("/articles/a\n", found) == ["/articles/b"]
    assert list(addresses("# x\n\n/a  # b\n")) == [(3, "/a")]
