"""Convert WordPress's texts: blocks, shortcodes, and paragraphs marked by blank lines."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies.ranges import replace_between, stretches

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch

_BLOCK = re.compile(r"<!--\s*+/?+wp:[^<>]*+(?<=--)>[ \t]*+\n?+")
_BLOCK_TAGS = (
    r"(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map"
    r"|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|header"
    r"|footer|nav|figure|figcaption|details|summary|iframe|script|video|audio)"
)
_CAPTION = re.compile(
    r"\[caption(?P<args>[^\[\]]*+)\](?P<content>(?:(?!\[caption).)*?)\[/caption\]", re.DOTALL
)
_CODE = re.compile(
    r"\[(?P<tag>code|sourcecode|source|highlight|python|php|bash|js|css|html|sql|java)\b"
    r"(?P<args>[^\[\]]*+)\](?P<content>(?:(?!\[/?(?P=tag)\b).)*+)\[/(?P=tag)\]",
    re.DOTALL,
)
_EMBED = re.compile(
    r"\[(?:embed|youtube|vimeo|audio|video|playlist)(?P<args>[^\[\]]*+)\]"
    r"(?:(?P<content>[^\[\]]*+)\[/(?:embed|youtube|vimeo|audio|video)\])?"
)
_GALLERY = re.compile(r"\[gallery(?P<args>[^\[\]]*+)\]")
_OTHER = re.compile(
    r"\[/?(?P<name>[a-z][a-z0-9_-]{2,}+)"
    r"(?:\s++[\w-]++\s*+=\s*+(?:\"[^\"\[]*+\"|'[^'\[]*+'|[^\s\[\]]++))++\s*+/?\]"
    r"|\[/(?P<closed>[a-z][a-z0-9_-]{2,}+)\]"
)
#: The attributes of a tag; those in quotes may hold signs of tags.
_INSIDE = r"(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+"
_PICTURE = re.compile(rf"((?:<a\b{_INSIDE}>\s*+)?<img\b{_INSIDE}>(?:\s*+</a>)?)(.*)", re.DOTALL)
_MORE = re.compile(r"<!--\s*+(?:more|nextpage)[^<>]*+(?<=--)>")
_ESCAPED = re.compile(r"\[\[([^\[\]]+)\]\]")
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\]]++))")
_URL_LINE = re.compile(
    r"^(?:<p>\s*+|[ \t]*+)(https?://[^\s<>]++)(?:\s*+</p>|[ \t]*+)$", re.MULTILINE
)
#: What WordPress makes no paragraphs of, in HTML and in shortcodes.
_KEPT = (
    (
        re.compile(r"<(?P<same>pre|script|style|textarea|table)\b"),
        re.compile(r"</(?P<same>pre|script|style|textarea|table)>"),
    ),
    (
        re.compile(r"\[(?P<same>code|sourcecode|source)\b[^\[\]]*+\]"),
        re.compile(r"\[/(?P<same>code|sourcecode|source)\]"),
    ),
)
_CODE_ELEMENT = re.compile(r"<(?:pre|code)\b"), re.compile(r"</(?:pre|code)>")


def paragraphs(text: str) -> str:
    """Return HTML with ``<p>`` tags where WordPress makes paragraphs of blank lines.

    Texts of the block editor have them already.  The rule is that of ``wpautop``, as far as it
    concerns paragraphs and line breaks.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<!-- wp:" in text or "\n\n" not in text.strip():
        return text
    kept: list[str] = []

    def keep(stretch: Stretch) -> str:
        kept.append(stretch.whole)
        return f"\n\n\0{len(kept) - 1}\0\n\n"

    text = text.replace("\0", "")
    for marks in _KEPT:
        text = replace_between(text, *marks, keep)
    done = []
    for part in re.split(r"\n[ \t]*\n", text):
        bare = part.strip()
        if not bare:
            continue
        is_block = re.match(rf"<!--|</?{_BLOCK_TAGS}\b|\0\d+\0", bare)
        done.append(bare if is_block else "<p>" + re.sub(r"\n(?!<)", "<br>\n", bare) + "</p>")
    return re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], "\n\n".join(done))


def shortcodes(context: Context, text: str) -> str:
    """Return HTML *text* with WordPress's own shortcodes as HTML, the others as text."""
    text = _BLOCK.sub(lambda found: _gone(context, "block", found[0]), text)
    text = _MORE.sub(lambda found: _gone(context, "end of the summary", found[0]) + "\n", text)
    if "[" in text:
        text = _CODE.sub(lambda found: _code(context, found), text)
        text = _outside_code(text, lambda part: _tags(context, part))
    return _URL_LINE.sub(lambda found: f'<p><a href="{escape(found[1])}">{found[1]}</a></p>', text)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts, at = [], 0
    for code in stretches(text, *_CODE_ELEMENT):
        parts += [change(text[at : code.start]), code.whole]
        at = code.end
    return "".join([*parts, change(text[at:])])


def _tags(context: Context, text: str) -> str:
    text = _CAPTION.sub(lambda found: _caption(context, found), text)
    text = _GALLERY.sub(lambda found: _gallery(context, found), text)
    text = _EMBED.sub(lambda found: _embed(context, found), text)
    text = _outside_code(text, lambda part: _OTHER.sub(lambda found: _other(context, found), part))
    return _ESCAPED.sub(r"[\1]", text)


def _gone(context: Context, name: str, matched: str) -> str:
    context.translated(name, matched.strip().split("\n")[0], matched)
    return ""


def _arguments(text: str) -> dict[str, str]:
    return {name: a or b or c for name, a, b, c in _ATTRIBUTE.findall(text)}


def _code(context: Context, match: re.Match[str]) -> str:
    arguments = _arguments(match["args"])
    language = (
        arguments.get("lang")
        or arguments.get("language")
        or (
            match["tag"]
            if match["tag"] not in {"code", "sourcecode", "source", "highlight"}
            else ""
        )
    )
    context.translated(
        f"[{match['tag']}]",
        match[0].split("\n")[0],
        f"{match['tag']} {match['tag']} {match['args']}",
    )
    content = match["content"].strip("\n")
    content = (
        content
        if re.search(r"&(?:lt|gt|amp|quot|#\d+);", content)
        else escape(content, quote=False)
    )
    return f'<pre><code class="language-{escape(language)}">{content}</code></pre>'


def _caption(context: Context, match: re.Match[str]) -> str:
    arguments = _arguments(match["args"])
    parts = re.match(
        rf"((?:<a\b{_INSIDE}>\s*+)?<img\b{_INSIDE}>(?:\s*+</a>)?)(.*)",
        match["content"],
        re.DOTALL,
    )
    caption = (parts[2] if parts else "").strip() or arguments.get("caption", "")
    syntax = re.sub(re.escape(arguments.get("caption", "\0")), "", match["args"])
    context.translated("[caption]", match[0].split("\n")[0], f"caption caption {syntax}")
    picture = parts[1] if parts else match["content"]
    return (
        f"<figure>{picture}"
        + (f"<figcaption>{caption}</figcaption>" if caption else "")
        + "</figure>"
    )


def _gallery(context: Context, match: re.Match[str]) -> str:
    attachments = context.links.attachments
    identifiers = re.findall(r"\d+", _arguments(match["args"]).get("ids", ""))
    known = [attachments[one] for one in identifiers if one in attachments]
    if not known or len(known) != len(identifiers):
        return f"<code>{escape(_text(context, '[gallery]', match[0]))}</code>"
    context.translated("[gallery]", match[0])
    return "".join(
        f'<p><img src="{escape(url)}" alt="{escape(title)}"></p>' for url, title in known
    )


def _embed(context: Context, match: re.Match[str]) -> str:
    arguments = _arguments(match["args"])
    address = (
        match["content"]
        or arguments.get("src")
        or arguments.get("mp4")
        or arguments.get("mp3")
        or match["args"]
    ).strip(" =\"'")
    if not re.fullmatch(r"https?://\S+", address):
        return f"<code>{escape(_text(context, '[embed]', match[0]))}</code>"
    context.translated("[embed]", match[0])
    context.added.append(address)
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'


def _other(context: Context, match: re.Match[str]) -> str:
    name = f"[{match['name'] or match['closed']}]"
    return f"<code>{escape(_text(context, name, match[0]))}</code>"


def _text(context: Context, name: str, matched: str) -> str:
    place = context.count(name, "text", matched)
    context.account.note(place, "construct", f"{name} is shown as text")
    return matched
