"""The parser of Markdown files: MyST's own, with the syntax that every knowledge base understands.

``myst_enable_extensions`` may enable more.  The extensions listed here work on every site, so that
articles do not depend on a setting that their authors never see.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from myst_parser.config.main import TopmatterReadError, merge_file_level, read_topmatter
from myst_parser.parsers import sphinx_ as myst
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.warnings_ import create_warning

from sphinx_knowledge_base.core.markdown import formulas, inline_rules
from sphinx_knowledge_base.site.content.markdown import admonitions, block_rules, headings
from sphinx_knowledge_base.site.content.markdown.nesting import MAX_NESTING
from sphinx_knowledge_base.site.content.markdown.renderer import ArticleRenderer

if TYPE_CHECKING:
    from docutils import nodes
    from markdown_it import MarkdownIt
    from myst_parser.config.main import MdParserConfig
    from myst_parser.warnings_ import MystWarnings

#: Extensions of MyST that are always on.
EXTENSIONS: Final = frozenset(
    {
        *("alert", "attrs_block", "attrs_inline", "colon_fence", "deflist"),
        *("strikethrough", "tasklist"),
    }
)

#: Plugins of markdown-it, applied after those of MyST and in this order.
PLUGINS: Final = (
    formulas.plugin,
    block_rules.plugin,
    admonitions.plugin,
    inline_rules.plugin,
    headings.plugin,
)


class ArticleParser(myst.MystParser):
    """Parse Markdown with MyST and :data:`PLUGINS` into a document."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Add the nodes of *inputstring* to *document*.

        Like ``MystParser.parse``, which cannot be given a plugin or another renderer.
        """
        site_config: MdParserConfig = document.settings.env.myst_config
        config = site_config
        try:
            topmatter = read_topmatter(inputstring)
        except TopmatterReadError:
            topmatter = None  # the renderer reports it
        if topmatter:

            def warn(kind: MystWarnings, message: str) -> None:
                create_warning(document, message, kind, line=1, append_to=document)

            config = merge_file_level(config, topmatter, warn)
        if config is not site_config:
            _render(make_parser(config), inputstring, document)
            return
        # Meanwhile, a directive may parse another document, with another parser.
        idle = _idle_parsers()
        parser = idle.take(config)
        _render(parser, inputstring, document)
        idle.give_back(parser, config)


def _render(parser: MarkdownIt, text: str, document: nodes.document) -> None:
    parser.options["document"] = document
    parser.render(text)


def make_parser(config: MdParserConfig) -> MarkdownIt:
    """Return a Markdown parser that renders to docutils nodes."""
    is_strict = config.commonmark_only or config.gfm_only
    if not is_strict:
        config = config.copy(enable_extensions=set(config.enable_extensions) | EXTENSIONS)
    parser = create_md_parser(config, ArticleRenderer)
    parser.options["maxNesting"] = MAX_NESTING
    if not is_strict:
        for plugin in PLUGINS:
            parser.use(plugin)
    return parser


class _IdleParsers:
    """Parsers for the settings of one site: creating one takes longer than most articles do."""

    def __init__(self) -> None:
        self._config: MdParserConfig | None = None
        self._parsers: list[MarkdownIt] = []

    def take(self, config: MdParserConfig) -> MarkdownIt:
        """Return an idle parser; it is not given back after an error."""
        if config is not self._config:
            self._config, self._parsers = config, []
        return self._parsers.pop() if self._parsers else make_parser(config)

    def give_back(self, parser: MarkdownIt, config: MdParserConfig) -> None:
        """Take back a parser after it has rendered a document."""
        if config is self._config:
            self._parsers.append(parser)


@cache
def _idle_parsers() -> _IdleParsers:
    return _IdleParsers()
