"""What exports are given answers in a time that does not depend on the number of articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sphinx.testing.util import SphinxTestApp

from sphinx_knowledge_base.build.context import build_of, hand_over
from sphinx_knowledge_base.exports.context import ExportContext, export_context
from tests.helpers.articles import numbered
from tests.helpers.catalogs import catalog
from tests.helpers.sites import MakeSite


class Counted(list[Any]):
    """Counts how many of its items anybody looks at."""

    seen = 0

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            self.seen += 1
            yield item


def test_whether_a_term_has_articles_is_known_from_the_first() -> None:
    """Each page of its list asks: looking at all of them would take the square of their number."""
    files: dict[str, str] = {}
    for number in range(30):
        files |= numbered(number)
    made = catalog(files)
    (term,) = made.of("categories")
    members: Any = Counted(made.members["categories", term.key])
    given: Any = None
    context = ExportContext(
        replace(made, members={("categories", term.key): members}), given, given, given, {}
    )
    before = members.seen
    assert context.has_articles(term)
    assert members.seen == before + 1


class NeverIterated(Mapping[str, Any]):
    """Answers for single keys; its keys, values and items are views that iterate it."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError


def test_the_context_is_made_without_looking_at_all_pages(make_site: MakeSite) -> None:
    """Each page makes one for its metadata."""
    site = make_site({"index.md": "# Home\n", **numbered(1)})
    base = {"html_baseurl": "https://kb.example.org/"}
    app = SphinxTestApp("html", srcdir=site.srcdir, confoverrides=base)
    try:
        app.build()
        build = build_of(app.env)
        pages = NeverIterated(build.shown.pages)
        hand_over(app.env, replace(build, shown=build.shown._replace(pages=pages)))
        context = export_context(app)
        assert context is not None
        (article,) = context.articles
        assert context.digest_of(article) == build.shown.pages[article.docname].digest
    finally:
        app.cleanup()
