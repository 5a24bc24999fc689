"""Converts HTML, as Sphinx writes it, to Markdown: blocks.

The output is CommonMark with common extensions: tables, strikethrough and task lists as on GitHub,
definition lists, footnotes, and formulas between dollar signs.
"""

from __future__ import annotations

import re
from itertools import repeat
from typing import TYPE_CHECKING

from sphinx_knowledge_base.exports.article_text.html_to_markdown_inline import (
    BREAK,
    add,
    add_text,
    escape,
    escape_starts,
    formula,
    heading,
    joined,
    line_of,
    one_line_of,
    ticks,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.html import HtmlElement

#: Two adjacent lists would become one, unless their markers differ.
_OTHER_MARKS = (
    (re.compile(r"^- ", re.MULTILINE), "* "),
    (re.compile(r"^(\d+)\. ", re.MULTILINE), r"\1) "),
)

#: Classes of titles that are not headings.
_TITLES = frozenset({"admonition-title", "rubric", "sidebar-title", "topic-title"})

_ALIGNMENTS: Mapping[str, str] = {"text-left": ":---", "text-center": ":---:", "text-right": "---:"}

#: Limit for ``colspan``, which raw HTML can set to any number.
_MOST_COLUMNS = 1000


def to_markdown(body: HtmlElement) -> str:
    """Return the content of *body* as Markdown that ends with a line break; it changes the tree."""
    return "\n\n".join(_blocks(body)).replace(BREAK, "\\") + "\n"


def _blocks(element: HtmlElement) -> list[str]:
    """Return the blocks in *element*; text between blocks becomes paragraphs."""
    blocks: list[str] = []
    line: list[str] = []
    add_text(element.text, line)
    for child in element:
        make = _BLOCKS.get(child.tag)
        if make is None:
            add(child, line)
            continue
        blocks += _paragraph(joined(line))
        for block in make(child):
            blocks.append(_apart(blocks[-1], block) if blocks else block)
        line = []
        add_text(child.tail, line)
    return blocks + _paragraph(joined(line))


def _paragraph(text: str) -> list[str]:
    return [escape_starts(text)] if text else []


def _apart(before: str, block: str) -> str:
    for mark, other in _OTHER_MARKS:
        if mark.match(before) and mark.match(block):
            return mark.sub(other, block)
    return block


def _indented(first: str, others: str, block: str) -> str:
    """Return *block* with its first line after *first* and its other lines after *others*."""
    start, *lines = block.split("\n")
    rest = (f"{others}{line}" if line else others.rstrip() for line in lines)
    return "\n".join((f"{first}{start}", *rest))


def _text(element: HtmlElement) -> list[str]:
    if _TITLES.intersection(_classes(element)):
        return _title(element)
    return _paragraph(line_of(element))


def _title(element: HtmlElement) -> list[str]:
    title = one_line_of(element)
    if not title or "**" in title:
        return _paragraph(title)
    return [f"**{title}**"]


def _heading(element: HtmlElement) -> list[str]:
    title = one_line_of(element)
    return [heading(int(str(element.tag)[1]), title)] if title else []


def _quote(element: HtmlElement) -> list[str]:
    blocks = _blocks(element)
    return [_indented("> ", "> ", "\n\n".join(blocks))] if blocks else []


def _rule(element: HtmlElement) -> list[str]:
    return ["---"]


def _code(element: HtmlElement, language: str = "") -> list[str]:
    for number in element.xpath(".//span[contains(@class,'linenos')]"):
        number.drop_tree()
    text = element.text_content().strip("\n")
    fence = ticks(text, at_least=3)
    return [f"{fence}{language}\n{text}\n{fence}"] if text else []


def _box(element: HtmlElement) -> list[str]:
    """Return the blocks of a ``div`` or the like; its classes determine its kind."""
    for name in _classes(element):
        if make := _BOXES.get(name):
            return make(element)
        if name.startswith("highlight-") and (code := element.findall(".//pre")):
            # The last one, because an earlier one may contain line numbers.
            language = name.removeprefix("highlight-")
            return _code(code[-1], "" if language in {"default", "none"} else language)
    return _blocks(element)


def _lines(element: HtmlElement) -> list[str]:
    lines = [line_of(line) for line in element.findall(".//div[@class='line']")]
    return _paragraph(joined([BREAK.join(lines)]))


def _displayed(element: HtmlElement) -> list[str]:
    r"""Return a displayed formula, with its number as a TeX ``\tag``."""
    numbers = element.find_class("eqno")
    for number in numbers:
        number.drop_tree()
    tags = "".join(rf" \tag{{{number.text_content().strip('()')}}}" for number in numbers)
    if element.find(".//code") is not None:  # the formula could not be converted
        return _blocks(element)
    return [f"{formula(element, '$$')[:-2]}{tags}$$"]


def _footnote(element: HtmlElement) -> list[str]:
    name, blocks = _labelled(element)
    return [_indented(f"[^{name}]: ", "    ", "\n\n".join(blocks))]


def _citation(element: HtmlElement) -> list[str]:
    name, (first, *others) = _labelled(element)
    return [f"{escape(f'[{name}]')} {first}", *others]


def _labelled(element: HtmlElement) -> tuple[str, list[str]]:
    """Return the label of a footnote or citation, and its blocks."""
    for back_links in element.find_class("backrefs"):  # if it is used more than once
        back_links.drop_tree()
    name = ""
    for label in element.find_class("label"):
        name = label.text_content().strip("[]")
        label.drop_tree()
    return name, _blocks(element) or [""]


def _list(element: HtmlElement) -> list[str]:
    items = [_blocks(item) for item in element.findall("li")]
    is_tight = all(block.startswith(("- ", "1. ")) for item in items for block in item[1:])
    between = "\n" if is_tight else "\n\n"
    start = element.get("start") or ""
    lines = []
    for place, item in enumerate(items, int(start) if start.isdecimal() else 1):
        mark = f"{place}. " if element.tag == "ol" else "- "
        lines.append(_indented(mark, " " * len(mark), between.join(item)).rstrip())
    return [between.join(lines)] if lines else []


def _definitions(element: HtmlElement) -> list[str]:
    blocks: list[str] = []
    for child in element:
        if child.tag == "dt":
            blocks += _paragraph(one_line_of(child))
        elif child.tag == "dd" and (inside := _blocks(child)):
            definition = _indented(":   ", "    ", "\n\n".join(inside))
            blocks[-1:] = [f"{blocks[-1]}\n{definition}" if blocks else definition]
        elif make := _BLOCKS.get(child.tag):
            blocks += make(child)
    return blocks


def _table(element: HtmlElement) -> list[str]:
    """Return a table after its caption."""
    rows = element.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")
    cells = _grid(rows)
    width = max(map(len, cells), default=0)
    if not width:
        return _blocks(element)
    head = list(rows[0].iterchildren("td", "th"))
    if rows[0].getparent().tag == "thead" or all(cell.tag == "th" for cell in head):
        marks = [_alignment(cell) for cell in head]
    else:
        marks = []
        cells.insert(0, [])
    cells.insert(1, [*marks, *repeat("---", width - len(marks))])
    captions = [block for caption in element.findall("caption") for block in _text(caption)]
    return [*captions, "\n".join(_row(row, width) for row in cells)]


def _grid(rows: Sequence[HtmlElement]) -> list[list[str]]:
    """Return the cells of *rows*; a spanning cell fills its first place and leaves others empty."""
    lines: list[list[str]] = []
    spanned: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        line: list[str] = []
        for cell in row.iterchildren("td", "th"):
            while (number, len(line)) in spanned:
                line.append("")
            places = range(len(line), len(line) + _span(cell, "colspan", _MOST_COLUMNS))
            down = range(number + 1, number + _span(cell, "rowspan", len(rows) - number))
            spanned |= {(below, place) for below in down for place in places}
            line += [_cell(cell), *repeat("", len(places) - 1)]
        lines.append(line)
    return lines


def _span(cell: HtmlElement, name: str, most: int) -> int:
    span = cell.get(name) or ""
    return max(1, min(int(span), most)) if span.isdecimal() else 1


def _cell(cell: HtmlElement) -> str:
    """Return the content of a cell on one line, with ``<br>`` between lines."""
    lines = [line.strip(f" {BREAK}") for block in _blocks(cell) for line in block.split("\n")]
    return "<br>".join(line for line in lines if line).replace("|", r"\|")


def _alignment(cell: HtmlElement) -> str:
    return next((_ALIGNMENTS[name] for name in _classes(cell) if name in _ALIGNMENTS), "---")


def _row(cells: Sequence[str], width: int) -> str:
    return f"| {' | '.join((*cells, *repeat('', width - len(cells))))} |"


def _classes(element: HtmlElement) -> Sequence[str]:
    return (element.get("class") or "").split()


_BOXES: Mapping[str, Callable[[HtmlElement], list[str]]] = {
    "admonition": _quote,
    "citation": _citation,
    "footnote": _footnote,
    "line-block": _lines,
    "math": _displayed,
}

_BLOCKS: Mapping[object, Callable[[HtmlElement], list[str]]] = {
    **dict.fromkeys(("address", "article", "aside", "center", "dd", "details", "div"), _box),
    **dict.fromkeys(("figure", "footer", "form", "header", "main", "nav", "section"), _box),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("dt", "figcaption", "p"), _text),
    **dict.fromkeys(("label", "summary"), _title),
    **dict.fromkeys(("ol", "ul"), _list),
    "blockquote": _quote,
    "dl": _definitions,
    "hr": _rule,
    "pre": _code,
    "table": _table,
}
