"""Prepare the source of an article for MyST; every line keeps its number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.reading.encoding import without_control_characters
from sphinx_knowledge_base.core.reading.escaping import escape_markdown
from sphinx_knowledge_base.core.reading.nesting import MAX_LEVELS, as_written, too_deep
from sphinx_knowledge_base.core.reading.source import Block, split

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_knowledge_base.core.model import Article

logger = logging.getLogger(__name__)


def on_source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Remove from an article's front matter all keys but those of MyST and Sphinx.

    Control characters are removed from every document: no output may contain them.
    """
    content[0] = without_control_characters(content[0])
    article = catalog_of(app.env).article_at(docname)
    if article is not None and isinstance(block := split(content[0]), Block):
        content[0] = for_myst(article, block)
    if Path(app.env.doc2path(docname)).suffix == ".md":
        content[0] = _without_depths(app, docname, content[0])


def _without_depths(app: Sphinx, docname: str, text: str) -> str:
    """Return the source with blocks of too deeply nested directives as code."""
    lines = text.split("\n")
    for block in list(too_deep(lines)):
        logger.error(
            "directives are nested more than %s levels deep: this block is shown as it is written",
            MAX_LEVELS,
            location=f"{app.env.doc2path(docname, base=False).as_posix()}:{block.fault + 1}",
            type="kb",
            subtype="nesting",
        )
        lines = as_written(lines, block)
    return "\n".join(lines)


class DropControlCharacters(SphinxTransform):
    """Remove control characters from text that directives have read from other files."""

    # Before any transform that looks at texts.
    default_priority = 2
    fastbuild_needs = (nodes.document,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        has_read = self.document.settings.record_dependencies.list
        if not has_read and not self.env.dependencies.get(self.env.docname):
            return
        for text in list(self.document.findall(nodes.Text)):
            clean = without_control_characters(text)
            if clean != text:
                text.parent.replace(text, nodes.Text(clean))


def for_myst(article: Article, block: Block) -> str:
    """Return the source of *article* for MyST.

    MyST stores every key as a string and prints some into the page, so it gets only its own keys.
    If the body has no heading, the title becomes one, on a line that the front matter occupied.
    Every line keeps its number, so warnings name the right line.
    """
    top: list[str] = []
    if article.front_matter.passed_on:
        # JSON is valid YAML and always fits on one line.
        top = ["---", json.dumps(article.front_matter.passed_on), "---"]
    bottom = [] if article.heading is not None else [f"# {escape_markdown(article.title)}"]
    free = block.body_line - 1 - len(top) - len(bottom)
    return "\n".join([*top, *[""] * free, *bottom, block.body])
