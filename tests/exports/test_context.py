"""What exports are given answers in a time that does not depend on the number of articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sphinx_knowledge_base.exports.context import ExportContext
from tests.helpers.articles import numbered
from tests.helpers.catalogs import catalog


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
