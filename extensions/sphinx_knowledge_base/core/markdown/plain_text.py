"""Inline Markdown as plain text: the text that readers see, without markup."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.core.markdown.formula_text import formula_text
from sphinx_knowledge_base.core.markdown.substitutions import look_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARKUP = re.compile(r"[*_`\[\]<>&\\!~$^{}\n]|==|:[\w+-]+:")
#: The group is the text after an opening that nothing closes: no other match needs to search it.
_FOOTNOTE = re.compile(r"\[\^[^\]]++\]|(\[\^[^\]]*+\Z)")
#: Attributes after a paragraph or heading.
_ATTRIBUTES = re.compile(r"(?<![ \t])[ \t]*+\{:?[ \t]*[#.][^{}\n]*\}$")
#: The text of a role with a target: ``text <target>``.
_WITH_TARGET = re.compile(r"^(.*[^\s\\])\s*<[^<>]*>\s*$", re.DOTALL)
#: The tooltip of an abbreviation: ``HTML (HyperText Markup Language)``.
_EXPLANATION = re.compile(r"(?<![ \t])[ \t]*+\([^()]*\)\Z")
_CITATIONS = frozenset({"cite", "cite:p", "cite:t"})
#: Deeper than any substitution of a sensible site.
_MAX_DEPTH = 5


def plain_text(
    markdown: str, substitutions: Mapping[str, Any] | None = None, depth: int = 0
) -> str:
    """Return the text of inline *markdown* as readers see it, on one line.

    :param substitutions: The values of ``{{ name }}``; None if that is text.
    """
    if not _MARKUP.search(markdown):
        return " ".join(markdown.split(" ")).strip()
    source = _ATTRIBUTES.sub("", _FOOTNOTE.sub(r"\1", markdown))
    parser = _parser(has_substitutions=substitutions is not None)
    parts: list[str] = []
    for token in parser.parseInline(source)[0].children or []:
        if token.type == "myst_role" and token.meta["name"] in _CITATIONS:
            # A number, with the space before it.
            parts[-1:] = [part.rstrip() for part in parts[-1:]]
        elif token.type.startswith("substitution"):
            parts.append(_substituted(token, substitutions or {}, depth))
        else:
            parts.append(_seen(token))
    return re.sub("[ \t\n]+", " ", "".join(parts)).strip()


def _seen(token: Token) -> str:
    """Return the text of a token that readers see."""
    match token.type:
        case "text" | "text_special" | "code_inline":
            return token.content
        case "softbreak" | "hardbreak":
            return " "
        case "math_inline" | "math_inline_double":
            return formula_text(token.content)
        case "wiki_link":
            return str(token.meta["text"] or token.meta["target"])
        case "myst_role":
            return _text_of_role(token.meta["name"], token.content)
    return ""


def _text_of_role(name: str, content: str) -> str:
    match name:
        case "math":
            return formula_text(content)
        case "abbr" | "abbreviation":
            return _EXPLANATION.sub("", content)
    return _WITH_TARGET.sub(r"\1", content)


def _substituted(token: Token, values: Mapping[str, Any], depth: int) -> str:
    value = look_up(values, token.content.strip())
    if value is None or depth == _MAX_DEPTH:
        return f"{{{{ {token.content.strip()} }}}}"
    return plain_text(value, values, depth + 1)


@cache
def _parser(*, has_substitutions: bool) -> MarkdownIt:
    """Return the parser, created once: creating it is slower than using it, and it has no state."""
    # Imported here: with cached articles, no parser is needed.
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.attrs import attrs_plugin  # noqa: PLC0415
    from mdit_py_plugins.myst_role import myst_role_plugin  # noqa: PLC0415
    from mdit_py_plugins.substitution import substitution_plugin  # noqa: PLC0415

    from sphinx_knowledge_base.core.markdown import formulas, inline_rules  # noqa: PLC0415

    parser = MarkdownIt("commonmark").enable("strikethrough").use(myst_role_plugin)
    parser.use(formulas.plugin).use(inline_rules.plugin)
    parser.use(attrs_plugin, after=("image", "code_inline", "link_close", "span_close"), spans=True)
    return parser.use(substitution_plugin) if has_substitutions else parser
