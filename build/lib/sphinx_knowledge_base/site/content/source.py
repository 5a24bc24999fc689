"""The source of an article as MyST reads it: the body, on the lines where its author wrote it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.reading.escaping import escape_markdown
from sphinx_knowledge_base.core.reading.source import Block, split

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_knowledge_base.core.model import Article


def on_source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Leave in an article's front matter only what MyST and Sphinx read themselves."""
    article = catalog_of(app.env).article_at(docname)
    if article is not None and isinstance(block := split(content[0]), Block):
        content[0] = for_myst(article, block)


def for_myst(article: Article, block: Block) -> str:
    """Return the text of *article* for MyST.

    MyST stores every key as text and prints some of them into the page, so it gets only its own.
    An article without a heading of its own gets its title as one, in a line that the front
    matter leaves free: every line keeps its number, and with it every warning its place.
    """
    top: list[str] = []
    if article.front_matter.passed_on:
        # JSON is YAML, and one line whatever it holds.
        top = ["---", json.dumps(article.front_matter.passed_on), "---"]
    bottom = [] if article.heading is not None else [f"# {escape_markdown(article.title)}"]
    free = block.body_line - 1 - len(top) - len(bottom)
    return "\n".join([*top, *[""] * free, *bottom, block.body])
