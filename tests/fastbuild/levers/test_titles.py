"""Plain titles are written in a shorter way, and no page shows it."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.fastbuild.building import assert_same, build

CONF = """
from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

extensions = ["sphinx_fastbuild"]
html_theme = "alabaster"

def visit_title(self, node):
    HTML5Translator.visit_title(self, node)
    self.body.append(self.builder.current_docname + " shows ")

def setup(app):
    app.add_node(nodes.title, override=True, html=(visit_title, HTML5Translator.depart_title))
"""


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_titles_of_an_extension_are_its_own(tmp_path: Path, builder: str) -> None:
    """An extension may write titles differently on each page, for all builders of a format."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF)
    (source / "index.rst").write_text("Home\n====\n\n.. toctree::\n\n   a\n   b\n   c\n")
    for name in "abc":
        (source / f"{name}.rst").write_text("One\n===\n\nText.\n")
    stock = build(source, tmp_path / "stock", builder, 1, ("titles",))
    assert b"b shows One" in b"".join(stock.files.values())
    assert_same(build(source, tmp_path / "fast", builder, 1, ()), stock)


@pytest.mark.parametrize("title", ["Plain", "<i>'A' & \"b\"... -- c@d.example</i>", "\\\\x \\ y"])
def test_special_characters_of_titles(tmp_path: Path, title: str) -> None:
    """A plain title with special characters is encoded as by Sphinx."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["sphinx_fastbuild"]\nhtml_theme = "alabaster"\n')
    (source / "index.rst").write_text(f"{title}\n{'=' * 40}\n\n.. toctree::\n\n   a\n")
    (source / "a.rst").write_text(f"{title}\n{'=' * 40}\n\nText.\n")
    stock = build(source, tmp_path / "stock", "html", 1, ("titles",))
    assert_same(build(source, tmp_path / "fast", "html", 1, ()), stock)


@pytest.mark.parametrize("title", ["Plain", "*Marked* text", "|pic| shown", "|raw| and text"])
@pytest.mark.long
@pytest.mark.ci
def test_plain_text_of_titles(tmp_path: Path, title: str) -> None:
    """The text of a title has no images and no raw markup, in references and the inventory."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["sphinx_fastbuild"]\nhtml_theme = "alabaster"\n')
    Image.new("RGB", (1, 1)).save(source / "pic.png")
    (source / "index.rst").write_text(
        "Home\n====\n\n:doc:`a`, :ref:`here`\n\n.. toctree::\n\n   a\n"
    )
    (source / "a.rst").write_text(
        ".. role:: markup(raw)\n   :format: html\n\n.. |pic| image:: pic.png\n   :alt: hidden\n"
        f".. |raw| replace:: :markup:`<b>hidden</b>`\n\n.. _here:\n\n{title}\n{'=' * 20}\n\nText.\n"
    )
    stock = build(source, tmp_path / "stock", "html", 1, ("titles",))
    assert b"hidden" not in zlib.decompress(stock.files["objects.inv"].split(b"zlib.\n")[1])
    assert_same(build(source, tmp_path / "fast", "html", 1, ()), stock)
