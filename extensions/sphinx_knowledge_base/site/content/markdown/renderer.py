"""Turn Markdown tokens into nodes: MyST's renderer, changed where it would lose or run text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives, roles
from mdit_py_plugins.attrs.parse import ParseError, parse
from myst_parser.mdit_to_docutils.base import token_line
from pygments.lexers import get_all_lexers
from sphinx import addnodes
from sphinx.util import logging

from sphinx_knowledge_base.core.callouts import ADMONITIONS
from sphinx_knowledge_base.core.markdown.substitutions import look_up
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.site.content.markdown.admonitions import (
    Callout,
    docusaurus_callout,
    obsidian_callout,
)
from sphinx_knowledge_base.site.content.markdown.block_rules import lines_read_as_text
from sphinx_knowledge_base.site.content.markdown.fences import read_info
from sphinx_knowledge_base.site.content.markdown.links import LinkRenderer
from sphinx_knowledge_base.site.content.markdown.nodes import MARKED, STRUCK, marked, struck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown_it.tree import SyntaxTreeNode

logger = logging.getLogger(__name__)

#: ``{.class #id}``: begins a division or a code block in Pandoc, and is not a directive.
_ATTRIBUTES = re.compile(r"\{\s*[.#][^{}]*\}")
_DIRECTIVE = re.compile(r"\{[^{}\s]+\}$")


class ArticleRenderer(LinkRenderer):
    """Render Markdown tokens as nodes."""

    def _warn(self, line: int, message: str) -> None:
        place = f"{self.sphinx_env.doc2path(self.sphinx_env.docname, base=False)}:{line}"
        logger.warning(message, location=place, type="kb", subtype="markdown")

    def _add(self, node: nodes.Element, token: SyntaxTreeNode, render: Callable[[], None]) -> None:
        """Add *node*, with the nodes that *render* makes inside."""
        self.add_line_and_source_path(node, token)
        with self.current_node_context(node, append=True):
            render()

    # Text that looks like syntax.

    def render_paragraph(self, token: SyntaxTreeNode) -> None:
        line = token_line(token, 0)
        for number, message in lines_read_as_text(token.children[0].content):
            self._warn(line + number, message)
        super().render_paragraph(token)

    def render_substitution(self, token: SyntaxTreeNode, inline: bool) -> None:
        """Render ``{{ name }}``, a plain look-up: a template language would run code."""
        name = token.content.strip()
        line = token_line(token, 0)
        value = look_up(self.md_config.substitutions, name)
        references: set[str] = getattr(self.document, "sub_references", set())
        if value is None or name in references:
            fault = "has no value" if value is None else "refers to itself"
            known = self.md_config.substitutions
            hint = "" if name in known else did_you_mean(name, known)
            self._warn(line, f"the substitution {name!r} {fault}, so it is text{hint}")
            text = nodes.Text(f"{{{{ {name} }}}}")
            self.current_node.append(text if inline else nodes.paragraph("", "", text))
            return
        self.document.sub_references = references | {name}  # type: ignore[attr-defined]
        is_text = inline and not value.lstrip().startswith(("```{", "~~~{", ":::{"))
        try:
            self.nested_render_text(value, line - 1, inline=is_text)
        finally:
            self.document.sub_references = references  # type: ignore[attr-defined]

    # Directives and roles that do not exist, or reject their content.

    def render_directive(
        self,
        token: SyntaxTreeNode,
        name: str,
        arguments: str,
        *,
        additional_options: dict[str, str] | None = None,
    ) -> None:
        known = directives.directive(name, self.language_module_rst, self.document)[0]
        if known is None:
            self._render_unknown(token, name, arguments)
            return
        before = len(self.current_node)
        super().render_directive(token, name, arguments, additional_options=additional_options)
        made = self.current_node.children[before:]
        messages = [node for node in made if isinstance(node, nodes.system_message)]
        if messages and len(messages) == len(made):
            # Without this, the content would vanish with the message; see refused_markup.
            source = f"{token.markup}{token.info}\n{token.content}{token.markup}"
            messages[0][1:] = [nodes.literal_block(source, source)]

    def _render_unknown(self, token: SyntaxTreeNode, name: str, arguments: str) -> None:
        """Show the content of a directive that does not exist: as prose, or as code."""
        known = directives._directive_registry  # type: ignore[attr-defined] # noqa: SLF001
        kind = name.lower()
        hint = "" if kind in ADMONITIONS else did_you_mean(name, {*known, *ADMONITIONS})
        missing = f"there is no directive {name!r}{hint}; its content is shown as"
        line = token_line(token, 0)
        if token.type != "colon_fence":
            self._warn(line, f"{missing} code")
            self._code(token, name, arguments)
        elif kind in ADMONITIONS:
            self._warn(line, f"{missing} a callout, for which ':::{kind}' is enough")
            self._callout(token, Callout(kind, arguments.strip()))
        else:
            self._warn(line, f"{missing} text")
            self._division(token, name, arguments)

    def _callout(self, token: SyntaxTreeNode, callout: Callout) -> None:
        line = token_line(token, 0)
        self._add_callout(token, callout, lambda: self.nested_render_text(token.content, line))

    def _add_callout(
        self, token: SyntaxTreeNode, callout: Callout, render_content: Callable[[], None]
    ) -> None:
        node, title = callout.nodes()
        line = token_line(token, 0)

        def render() -> None:
            if title is not None:
                with self.current_node_context(title):
                    self.nested_render_text(callout.heading, line - 1, inline=True)
            render_content()

        self._add(node, token, render)

    def _render_all(self, tokens: Iterable[SyntaxTreeNode]) -> None:
        for token in tokens:
            self.rules[f"render_{token.type}"](token)

    def _division(self, token: SyntaxTreeNode, name: str, arguments: str) -> None:
        node = nodes.container(is_div=True)
        self.copy_attributes(token, node, ("class", "id"))
        node["classes"] += name.split()
        line = token_line(token, 0)

        def render() -> None:
            if arguments:
                self.nested_render_text(arguments, line - 1)
            self.nested_render_text(token.content, line)

        self._add(node, token, render)

    def _code(self, token: SyntaxTreeNode, name: str, arguments: str) -> None:
        # Not those of plugins: looking them up opens files while an article is read.
        known = get_all_lexers(plugins=False)
        language = name if any(name in aliases for _, aliases, _, _ in known) else "none"
        content = f"{arguments}\n{token.content}" if arguments else token.content
        node = self.create_highlighted_code_block(
            content,
            language,
            source=self.document["source"],
            line=token_line(token, 0),
        )
        self.current_node.append(node)

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        name = token.meta["name"]
        line = token_line(token, 0)
        if roles.role(name, self.language_module_rst, line, self.reporter)[0] is None:
            hint = did_you_mean(name, roles._role_registry)  # type: ignore[attr-defined] # noqa: SLF001
            self._warn(line, f"there is no role {name!r}{hint}; its text is shown as code")
            self.current_node.append(nodes.literal(token.content, token.content))
        else:
            super().render_myst_role(token)

    # Code blocks and divisions with metadata.

    def render_fence(self, token: SyntaxTreeNode) -> None:
        info = token.info.strip()
        name = info.split(maxsplit=1)[0] if info else ""
        is_directive = _DIRECTIVE.match(name) and not _ATTRIBUTES.match(name)
        if is_directive or name in self.md_config.fence_as_directive:
            super().render_fence(token)
            return
        read = read_info(info)
        assert token.token is not None  # noqa: S101 -- a fence is one token
        token.token.info = read.language
        if read.emphasized:
            token.token.attrs.setdefault("emphasize-lines", read.emphasized)
        if read.is_numbered:
            token.token.attrs.setdefault("lineno-start", "1")
        super().render_fence(token)
        if read.title:
            block = self.current_node.children[-1]
            self.current_node.remove(block)
            caption = nodes.caption(read.title, read.title)
            wrapper = nodes.container("", caption, block, literal_block=True)
            wrapper["classes"].append("literal-block-wrapper")
            self.current_node.append(wrapper)

    def render_colon_fence(self, token: SyntaxTreeNode) -> None:
        info = token.info.strip()
        name, _, rest = info.partition(" ")
        if attributes := _ATTRIBUTES.match(info):
            self._attributed_division(token, attributes[0])
        elif name.startswith("{") or not info:
            super().render_colon_fence(token)
        elif callout := docusaurus_callout(info):
            self._callout(token, callout)
        elif rest.strip():
            self._warn(
                token_line(token, 0), f"the words {rest.strip()!r} after ':::{name}' are text"
            )
            self._division(token, name, rest.strip())
        else:
            super().render_colon_fence(token)

    def _attributed_division(self, token: SyntaxTreeNode, attributes: str) -> None:
        """Render ``::: {.name}`` of Pandoc and Quarto."""
        try:
            found = parse(attributes)[1]
        except ParseError:
            found = {}
        classes = str(found.get("class", "")).split()
        kinds = [name.removeprefix("callout-") for name in classes]
        if kind := next((name for name in kinds if name in ADMONITIONS), None):
            self._callout(token, Callout(kind, str(found.get("title", ""))))
        else:
            self._division(token, " ".join(classes), "")

    # Syntax of other systems.

    def render_admonition(self, token: SyntaxTreeNode) -> None:
        """Render ``!!! note`` and ``??? note``, which readers unfold."""
        kind, marker = token.meta["tag"], token.markup
        children = list(token.children or [])
        # Without a title, the plugin uses the kind as title.
        title = children.pop(0).children[0].content if token.content else kind
        callout = Callout(
            kind.lower(),
            "" if title in {kind, kind.title()} else title,
            is_folded=marker.startswith("?"),
            is_open=marker.endswith("+"),
        )
        self._add_callout(token, callout, lambda: self._render_all(children))

    def render_blockquote(self, token: SyntaxTreeNode) -> None:
        """Render a quote, or a callout of Obsidian: ``> [!note]- Title``."""
        children = list(token.children)
        is_text = bool(children) and children[0].type == "paragraph"
        first, _, others = children[0].children[0].content.partition("\n") if is_text else ("",) * 3
        callout = obsidian_callout(first)
        if callout is None:
            super().render_blockquote(token)
            return
        line = token_line(token, 0)

        def render_content() -> None:
            if others:
                self.nested_render_text(others, line)
            self._render_all(children[1:])

        self._add_callout(token, callout, render_content)

    def render_s(self, token: SyntaxTreeNode) -> None:
        self._add(struck(classes=[STRUCK]), token, lambda: self.render_children(token))

    def render_mark(self, token: SyntaxTreeNode) -> None:
        """Render ``==marked text==``."""
        self._add(marked(classes=[MARKED]), token, lambda: self.render_children(token))

    def render_wiki_link(self, token: SyntaxTreeNode) -> None:
        """Render ``[[slug]]``; if it leads nowhere, it is text, and `checks` reports it."""
        text = token.meta["text"]
        link = nodes.inline(token.content, text or token.content)
        self.add_line_and_source_path(link, token)
        reference = addnodes.pending_xref(
            "",
            link,
            refdomain="kb",
            reftype="article",
            reftarget=token.meta["slug"],
            refdoc=self.sphinx_env.docname,
            refexplicit=bool(text),
            refwarn=True,
        )
        self.add_line_and_source_path(reference, token)
        self.current_node.append(reference)

    def render_heading(self, token: SyntaxTreeNode) -> None:
        super().render_heading(token)
        node: nodes.Node = self.current_node
        if not isinstance(node, nodes.section):  # in a list or quote, which cannot contain sections
            node = node.children[-1]
        identifier = token.meta.get("id", "")
        if identifier and isinstance(node, nodes.Element) and identifier not in self.document.ids:
            node["ids"].insert(0, identifier)
            self.document.ids[identifier] = node
            self._heading_slugs[identifier] = (node.line, identifier, node[0].astext())
