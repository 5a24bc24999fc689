"""Related articles are kept between builds, and found again when anything behind them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_knowledge_base.build import related_cache as module
from sphinx_knowledge_base.build.related_cache import RELATIONS, relate
from sphinx_knowledge_base.build.store import Store
from sphinx_knowledge_base.core.catalog.related import Traits, relations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_knowledge_base.core.catalog.related import Relations

ONE = Traits("one", "On pain", "NEWS", ("pain",), (), ())
OTHER = Traits("other", "On sleep", "RESEARCH", ("pain", "sleep"), ("night",), ())
THIRD = Traits("third", "Dreams", "RESEARCH", (), ("night",), ())
ALL = [ONE, OTHER, THIRD]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many articles the relations were found of, each time that they were."""
    counts: list[int] = []

    def noting(articles: Sequence[Traits], limit: int) -> Relations:
        counts.append(len(articles))
        return relations(articles, limit)

    monkeypatch.setattr(module, "relations", noting)
    return counts


def test_they_are_not_found_again(tmp_path: Path, found: list[int]) -> None:
    """The next build takes what is kept."""
    store = Store(tmp_path / "state")
    for _ in range(2):
        assert relate(store, "code", ALL, 4) == relations(ALL, 4)
    assert found == [3]


@pytest.mark.parametrize(
    "other",
    [
        ONE._replace(slug="first"),
        ONE._replace(title="Dreams of pain"),
        ONE._replace(category="RESEARCH"),
        ONE._replace(tags=("sleep",)),
        ONE._replace(keywords=("night",)),
        ONE._replace(curated=("third",)),
    ],
)
def test_whatever_they_follow_from_makes_others(tmp_path: Path, other: Traits) -> None:
    """No trait of an article can change without its relations being found anew."""
    store = Store(tmp_path)
    before = relate(store, "code", ALL, 4)
    after = relate(store, "code", [other, OTHER, THIRD], 4)
    assert after == relations([other, OTHER, THIRD], 4) != before


def test_order_limit_and_code_make_others(tmp_path: Path, found: list[int]) -> None:
    """So do the order of articles, how many are kept, and the code that finds them."""
    store = Store(tmp_path)
    relate(store, "code", ALL, 4)
    relate(store, "code", ALL[::-1], 4)
    assert relate(store, "code", ALL, 1) == relations(ALL, 1)
    relate(store, "other code", ALL, 1)
    assert found == [3] * 4


def test_what_is_damaged_is_not_believed(tmp_path: Path, found: list[int]) -> None:
    """A file that was cut off, or is none of ours, costs the time to find them and no more."""
    store = Store(tmp_path)
    relate(store, "code", ALL, 4)
    kept = store.file(RELATIONS)
    kept.write_bytes(kept.read_bytes()[:-7])
    assert relate(store, "code", ALL, 4) == relations(ALL, 4)
    assert found == [3, 3]
