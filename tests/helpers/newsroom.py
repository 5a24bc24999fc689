"""A small publication, which tests of incremental builds edit."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.helpers.images import PICTURE, photo

CATEGORIES = ("RESEARCH", "PRACTICE", "STORIES")
TAGS = ("pain", "relief", "clinic", "evidence")
AUTHORS = ("First Team", "Second Team")
SLUGS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")


@dataclass
class Newsroom:
    """What the editors have: articles, a taxonomy, settings, and files beside them."""

    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Path to front matter; the body stands under ``body``."""
    taxonomy: dict[str, Any] | None = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    others: dict[str, str | bytes] = field(default_factory=dict)
    is_preview: bool = False
    """Whether the next build shows drafts."""

    @classmethod
    def opened(cls) -> Newsroom:
        """Return a newsroom with a few articles."""
        room = cls(
            taxonomy={
                "categories": {code: {"order": n} for n, code in enumerate(CATEGORIES)},
                "tags": {"pain": {"synonyms": ["ache"]}},
            },
            settings={"kb_now": "2026-06-01", "kb_page_size": 2},
            others={
                "index.md": "# Home\n\n```{articles}\n:limit: 3\n:layout: cards\n```\n\n"
                "```{kb-terms} tags\n:layout: cloud\n```\n\n"
                "```{toctree}\n:hidden:\n:caption: About\n\nabout\nglossary\nguide/index\n```\n",
                "references.bib": "@misc{one, title = {Work}}\n",
                "about.md": "# About\n\nSee {doc}`articles/alpha` and {kb:tag}`pain`.\n",
                "glossary.md": "# Glossary\n\n```{glossary}\nketone\n  A thing.\n```\n",
                "guide/index.md": "# Guide\n\n```{toctree}\n:maxdepth: 2\n\none\ntwo\n```\n",
                "guide/one.md": "# Guide One\n\n## First\n\nText.\n",
                "guide/two.md": "# Guide Two\n\n## Second\n\nSee [](one.md).\n",
                "snippets/part.txt": "Included.\n",
                "files/table.csv": "1,2\n",
                "extra/own.txt": "The site's own.\n",
                "_static/photo.png": photo("red", 900),
                "_static/one.svg": PICTURE.format("one"),
                "_static/two.svg": PICTURE.format("two"),
                "_static/site.css": "body {}\n",
            },
        )
        for number, slug in enumerate(SLUGS[:6]):
            room.articles[f"articles/{slug}.md"] = {
                "title": f"About {slug}",
                "slug": slug,
                "category": CATEGORIES[number % 2],
                "author": AUTHORS[number % 2],
                "publishedAt": f"2026-0{number + 1}-01",
                "tags": [TAGS[number % 4], TAGS[(number + 1) % 4]],
                "body": f"# About {slug}\n\nText of {slug}.\n\n## Heading\n\nMore.\n",
            }
        return room

    def files(self) -> dict[str, str | bytes]:
        """Return every source file of the publication."""
        conf = [
            'project = "Newsroom"',
            'copyright = "2026, Newsroom"',
            'extensions = ["myst_parser", "sphinx_design", "sphinx_sitemap", "sphinx_copybutton", '
            '"sphinx_knowledge_base", "sphinx_fastbuild"]',
            'sitemap_url_scheme = "{link}"',
            'html_theme = "furo"',
            'html_baseurl = "https://kb.example.org/"',
            'html_static_path = ["_static"]',
            'html_extra_path = ["extra"]',
            'html_css_files = ["site.css"]',
            'templates_path = ["_templates"]',
            "myst_heading_anchors = 3",
            *(f"{name} = {value!r}" for name, value in sorted(self.settings.items())),
        ]
        found: dict[str, str | bytes] = {
            "conf.py": "\n".join(conf) + "\n",
            "_templates/.keep": "",
            **self.others,
        }
        if self.taxonomy is not None:
            found["taxonomy.yaml"] = json.dumps(self.taxonomy)
        for path, article in self.articles.items():
            if "broken" in article:
                found[path] = "---\ntitle: [never closed\n---\n# Broken\n"
                continue
            front = "\n".join(
                f"{key}: {json.dumps(value)}" for key, value in article.items() if key != "body"
            )
            found[path] = f"---\n{front}\n---\n\n{article['body']}"
        return found
