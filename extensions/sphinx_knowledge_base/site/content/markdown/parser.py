"""The parser of Markdown files: MyST's own, with the syntax that every knowledge base understands.

``myst_enable_extensions`` may switch on more.  What is listed here works in every site, so that
articles do not depend on a setting that their authors never see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from myst_parser.config.main import TopmatterReadError, merge_file_level, read_topmatter
from myst_parser.parsers import sphinx_ as myst
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.warnings_ import create_warning

from sphinx_knowledge_base.site.content.markdown import formulas
from sphinx_knowledge_base.site.content.markdown.renderer import ArticleRenderer

if TYPE_CHECKING:
    from docutils import nodes
    from markdown_it import MarkdownIt
    from myst_parser.config.main import MdParserConfig
    from myst_parser.warnings_ import MystWarnings

#: Plugins of markdown-it, applied behind those of MyST and in this order.
PLUGINS: Final = (formulas.plugin,)


class ArticleParser(myst.MystParser):
    """Parse Markdown with MyST and :data:`PLUGINS` into a document."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Add the nodes of *inputstring* to *document*.

        Follows ``MystParser.parse``, which has no place to add a plugin or another renderer.
        """
        config: MdParserConfig = document.settings.env.myst_config
        try:
            topmatter = read_topmatter(inputstring)
        except TopmatterReadError:
            topmatter = None  # the renderer reports it
        if topmatter:

            def warn(kind: MystWarnings, message: str) -> None:
                create_warning(document, message, kind, line=1, append_to=document)

            config = merge_file_level(config, topmatter, warn)
        parser = make_parser(config)
        parser.options["document"] = document
        parser.render(inputstring)


def make_parser(config: MdParserConfig) -> MarkdownIt:
    """Return a Markdown parser that renders to docutils nodes."""
    parser = create_md_parser(config, ArticleRenderer)
    if not (config.commonmark_only or config.gfm_only):
        for plugin in PLUGINS:
            parser.use(plugin)
    return parser
