"""A project with everything: what a faster build must not change."""

from __future__ import annotations

project = "Kitchen sink"
author = "Nobody"
version = release = "1.2"
today = "1 January 2026"
language = "de"
locale_dirs = ["locale"]
gettext_compact = False

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx.ext.todo",
    "sphinx.ext.ifconfig",
    "sphinx.ext.graphviz",
    "sphinx_copybutton",
    "sphinx_fastbuild",
]
html_theme = "furo"
html_static_path = ["_static"]
html_baseurl = "https://example.org/"
graphviz_dot = "there-is-no-dot"
suppress_warnings = ["graphviz"]

numfig = True
math_number_all = False
todo_include_todos = True
rst_prolog = ".. |prolog| replace:: from the prolog"
myst_enable_extensions = [
    "alert",
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
    "html_admonition",
    "html_image",
    "replacements",
    "section_ref",
    "smartquotes",
    "strikethrough",
    "substitution",
    "tasklist",
]
myst_heading_anchors = 4
myst_substitutions = {"fruit": '**apple** "quoted"', "tool": "{ref}`target-a`"}
latex_table_style = ["booktabs"]
epub_show_urls = "footnote"
show_warning_types = True
