"""Settings of this site.

The guide explains those that start with ``kb_``, and Sphinx's documentation the others.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urljoin

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

# The source directory is the root of the repository, so name what is a page.
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

# The site publishes the books that `make pdf` and `make epub` left here.
kb_book_files = "_build"

if "READTHEDOCS" in os.environ:
    html_link_suffix = "/"  # it builds dirhtml; books link to those addresses
    kb_book = "book"  # it accepts one PDF and one EPUB, and fails if there are more
    if os.environ["READTHEDOCS_VERSION_TYPE"] != "external":  # it makes no books of pull requests
        kb_book_url = urljoin(
            html_baseurl,
            "/_/downloads/{READTHEDOCS_LANGUAGE}/{READTHEDOCS_VERSION}/".format_map(os.environ)
            + "{format}/",
        )

sitemap_url_scheme = "{link}"

# Placeholders for a publication's own hosts: nothing answers there.
linkcheck_ignore = [r"https://(\w+\.)?example\.org/"]

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
