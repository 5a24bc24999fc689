"""What a build keeps for the next is no way to read what is not published."""

from __future__ import annotations

import os

import pytest
from sphinx.application import Sphinx

from tests.helpers.articles import article
from tests.helpers.sites import MakeSite

EXTENSIONS = ["myst_parser", "sphinx_design", "sphinx_knowledge_base", "sphinx_fastbuild"]

#: A word that only a draft has.
SECRET = "quicksilver"


@pytest.mark.parametrize("builder", ["gettext", "html"])
def test_doctrees_inside_the_output(make_site: MakeSite, builder: str) -> None:
    """Without ``-d`` Sphinx keeps doctrees in the output folder: no draft is in any file there."""
    draft = article(title=f"The {SECRET}", slug=SECRET, draft=True)
    site = make_site({"articles/a.md": article(), f"articles/{SECRET}.md": draft})
    here, outdir = str(site.srcdir), site.srcdir.parent / "out"
    for _ in range(2):
        doctrees = outdir / ".doctrees"
        Sphinx(here, here, outdir, doctrees, builder, status=None, warning=None).build()
    assert (outdir / ".doctrees").is_dir()
    files = [path for path in outdir.rglob("*") if path.is_file()]
    telling = [path.name for path in files if SECRET.encode() in path.read_bytes()]
    assert telling == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_named_pipes(make_site: MakeSite) -> None:
    """A named pipe among the sources is no document, and no build waits for it."""
    text = "# B\n\n```{csv-table}\n:file: table.csv\n```\n"
    site = make_site({"articles/a.md": article(), "b.md": text, "table.csv": "1,2\n"})
    site.build(config={"extensions": EXTENSIONS})
    site.write({"table.csv": None})
    for name in ("articles/pipe.md", "pipe.md", "table.csv"):
        os.mkfifo(site.srcdir / name)
    site.write({"b.md": "# B\n"})
    built = site.build(config={"extensions": EXTENSIONS})
    assert not [name for name in built.files() if "pipe" in name and name.endswith(".html")]
