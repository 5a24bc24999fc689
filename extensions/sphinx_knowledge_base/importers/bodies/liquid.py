"""Translate Liquid, as Jekyll and Eleventy use it: links, look-ups, includes and code.

Outputs are evaluated by python-liquid, which runs no code and reads no files here, and only where
everything they name is in the site's own data.  Loops and conditions are shown as text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx_knowledge_base.importers.bodies import (
    common_shortcodes,
    hugo,
    liquid_includes,
    shortcodes,
)
from sphinx_knowledge_base.importers.bodies.code import highlighted
from sphinx_knowledge_base.importers.bodies.ranges import fenced, replace_between, without_indent
from sphinx_knowledge_base.importers.bodies.shortcodes import Tag
from sphinx_knowledge_base.importers.code_masking import code_span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch
    from sphinx_knowledge_base.importers.model import Document, Value

_HIGHLIGHT = (
    re.compile(
        r"^(?P<indent>[ \t]*+)\{%-?\s*+highlight\s++[\"']?(?P<lang>[\w+#.-]++)[\"']?"
        r"(?P<options>[^%{]*+)%\}[ \t]*+",
        re.MULTILINE,
    ),
    re.compile(r"\{%-?\s*+endhighlight\s*+-?%\}"),
)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}"), re.compile(r"\{%-?\s*endraw\s*-?%\}")
_RAW_TAG = re.compile(r"(?<![ \t])[ \t]*+\{%-?\s*+(?:end)?raw\s*+-?%\}(?:[ \t]*+(?=\n))?")
#: What stands before the target of a link; an output may be between.
_BEFORE_ADDRESS = re.compile(
    r"\]\(\s*<?(?:\{\{[^{}]*\}\})?\Z|=\s*[\"']\Z|^[ \t]*\[[^\]\n]+\]:\s*\Z", re.MULTILINE
)
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}"), re.compile(r"\{%-?\s*endcomment\s*-?%\}")
#: Neither a tag nor an output holds the beginning of another one.
_TAG = re.compile(
    r"\{%-?\s*+(?P<name>\w++)(?P<args>(?:[^%{-]|%(?!\})|\{(?!%(?!\}))|-(?!%\}))*+)-?%\}"
    r"|\{\{-?(?P<output>(?:[^{}-]|\{(?!\{)|\}(?!\})|-(?!\}\}))*+)-?\}\}"
)

#: What sites with Nunjucks or Liquid define as shortcodes, by names that say what they do.
_SHORTCODES: Mapping[str, shortcodes.Renderer] = {
    **{
        name: one
        for name, one in common_shortcodes.COMMON.items()
        if name not in {"gist", "section"}
    },
    "youtubeembed": common_shortcodes.COMMON["youtube"],
}

#: Tags that show something of another site, with what it is called and where it is.
_EMBEDS: Mapping[str, tuple[str, str]] = {
    "youtube": ("YouTube", "https://www.youtube.com/watch?v="),
    "gist": ("Gist", "https://gist.github.com/"),
}


class Data:
    """The values that outputs can name, and the files that can be included."""

    def __init__(self, names: Mapping[str, Value], includes: Mapping[str, str]) -> None:
        """Take the values of *names*, and the text of *includes* by their file names."""
        self.names = names
        self.includes = includes


@cache
def _environment() -> Any:
    """Return the one environment: strict, bounded, and without a loader."""
    from liquid import Environment, StrictUndefined  # noqa: PLC0415 -- few sources need it

    class Bounded(Environment):
        """Outputs of a body are short."""

        output_stream_limit = 100_000
        loop_iteration_limit = 1
        local_namespace_limit = 10_000

    environment = Bounded(undefined=StrictUndefined)
    for name in ("relative_url", "absolute_url", "url", "markdownify", "smartify", "safe"):
        environment.add_filter(name, lambda value: value)
    # As Nunjucks calls them.
    environment.add_filter("upper", lambda value: str(value).upper())
    environment.add_filter("lower", lambda value: str(value).lower())
    return environment


def highlight(context: Context, text: str) -> str:
    """Return *text* whose ``highlight`` blocks are fences."""
    if "highlight" not in text:
        return text

    def block(stretch: Stretch) -> str:
        match = stretch.opening
        context.translated(
            "{% highlight %}", match[0].split("\n")[0], match["lang"] + match["options"]
        )
        context.drop("highlight endhighlight")
        written = stretch.inner.rstrip(" \t")
        code = _RAW_TAG.sub("", without_indent(written, match["indent"]))
        if "raw" in written:
            context.drop("raw endraw")
        options = "linenos" if "linenos" in match["options"] else ""
        code = highlighted(code, match["lang"], "{linenos}" if options else "")
        return match["indent"] + code.replace("\n", f"\n{match['indent']}")

    return replace_between(text, *_HIGHLIGHT, block, fenced(text))


def without_raw(context: Context, piece: str) -> str:
    """Return code without the marks that kept Liquid away from it."""
    if "raw" not in piece or "{%" not in piece:
        return piece

    def gone(match: re.Match[str]) -> str:
        context.drop(match[0])
        return ""

    return _RAW_TAG.sub(gone, piece)


def tags(context: Context, text: str, data: Data) -> str:
    """Return *text* with its tags and outputs translated, or shown as text."""
    if "{%" not in text and "{{" not in text:
        return text

    def raw(stretch: Stretch) -> str:
        context.translated("{% raw %}", stretch.whole.split("\n", maxsplit=1)[0], "raw endraw")
        return _TAG.sub(lambda found: context.hide(code_span(found[0])), stretch.inner)

    def comment(stretch: Stretch) -> str:
        whole = stretch.whole
        context.translated("{% comment %}", whole.split("\n", maxsplit=1)[0], whole)
        return ""

    text = replace_between(replace_between(text, *_RAW, raw), *_COMMENT, comment)
    text = _shortcodes(context, text)
    assigned: dict[str, Any] = {}
    pieces, at = [], 0
    for match in _TAG.finditer(text):
        pieces.append(text[at : match.start()])
        before = text[max(0, match.start() - 200) : match.start()]
        done = _one(context, match, before, data, assigned)
        if done is None:
            line_start = text.rfind("\n", 0, match.start()) + 1
            line_end = text.find("\n", match.end())
            rest = text[match.end() : line_end if line_end >= 0 else None]
            alone = not text[line_start : match.start()].strip() and not rest.strip()
            name = f"{{% {match['name']} %}}" if match["name"] else "{{ }}"
            done = context.as_text(name, match[0], alone=alone)
        pieces.append(done)
        at = match.end()
    return "".join([*pieces, text[at:]])


def _shortcodes(context: Context, text: str) -> str:
    """Translate tags that are shortcodes in all but name."""
    tags = []
    for found in _TAG.finditer(text):
        name = (found["name"] or "").casefold()
        bare = name.removeprefix("end")
        if bare not in _SHORTCODES:
            continue
        args, named = hugo.arguments(
            context.shown(found["args"]).replace(",", " ").replace("'", '"')
        )
        is_closing = name != bare
        tags.append(Tag(*found.span(), found[0], bare, args, named, is_closing=is_closing))
    return shortcodes.translate(context, text, tags, _SHORTCODES)


def _one(
    context: Context,
    match: re.Match[str],
    before: str,
    data: Data,
    assigned: dict[str, Any],
) -> str | None:
    """Return the translation of a tag or output, or None if it is unknown."""
    name, args = match["name"], context.shown(match["args"] or "")
    if name is None:
        return _output(context, match, data, assigned)
    if name in {"link", "post_url"}:
        return _link(context, match, name, args.strip(), before)
    if name in {"include", "include_relative", "include_cached", "render"}:
        return liquid_includes.include(context, match, args, data.includes)
    if name == "assign":
        return _assign(context, match, args, data, assigned)
    if name in _EMBEDS and re.fullmatch(r"\s*[\w/.-]+\s*.*", args):
        title, address = _EMBEDS[name]
        context.translated(f"{{% {name} %}}", match[0])
        return f"[{title}: {args.split()[0]}]({address}{args.split()[0]})"
    return None


def _assign(
    context: Context, match: re.Match[str], args: str, data: Data, assigned: dict[str, Any]
) -> str | None:
    target, _, expression = args.partition("=")
    value = _evaluate(expression, context.document, data, assigned)
    if value is None:
        return None
    assigned[target.strip()] = value
    context.translated("{% assign %}", match[0])
    return ""


def _link(
    context: Context, match: re.Match[str], name: str, target: str, before: str
) -> str | None:
    links, document = context.links, context.document
    target = target.strip("\"'")
    if name == "link":
        found = links.site.by_path.get(target.lstrip("/"))
        if found is None and (file := links.site.file(document, f"/{target}", links.roots)):
            context.translated("{% link %}", match[0])
            return f"/{quote(file)}"
    else:
        found = links.site.by_id.get(target.casefold())
    if found is None and _BEFORE_ADDRESS.search(before):
        context.drop(match[0])
        return quote(target)  # it is reported with the other links
    if found is None:
        context.account.note(context.place(match[0]), "link", f"{name} leads nowhere: {target}")
        return None
    context.translated(f"{{% {name} %}}", match[0])
    address = f"/{quote(found.path)}"
    if _BEFORE_ADDRESS.search(before):
        return address
    context.added.append(found.title)
    return f"[{found.title}]({address})"


def _output(
    context: Context, match: re.Match[str], data: Data, assigned: Mapping[str, Any]
) -> str | None:
    expression = context.shown(match["output"]).strip()
    if re.fullmatch(r"site\.(?:baseurl|url)", expression):
        # Addresses begin with them; links are found without.
        context.translated("{{ site.url }}", match[0])
        return ""
    value = _evaluate(expression, context.document, data, assigned)
    if value is None:
        return None
    context.translated("{{ }}", match[0])
    context.added.append(value)
    return value


def _evaluate(
    expression: str, document: Document, data: Data, assigned: Mapping[str, Any]
) -> str | None:
    """Return the text of an expression, or None if anything in it is unknown."""
    page = {
        **document.values,
        "title": document.title or document.values.get("title"),
        "url": document.addresses[0] if document.addresses else "",
    }
    try:
        template = _environment().from_string(f"{{{{ {expression} }}}}")
        return str(template.render(**{**data.names, "page": page, **assigned}))
    except Exception:  # noqa: BLE001 -- whatever a filter raises: it is shown as text
        return None
