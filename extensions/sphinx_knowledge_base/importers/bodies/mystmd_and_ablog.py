"""Translate the notation of mystmd and ABlog that MyST-Parser lacks; the rest is MyST already."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies.ranges import replace_between

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

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
        "aside",
        *("admonition", "attention", "caution", "danger", "error", "hint", "important", "note"),
        *(
            "tip",
            "warning",
            "seealso",
            "todo",
            "code",
            "code-block",
            "sourcecode",
            "math",
            "image",
        ),
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
#: ``title <target>``, as roles have it.
_TITLED = re.compile(r"(?P<title>.*\S)\s*<(?P<target>[^<>]+)>", re.DOTALL)
_CITED = re.compile(r"\[(@[\w:./+-]+(?:\s*;\s*@[\w:./+-]+)*)\]")
_LABEL = re.compile(
    r"^[ \t>]*(?:\(([^()\n]+)\)=[ \t]*$|:(?:name|label):[ \t]*(\S+)[ \t]*$)", re.MULTILINE
)
_SCHEMES: Mapping[str, str] = {
    "doi": "https://doi.org/{}",
    "wiki": "https://en.wikipedia.org/wiki/{}",
    "ror": "https://ror.org/{}",
    "rrid": "https://scicrunch.org/resolver/{}",
}
#: A link by a scheme, or one that shows its address.
_ADDRESS = re.compile(
    r"(?<!!)\[(?P<text>[^\[\]\n]*)\]\((?:(?P<scheme>doi|wiki|ror|rrid):|(?<=\[\]\()(?=https?:))"
    r"(?P<target>[^()\s]+)\)"
)
_NAME = r"\{([\w:.+-]+)\}"


def tell_unknown(context: Context, text: str) -> None:
    """Report directives and roles that need a Sphinx extension; those in code are only shown."""
    masked = context.masked
    if masked is None:
        return
    role = re.compile(rf"(?<![`\\{{]){_NAME}(?={masked.open})")
    directives = [*_DIRECTIVE.findall(text), *_DIRECTIVE.findall("\n".join(masked.first_lines()))]
    for kind, found, known in (
        ("directive", directives, _DIRECTIVES),
        ("role", role.findall(text), _ROLES),
    ):
        for name in found:
            if name not in known and not name.startswith(("bdg-", "py:", "kb:", "std:", "cpp:")):
                written = f"{{{name}}}"
                context.by_hand(f"{kind} {written}", written, "an extension of Sphinx must know it")


def roles(context: Context, text: str, keys: Container[str]) -> str:
    """Return *text* with its roles for files, buttons and marks, and with citations.

    :param keys: What can be cited.
    """
    masked = context.masked
    if masked is None:
        return text
    role = re.compile(rf"\{{(?P<name>[\w:-]+)\}}(?P<text>{masked.open}\d+{masked.close})")

    def translated(found: re.Match[str]) -> str:
        written = masked.shown(found["text"]).strip("`").strip()
        titled = _TITLED.fullmatch(written)
        title, target = (titled["title"], titled["target"]) if titled else ("", written)
        done = _role(context, found["name"], title.strip(), target)
        if done is None:
            return found[0]
        context.translated(f"role {{{found['name']}}}", found[0], f"{found['name']} {target}")
        context.added.append(written)
        return done

    def citation(found: re.Match[str]) -> str:
        names = [name.strip().removeprefix("@") for name in found[1].split(";")]
        if not all(name in keys for name in names):
            return found[0]
        context.count("citation", "translated", found[0])
        return context.hide(f"{{cite}}`{','.join(names)}`")

    return _CITED.sub(citation, role.sub(translated, text))


def _role(context: Context, name: str, title: str, target: str) -> str | None:
    if name in {"doc", "download"}:
        found = context.links.link(context, target if name == "download" else f"{target}.md")
        if found is None and name == "doc":
            found = context.links.link(context, target)
        if found is None:
            return None
        if name == "doc":
            return context.hide(f"{{doc}}`{title} <{found}>`" if title else f"{{doc}}`{found}`")
        return f"[{title or posixpath.basename(target)}]({found})"
    if name in {"button", "link"} and title:
        return f"[{title}]({target})"
    tag = {"del": "del", "u": "u", "underline": "u", "delete": "del", "strike": "del"}.get(name)
    return f"<{tag}>{target}</{tag}>" if tag and not title else None


def labels(text: str) -> list[str]:
    """Return the names that blocks have for links from everywhere."""
    if ")=" not in text and ":name:" not in text and ":label:" not in text:
        return []
    return [a or b for a, b in _LABEL.findall(text)]


def schemes(context: Context, text: str) -> str:
    """Return *text* with addresses of the web for the schemes that mystmd knows."""

    def address(found: re.Match[str]) -> str:
        target = found["target"]
        if found["scheme"]:
            target = _SCHEMES[found["scheme"]].format(target)
            context.translated(f"{found['scheme']}:", found[0], found["scheme"])
        context.added.append(target)
        return f"[{found['text'] or target}]({target})"

    return _ADDRESS.sub(address, text)


def translate(context: Context, text: str) -> str:
    """Record the extensions that the body needs."""
    tell_unknown(context, text)
    if "{numref}" in text:
        context.account.settings["numfig"] = True
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
