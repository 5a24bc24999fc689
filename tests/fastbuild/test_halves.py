"""Each half of the extension works without the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fastbuild.building import assert_equals_clean, assert_same, build, write
from tests.helpers.sites import Site

pytestmark = pytest.mark.usefixtures("one_day")

PROJECT = {
    "index.md": "# Home\n\n```{toctree}\n:glob:\n\n*\n```\n",
    "one.md": '# One\n\n(label)=\n## Sub\n\n"Text"\n',
    "two.md": "# Two\n\n{ref}`label` {doc}`one`\n",
}
CONF = 'extensions = ["myst_parser"{}]\nhtml_theme = "alabaster"\n'


def test_incremental_alone(make_site: Callable[..., Site]) -> None:
    """Incremental builds equal clean ones."""
    site = make_site({**PROJECT, "conf.py": CONF.format(', "sphinx_fastbuild.incremental"')})
    site.build()
    edits: tuple[dict[str, str | bytes | None], ...] = (
        {"one.md": "# First\n\n(label)=\n## Part\n"},
        {"one.md": None},
        {"two.md": "# Second\n"},
    )
    for number, edit in enumerate(edits):
        site.write(edit)
        clean = site.build(builddir=site.srcdir.parent / f"clean-{number}")
        assert_equals_clean(site.build(), clean, edit)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.long
@pytest.mark.ci
def test_levers_alone(tmp_path: Path, jobs: int) -> None:
    """The output of Sphinx stays the same, and nothing is kept but what levers need."""
    pages = {f"page-{number}.md": f"# Page {number}\n\nText.\n" for number in range(30)}
    source = write(tmp_path / "source", {**PROJECT, **pages, "conf.py": CONF.format("")})
    stock = build(source, tmp_path / "stock", "html", jobs, ())
    write(source, {"conf.py": CONF.format(', "sphinx_fastbuild.levers"')})
    fast = build(source, tmp_path / "fast", "html", jobs, ())
    # It holds a digest of the settings.
    for output in (stock, fast):
        del output.files[".buildinfo"]
    assert_same(fast, stock)
    kept = {file.name for file in (tmp_path / "fast" / "doctrees").glob("fastbuild-*")}
    assert all(name.startswith("fastbuild-trust-") for name in kept)
