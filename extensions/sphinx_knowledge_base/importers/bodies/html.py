"""Convert HTML bodies to Markdown.

`markdownify` does it: the package that most projects use, small, kept, and open to changes tag by
tag.  What Markdown cannot say stays HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import html as lxml_html
from lxml.etree import LxmlError

from sphinx_knowledge_base.importers.bodies.ranges import replace_between

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch

_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|brush:|highlight-source)-?\s*([\w#+-]+)")


#: Elements in lines that stay, for Markdown has nothing like them.
_INLINE = frozenset({"abbr", "ins", "kbd", "mark", "small", "sub", "sup", "u"})

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
    from markdownify import MarkdownConverter  # noqa: PLC0415 -- only who needs it waits for it

    class Converter(MarkdownConverter):
        """Writes Markdown in the style of the guide; tables and code keep their looks."""

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
        convert_object = convert_svg = convert_math = convert_sup = convert_sub = _keep
        convert_kbd = convert_abbr = convert_mark = convert_u = convert_ins = convert_small = _keep

        def convert_figure(self, el: Any, text: str, parent_tags: Any) -> str:
            return f"\n\n{text.strip()}\n\n"

        def convert_figcaption(self, el: Any, text: str, parent_tags: Any) -> str:
            mark = "_" if "*" in text else "*"
            return f"\n\n{mark}{text.strip()}{mark}\n\n" if text.strip() else ""

    def left_out(stretch: Stretch) -> str:
        context.by_hand(f"<{stretch.opening[1].lower()}>", stretch.whole, "was left out")
        context.drop(stretch.whole)
        return ""

    for marks in _LEFT_OUT:
        text = replace_between(text, *marks, left_out)
    converter = Converter(
        heading_style="ATX",
        bullets="-",
        escape_asterisks=True,
        escape_underscores=True,
        escape_misc=True,
        strip=["script", "style", "form"],
    )
    return re.sub(r"\n{3,}", "\n\n", converter.convert(text)).strip() + "\n"


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
        title = re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(heading.text_content().split()))
        lines.append(f"# {title}{identifier}")
    return "\n\n".join(lines)
