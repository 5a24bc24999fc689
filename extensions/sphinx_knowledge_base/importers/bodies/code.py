"""Translate code blocks: languages to Pygments' names, and the options of the first line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pygments.lexers import get_lexer_by_name
from pygments.token import Error
from pygments.util import ClassNotFound

from sphinx_knowledge_base.importers.code_masking import fence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context

_OPENING = re.compile(r"(?P<indent>[ \t>]*+)(?P<bar>`{3,}+|~{3,}+)(?P<info>.*)")
_CODE_DIRECTIVE = re.compile(
    r"(?P<head>(?P<indent>[ \t>]*+)(?:`{3,}+|~{3,}+)\{(?:code|code-block|sourcecode)\}[ \t]*)"
    r"(?P<language>\S*)[ \t]*"
)
_DIRECTIVE_OPTION = re.compile(r"[ \t>]*:[\w-]+:(?:\s|$)")
_CLOSING = re.compile(r"[ \t>]*+(?P<bar>`{3,}+|~{3,}+)[ \t]*+")
_TITLE = re.compile(
    r"\b(?:title|filename|name|caption|header|lineNos|fileName)\s*=\s*(?:\"([^"
    r"\"]*)\"|'([^']*)'|([^\s,}\]]+))"
)
_NAMED_LINES = re.compile(r"\bhl_[lL]ines?\s*+=\s*+[\"'\[]?\s*+(\d[\d ,-]*+)")
_LINES = re.compile(r"[\[{\"]\s*+((?:[ ,-]*+\d++)++)\s*+[\]}\"]")
_NUMBERED = re.compile(
    r"linenos(?!\s*=\s*(?:false|\"false))|showLineNumbers(?!\s*=\s*\{?false)|lineNos"
)
_NUMBERS_FROM = re.compile(r"\blinenums\s*=\s*[\"']?(\d+)[\"']?")
_FIRST_LINE = re.compile(r"\b(?:linenostart|lineno-start|startLine|start)\s*=\s*[\"']?(\d+)")

#: Languages under names that Pygments does not know, and those that have no lexer.
_NAMES: Mapping[str, str] = {
    "svelte": "html", "astro": "html", "njk": "jinja", "nunjucks": "jinja", "liquid": "liquid",
    "jinja2": "jinja", "tera": "jinja", "mdx": "markdown",
    "jsonc": "json5", "json5": "json5", "sh-session": "console", "plain": "text",
    "plaintext": "text", "txt": "text", "none": "text", "no-highlight": "text",
    "nohighlight": "text",
    "output": "text", "terminal": "console", "shell-session": "console", "env": "bash",
    "dotenv": "bash", "golang": "go", "cmd": "batch", "c#": "csharp", "objective-c": "objc",
    "zsh": "zsh", "html+erb": "erb", "vue": "html", "azurecli": "bash", "dockerfile": "docker",
    "ejs": "html", "gotmpl": "text", "go-html-template": "text", "text": "text", "mysql": "mysql",
}  # fmt: skip


@lru_cache(512)
def lexer_name(language: str) -> str | None:
    """Return Pygments' name for *language*, or None."""
    name = "diff" if language.startswith("diff-") else _NAMES.get(language.casefold(), language)
    try:
        get_lexer_by_name(name)
    except ClassNotFound:
        return None
    return name


@lru_cache(4096)
def _is_clean(language: str, content: str) -> bool:
    """Tell whether Sphinx can highlight *content* without a warning."""
    lexer = get_lexer_by_name(language)
    return all(kind is not Error for kind, _ in lexer.get_tokens(content))


def tidy(context: Context, piece: str) -> str:
    """Return a fenced block with its first line translated for Sphinx; other code unchanged."""
    first, *lines = piece.split("\n")
    found = _OPENING.fullmatch(first)
    if found is None or not lines:
        return piece
    end = _CLOSING.fullmatch(lines[-1])
    is_closed = end is not None and end["bar"].startswith(found["bar"])
    close = lines.pop() if is_closed or not lines[-1] else ""
    content = "\n".join(lines)
    info = found["info"].strip()
    if not info:
        return piece
    language, rest = _language(info)
    if language in {"math", "latex-math"} and not rest:
        return piece.replace(found["info"], "{math}", 1)
    known = lexer_name(language) if language else "text"
    options = _options(rest, content)
    if rest:
        context.count("first line of a code block", "translated", found["info"])
    if known is None:
        kind = (
            "diagram" if language in {"mermaid", "plantuml", "dot", "d2", "ditaa"} else "language"
        )
        place = context.count(f"code in {language[:30]}", "text", found["info"])
        context.account.note(place, "code", f"{kind} {language[:30]!r} is shown as plain text")
        known = "text"
    if known != "text" and not _is_clean(known, content):
        options.append(":force:")
    if known != info:
        context.drop(info)
    if not options:
        return piece if known == info else piece.replace(found["info"], known, 1)
    indent, bar = found["indent"], found["bar"]
    head = "\n".join(indent + line for line in (f"{bar}{{code-block}} {known}", *options, ""))
    head = head.removeprefix(indent) if piece[: len(indent)] != indent else head
    body = f"{content}\n" if content else ""
    return f"{head}\n{body}{close or indent + bar}"


def tidy_directive(context: Context, piece: str) -> str:
    """Return a directive with code in it so that Sphinx can highlight it; others unchanged."""
    first, *lines = piece.split("\n")
    found = _CODE_DIRECTIVE.fullmatch(first)
    if found is None or not lines:
        return piece
    options = [line.strip() for line in lines if line.lstrip(" \t>").startswith(":")]
    language = found["language"]
    known = lexer_name(language) if language else "text"
    if known is None:
        place = context.count(f"code in {language[:30]}", "text", found["language"])
        context.account.note(place, "code", f"language {language[:30]!r} is shown as plain text")
        return "\n".join([f"{found['head']}text", *lines])
    content = "\n".join(line for line in lines[:-1] if not _DIRECTIVE_OPTION.match(line))
    if known == "text" or ":force:" in options or _is_clean(known, content):
        return piece
    return "\n".join([first, f"{found['indent']}:force:", *lines])


def _options(rest: str, content: str) -> list[str]:
    """Return the options of ``code-block`` for what stands behind the language."""
    options = []
    if title := _TITLE.search(rest):
        options.append(f":caption: {next(filter(None, title.groups()), '')}")
    marked = _NAMED_LINES.search(rest) or _LINES.search(_NUMBERS_FROM.sub("", rest))
    if marked and (numbers := _numbers(marked[1], content)):
        options.append(f":emphasize-lines: {numbers}")
    numbered = _NUMBERS_FROM.search(rest)
    if _NUMBERED.search(rest) or numbered:
        options.append(":linenos:")
    start = _FIRST_LINE.search(rest) or numbered
    if start and start[1] != "1":
        options.append(f":lineno-start: {start[1]}")
    return options


def _language(info: str) -> tuple[str, str]:
    """Return the language and the options of an info string."""
    if found := re.fullmatch(
        r"\{\s*+\.?([\w+#.-]++)(?:[\s,]++(.*))?\}", info
    ):  # Pandoc, R Markdown
        return found[1].casefold(), f"{{{found[2]}}}" if found[2] else ""
    if found := re.match(r"([\w+#-]++)/(\d[\d,-]*+)(.*)", info):  # Eleventy: js/2-3
        return found[1].casefold(), f"{{{found[2]}}}{found[3]}"
    found = re.match(r"[.:]?([^\s{,:\[(]+)", info)
    if found is None:
        return "", info
    return found[1].casefold(), info[found.end() :].strip()


def _numbers(written: str, content: str) -> str:
    """Return those of the emphasized lines that the code has."""
    count = content.count("\n") + 1
    kept = []
    for part in re.split(r"[ ,]+", written.strip()):
        first, _, last = part.partition("-")
        if first.isdecimal() and 0 < int(first) <= count:
            end = min(int(last), count) if last.isdecimal() else int(first)
            kept.append(first if end <= int(first) else f"{first}-{end}")
    return ",".join(kept)


def highlighted(content: str, language: str, options: str = "") -> str:
    """Return code as a fenced block."""
    return fence(content, f"{language} {options}".strip())
