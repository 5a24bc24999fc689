"""Settings of this site: sphinx-doc.org explains each, the guide those that start with kb_."""

from __future__ import annotations

import os
import sys
from pathlib import Path

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
html_favicon = "_static/favicon.svg"
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "https://kb.example.org/")

if "READTHEDOCS" in os.environ:
    html_link_suffix = "/"  # built by dirhtml there: books lead to the same addresses
    kb_book = "book"  # it offers one PDF and one EPUB, and fails where there are more

sitemap_url_scheme = "{link}"

_notice = (
    "For education only. Nothing here is medical advice; decisions about treatment belong to "
    "you and the qualified clinicians who know you."
)
kb_books = {
    "book": {
        "title": "Ketamine and Chronic Pain",
        "subtitle": "For people who live with pain and for those who treat it",
        "notice": _notice,
        "pages": ["about"],
    },
    "patients": {
        "title": "Ketamine and Chronic Pain for Patients",
        "subtitle": "Plain explanations for people who live with chronic pain",
        "notice": _notice,
        "audience": "patients",
    },
    "practitioners": {
        "title": "Ketamine and Chronic Pain for Practitioners",
        "subtitle": "Evidence, arithmetic, consent and clinic organization",
        "notice": _notice,
        "audience": "practitioners",
    },
}

kb_description = (
    "What is known about ketamine for chronic pain, how well it is known, and how to talk about "
    "it: for people who live with pain and for those who treat it."
)
kb_organization = author
kb_medical = True
