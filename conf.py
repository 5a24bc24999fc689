"""Settings of this site: sphinx-doc.org explains each, the guide those that start with kb_."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "Ketamine Association Knowledge Base"
author = "Ketamine Association"
copyright = "2026, Ketamine Association"
language = "en"

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx_sitemap",
    "sphinx_copybutton",
    "notfound.extension",
    "sphinx_knowledge_base",
    "sphinx_fastbuild",
]

# The root of the repository is the source directory: only these are pages.
include_patterns = [
    "index.md",
    "about.md",
    "glossary.md",
    "articles/**",
    "categories/**",
    "guide/**",
]
templates_path = ["_templates"]

myst_enable_extensions = [
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
    "strikethrough",
    "substitution",
    "tasklist",
]
myst_heading_anchors = 4
myst_heading_anchors_html_ids = True

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "https://kb.example.org/")

sitemap_url_scheme = "{link}"
notfound_urls_prefix = urlsplit(html_baseurl).path

kb_description = (
    "What is known about ketamine for chronic pain, how well it is known, and how to talk about it: "
    "for people who live with pain and for those who treat it."
)
kb_organization = author
kb_medical = True

latex_engine = "xelatex"
latex_table_style = ["booktabs"]
