"""The setting ``fastbuild_prune`` says what is removed from the output directory."""

from __future__ import annotations

import pytest

from tests.helpers.sites import MakeSite

CONF = """
extensions = ["sphinx_fastbuild"]
source_suffix = {".rst": "restructuredtext"}
html_theme = "alabaster"

def pages(app):
    if (app.srcdir / "flag").exists():
        yield "extra", {"title": "Extra"}, "page.html"

def write(app, doctree):
    folder = app.outdir / "_sources"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{app.env.docname}.ipynb").write_text("{}")

def setup(app):
    app.connect("html-collect-pages", pages)
    app.connect("doctree-read", write)
"""

#: Files that are stale after the edit: of Sphinx itself, and of an extension.
OF_SPHINX, OF_EXTENSION = {"a.html", "_sources/a.rst.txt"}, {"extra.html"}


@pytest.mark.parametrize(
    ("how_far", "removed"),
    [("own", OF_SPHINX), ("strict", OF_SPHINX | OF_EXTENSION), ("off", set())],
)
def test_prune(make_site: MakeSite, how_far: str, removed: set[str]) -> None:
    """Sphinx's own files go, those of extensions only if asked for, and none if nothing may."""
    index = "Home\n====\n\n.. toctree::\n   :glob:\n\n   *\n"
    site = make_site({"conf.py": CONF, "index.rst": index, "a.rst": "A\n=\n", "flag": ""})
    config = {"fastbuild_prune": how_far}
    before = site.build(config=config).files().keys()
    assert before >= OF_SPHINX | OF_EXTENSION | {"_sources/a.ipynb"}
    site.write({"a.rst": None, "flag": None})
    site.build(config=config)
    now = site.build(config=config).files().keys()
    assert before - now == removed
