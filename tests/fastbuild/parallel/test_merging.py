"""Environments that are merged look complete to extensions, whatever was left out."""

from __future__ import annotations

from pathlib import Path

from tests.fastbuild.building import build

CONF = """
extensions = ["sphinx_fastbuild"]
html_theme = "alabaster"

def on_merge(app, env, docnames, other):
    assert other.found_docs == env.found_docs
    for docname in docnames:
        assert other.doc2path(docname) == env.doc2path(docname)
    env.merged = docnames

def on_updated(app, env):
    assert env.merged, "nothing was read in batches"

def setup(app):
    app.connect("env-updated", on_updated)
    app.connect("env-merge-info", on_merge)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""


def test_a_merged_environment_knows_the_documents(tmp_path: Path) -> None:
    """The environment of a worker knows all documents and their files."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF)
    (source / "index.rst").write_text("Home\n====\n\n.. toctree::\n   :glob:\n\n   page*\n")
    for number in range(40):
        (source / f"page{number}.rst").write_text(f"Page {number}\n========\n\nText.\n")
    assert build(source, tmp_path / "built", "html", 2, ()).warnings == []
