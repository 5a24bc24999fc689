"""After an edit, only pages that it touches are compared, and none of these is missed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sphinx.testing.util import SphinxTestApp

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.digests import CatalogFacts
from sphinx_knowledge_base.site.checks import findings
from sphinx_knowledge_base.site.outdated import shown_pages
from tests.helpers.edits import EDITS, edit
from tests.helpers.newsroom import Newsroom
from tests.helpers.sites import MakeSite, Site, save_changes


@contextmanager
def built(site: Site) -> Iterator[SphinxTestApp]:
    """Build the site in this process."""
    app = SphinxTestApp("html", srcdir=site.srcdir)
    try:
        app.build()
        yield app
    finally:
        app.cleanup()


def compared(site: Site) -> frozenset[str]:
    """Build the site, and return the pages that were compared with the last build."""
    with built(site) as app:
        return frozenset(build_of(app.env).touched)


def is_complete(app: SphinxTestApp) -> bool:
    """Whether a comparison of all pages finds what the comparison of some has found."""
    env, shown = app.env, build_of(app.env).shown
    every = sorted(env.all_docs)
    return shown.pages == shown_pages(env, every, CatalogFacts(catalog_of(env))) and set(
        shown.with_findings
    ) == {found.docname for found in findings(env, every)}


@pytest.mark.usefixtures("one_day")
@pytest.mark.parametrize("seed", range(2))
def test_no_page_is_missed(make_site: MakeSite, seed: int) -> None:
    """Edits of all kinds, one after the other."""
    chances = random.Random(seed)
    room = Newsroom.opened()
    site = make_site(files := room.files())
    written: dict[str, str | bytes] = dict(files)
    with built(site) as app:
        assert is_complete(app)
    for kind in chances.sample(sorted(EDITS), len(EDITS)):
        edit(room, kind, chances)
        save_changes(site, written, files := room.files())
        written = files
        with built(site) as app:
            assert is_complete(app), kind


def test_an_edit_touches_few_pages(make_site: MakeSite) -> None:
    """A word in a body touches the pages that show the article, and no others."""
    room = Newsroom.opened()
    room.settings["kb_related_limit"] = 0
    site = make_site(room.files())
    others = {"articles/beta", "articles/zeta", "tags/clinic", "categories/practice"}
    assert others <= compared(site)
    room.articles["articles/alpha.md"]["body"] += "\nWord.\n"
    site.write(room.files())
    touched = compared(site)
    assert {"articles/alpha", "tags/pain"} <= touched
    assert touched.isdisjoint(others)
