"""Convert HTML bodies to Markdown.

`markdownify` does it: the package that most projects use, small, kept, and open to changes tag by
tag.  What Markdown cannot say stays HTML.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lxml import html as lxml_html
from lxml.etree import LxmlError

from sphinx_knowledge_base.importers.bodies.ranges import replace_between

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch

_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|brush:|highlight-source)-?\s*([\w#+-]+)")

#: Pairs of parentheses, as links of Markdown may hold them.
_PAIRS = re.compile(r"[^()]*+(?:\([^()]*+\)[^()]*+)*+")

_TAG = re.compile(r"</?[A-Za-z][^<>]*+>")

#: Elements in lines that stay, for Markdown has nothing like them.
_INLINE = frozenset({"abbr", "ins", "kbd", "mark", "ruby", "small", "sub", "sup", "u"})

#: Elements that are no text; the first two may hold the signs of others.
_LEFT_OUT = tuple(
    (
        re.compile(rf"<({tag})\b", re.IGNORECASE),
        re.compile(rf"</{tag}\s*+>", re.IGNORECASE),
    )
    for tag in ("script", "style", "form")
)


def as_markdown(context: Context, text: str) -> str:
    """Convert an HTML body to Markdown.  Drop scripts, forms and styles, and report them."""

    def left_out(stretch: Stretch) -> str:
        context.by_hand(f"<{stretch.opening[1].lower()}>", stretch.whole, "was left out")
        context.drop(stretch.whole)
        return ""

    for marks in _LEFT_OUT:
        text = replace_between(text, *marks, left_out)
    try:
        markdown = _converter().convert(text)
    except RecursionError:
        context.by_hand("HTML", text, "is nested too deeply, so only its words were kept")
        markdown = _escaped(unescape(_TAG.sub(" ", text)))
    return re.sub(r"\n{3,}", "\n\n", markdown).strip() + "\n"


@cache
def _converter() -> Any:
    """Return a converter that writes Markdown in the style of the guide."""
    from markdownify import MarkdownConverter  # noqa: PLC0415 -- only who needs it waits for it

    class Converter(MarkdownConverter):
        """Keeps the looks of tables and code."""

        def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:
            code = el.get_text().strip("\n")
            inner = el.find("code")
            classes = " ".join([*el.get("class", []), *(inner.get("class", []) if inner else [])])
            found = _LANGUAGE.search(classes)
            longest = max((len(run) for run in re.findall("`+", code)), default=0)
            bar = "`" * max(3, longest + 1)
            return f"\n\n{bar}{found[1] if found else ''}\n{code}\n{bar}\n\n"

        def _keep(self, el: Any, text: str, parent_tags: Any) -> str:
            return str(el) if el.name in _INLINE else f"\n\n{el}\n\n"

        convert_iframe = convert_video = convert_audio = convert_details = _keep
        convert_ruby = convert_object = convert_svg = convert_math = convert_sup = convert_sub = (
            _keep
        )
        convert_kbd = convert_abbr = convert_mark = convert_u = convert_ins = convert_small = _keep

        def convert_table(self, el: Any, text: str, parent_tags: Any) -> str:
            # A cell of Markdown has one line of text.
            if el.find(["table", "ul", "ol", "pre", "blockquote"]) or el.find(rowspan=True):
                return f"\n\n{_without_blank_lines(str(el))}\n\n"
            return str(super().convert_table(el, text, parent_tags))  # type: ignore[misc]

        def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
            if el.get("href"):
                el["href"] = _address(el["href"])
            return str(super().convert_a(el, text, parent_tags))  # type: ignore[misc]

        def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
            el["src"] = _address(el.get("src") or "")
            el["alt"] = _escaped(el.get("alt") or "")
            return str(super().convert_img(el, text, parent_tags))  # type: ignore[misc]

        def convert_figure(self, el: Any, text: str, parent_tags: Any) -> str:
            return f"\n\n{text.strip()}\n\n"

        convert_center = convert_figure

        def convert_figcaption(self, el: Any, text: str, parent_tags: Any) -> str:
            mark = "_" if "*" in text else "*"
            return f"\n\n{mark}{text.strip()}{mark}\n\n" if text.strip() else ""

    return Converter(
        heading_style="ATX",
        bullets="-",
        escape_asterisks=True,
        escape_underscores=True,
        escape_misc=True,
        strip=["script", "style", "form"],
    )


def is_filled_by_program(text: str) -> bool:
    """Tell whether a page of HTML has neither words nor pictures before its scripts run."""
    try:
        root = lxml_html.document_fromstring(text)
    except (LxmlError, ValueError):
        return False
    if not root.xpath("//script"):
        return False
    others = "ancestor::script or ancestor::style or ancestor::noscript"
    words = "".join(root.xpath(f"//body//text()[not({others})]"))
    return not root.xpath("//body//img") and not words.strip()


def headings_of_html(text: str) -> str:
    """Return the headings of an HTML body as Markdown, each with its identifier."""
    try:
        root = lxml_html.fragment_fromstring(text, create_parent=True)
    except (LxmlError, ValueError):
        return ""
    lines = []
    for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        names = heading.xpath("(./descendant-or-self::*/@id | .//a/@name)[1]")
        identifier = f" {{#{names[0]}}}" if names else ""
        title = _escaped(" ".join(heading.text_content().split()))
        lines.append(f"# {title}{identifier}")
    return "\n\n".join(lines)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


def _address(text: str) -> str:
    """Return an address of HTML for a link of Markdown; browsers ignore line ends in it."""
    text = re.sub(r"[\t\n\r]", "", text.strip())
    odd = r"[ <>\\`]" if _PAIRS.fullmatch(text) else r"[ <>\\`()]"
    return re.sub(odd, lambda found: quote(found[0], safe=""), text)


def _without_blank_lines(html: str) -> str:
    """Return a block of HTML without the blank lines that would end it."""
    return re.sub(r"\n[ \t]*+(?=\n)", "", html)
