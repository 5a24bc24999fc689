"""What an import tells while it works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from sphinx_knowledge_base.importers import import_source


def test_every_article_is_counted(source: Callable[..., Path], tmp_path: Path) -> None:
    """Each kind of work counts up to its last step, and knows from the start how many there are."""
    count = 30
    files = {
        f"content/posts/p{number:02}.md": f"---\ntitle: P {number}\ndate: 2021-03-04\n---\n\nText\n"
        for number in range(count)
    }
    folder = source({"hugo.toml": 'baseURL = "https://old.example.org/"\n', **files})
    told: dict[str, list[tuple[int, int]]] = defaultdict(list)
    import_source(
        folder,
        tmp_path / "target",
        progress=lambda doing, done, total: told[doing].append((done, total)),
    )
    assert len(told) > 1
    for steps in told.values():
        numbers, totals = zip(*steps, strict=True)
        assert len(set(totals)) == 1
        assert list(numbers) == sorted(numbers)
        assert numbers[-1] == totals[0] >= count
