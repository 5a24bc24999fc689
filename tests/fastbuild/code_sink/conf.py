"""A project of code: what extensions read, draw and write that Sphinx does not know of."""

from __future__ import annotations

import sys
from pathlib import Path

here = Path(__file__).parent
sys.path[:0] = [str(here / "code"), str(here / "ext")]

project = "Code sink"
author = "Nobody"
version = release = "1.2"
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx.ext.todo",
    "sphinx.ext.graphviz",
    "sphinx.ext.inheritance_diagram",
    "sphinx.ext.intersphinx",
    "sphinx.ext.viewcode",
    "sphinxcontrib.bibtex",
    "sphinxext.rediraffe",
    "myst_nb",
    "stranger",
]
# The judge is Sphinx alone.
if not tags.has("stock"):  # type: ignore[name-defined]  # noqa: F821
    extensions.append("sphinx_fastbuild")
exclude_patterns = ["ext", "code", "inventory"]
html_theme = "alabaster"
html_static_path = ["_static"]
graphviz_dot = str(here / "ext" / "dot")
graphviz_output_format = "svg"
bibtex_bibfiles = ["works.bib"]
intersphinx_mapping = {"other": ("https://example.org/", str(here / "inventory" / "objects.inv"))}
nb_execution_mode = "off"
rediraffe_redirects = "redirects.txt"
todo_include_todos = True
