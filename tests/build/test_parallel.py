"""The number of processes changes no byte of the output."""

from __future__ import annotations

import re

import pytest

from tests.helpers.articles import article, numbered
from tests.helpers.images import PIXEL
from tests.helpers.sites import CONF, MakeSite


@pytest.mark.parametrize(
    "builder",
    [
        "html",
        *(
            pytest.param(name, marks=[pytest.mark.long, pytest.mark.ci])
            for name in ("dirhtml", "text", "latex")
        ),
    ],
)
def test_same_bytes(make_site: MakeSite, builder: str) -> None:
    """``-j1`` and ``-j2`` give the same tree and the same warnings."""
    files: dict[str, str | bytes] = {"p.jpg": PIXEL}
    for number in range(24):
        files |= numbered(
            number,
            tags=[f"t{number % 5}", "all"],
            author=f"Author {number % 2}",
            category=("NEWS", "OTHER")[number % 2],
            series="S" if number < 3 else None,
            audience="patients" if number % 4 else None,
            featuredImage="/p.jpg" if number % 3 else None,
        )
    files["articles/links.md"] = article(
        "{kb:tag}`t1` {any}`a-0003` {kb:article}`zzz` [x](/blog/a-0004) [y](/nowhere)\n\n"
        "```{articles}\n:layout: cards\n:tag: t1\n```\n\n[^1]\n\n[^1]: Note.\n"
    )
    # The order in which sphinx-sitemap hears of pages is another matter.
    site = make_site({"conf.py": CONF.replace('"sphinx_sitemap", ', ""), **files})
    one = site.build(builder, jobs=1, fresh=True)
    serial = one.files()
    two = site.build(builder, jobs=2, fresh=True)
    parallel = two.files()
    assert serial.keys() == parallel.keys()
    assert [name for name in serial if serial[name] != parallel[name]] == []
    assert sorted(one.warnings.splitlines()) == sorted(two.warnings.splitlines())
    assert re.search(r"reading sources\.\.\. \[ *\d+%\] \S+ \.\. ", two.status), "not in chunks"
