"""Translate the notation of mystmd and ABlog that MyST-Parser lacks; the rest is MyST already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies.ranges import replace_between

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch

_COLONS = re.compile(r"^[ \t]*:{3,}\{", re.MULTILINE)
_LIST = (
    re.compile(r"^[ \t]*+(?P<same>`{3,}+|:{3,}+)\{postlist\}", re.MULTILINE),
    re.compile(r"^[ \t]*+(?P<same>`{3,}+|:{3,}+)[ \t]*+$", re.MULTILINE),
)


#: Directives and roles that MyST-Parser, Sphinx and sphinx-design have by themselves.
_DIRECTIVES = frozenset(
    {
        *("admonition", "attention", "caution", "danger", "error", "hint", "important", "note"),
        *("tip", "warning", "seealso", "todo", "code", "code-block", "sourcecode", "math", "image"),
        *("figure", "table", "csv-table", "list-table", "include", "literalinclude", "toctree"),
        *("contents", "topic", "sidebar", "epigraph", "highlights", "pull-quote", "rubric"),
        *("container", "class", "raw", "eval-rst", "only", "index", "glossary", "versionadded"),
        *("versionchanged", "deprecated", "parsed-literal", "card", "grid", "grid-item", "div"),
        *("grid-item-card", "dropdown", "tab-set", "tab-item", "button-link", "button-ref"),
        *(
            "figure-md",
            "html",
            "articles",
            "post",
            "postlist",
            "centered",
            "hlist",
            "productionlist",
        ),
        *("card-carousel", "tab-set-code", "article-info", "meta", "highlight", "compound", "role"),
        *(
            "default-role",
            "replace",
            "unicode",
            "date",
            "footer",
            "header",
            "line-block",
            "datatemplate",
        ),
    }
)
_ROLES = frozenset(
    {
        *("abbr", "code", "command", "dfn", "doc", "download", "eq", "file", "kbd", "math", "term"),
        *("menuselection", "guilabel", "numref", "ref", "any", "sub", "sup", "subscript", "index"),
        *("superscript", "emphasis", "strong", "literal", "envvar", "option", "pep", "rfc", "bdg"),
        *("octicon", "material-regular", "fas", "fab", "far", "samp", "program", "regexp", "cite"),
        *("button-link", "button-ref", "title-reference", "manpage", "mimetype", "newsgroup"),
    }
)
_DIRECTIVE = re.compile(r"^[ \t>]*(?:`{3,}|~{3,}|:{3,})\{([\w:.+-]+)\}", re.MULTILINE)
_ROLE = re.compile(r"(?<![`\\{])\{([\w:.+-]+)\}(?=`)")


def tell_unknown(context: Context, text: str) -> None:
    """Report directives and roles that need a Sphinx extension, each once for a body."""
    for kind, pattern, known in (
        ("directive", _DIRECTIVE, _DIRECTIVES),
        ("role", _ROLE, _ROLES),
    ):
        for name in dict.fromkeys(pattern.findall(text)):
            if name not in known and not name.startswith(("bdg-", "py:", "kb:", "std:", "cpp:")):
                written = f"{{{name}}}"
                context.by_hand(f"{kind} {written}", written, "an extension of Sphinx must know it")


def translate(context: Context, text: str) -> str:
    """Record the extensions that the body needs."""
    tell_unknown(context, context.shown(text))
    if _COLONS.search(context.shown(text)):
        context.extensions.add("colon_fence")
    if re.search(r"(?<![\\$])\$[^$\n]+\$|\$\$", text):
        context.extensions.add("dollarmath")
    if re.search(r"\{\{\s*\w+\s*\}\}", text):
        context.extensions.add("substitution")
    if re.search(r"^\{[.#%\w][^{}\n]*\}[ \t]*$", text, re.MULTILINE):
        context.extensions.add("attrs_block")
    return text


def without_lists(context: Context, text: str) -> str:
    """Replace lists of posts by lists of articles."""

    def listing(stretch: Stretch) -> str:
        context.translated("postlist", stretch.whole.split("\n")[0], stretch.whole)
        return "```{articles}\n:limit: 10\n:layout: list\n```"

    return replace_between(text, *_LIST, listing)
