"""What a reader finds in a text, be it HTML or Markdown: the measure of a faithful copy.

Markdown is read by markdown-it, which knows nothing of what wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

READER = (
    MarkdownIt("commonmark")
    .enable(["table", "strikethrough"])
    .use(deflist_plugin)
    .use(dollarmath_plugin)
    .use(footnote_plugin, inline=False)
    .use(tasklists_plugin)
)

#: Elements of HTML that are one thing in Markdown.
_SAME = {"b": "strong", "del": "s", "i": "em", "kbd": "code", "samp": "code", "tt": "code"}

_LISTS = ".//*[self::ul or self::ol]"

Found = list[Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a text, each kind in the order in which it is read."""

    words: str
    """All text, without spaces: where these are is the concern of whoever shows it."""
    links: Found
    pictures: Found
    headings: Found
    code: Found
    formulas: Found
    lists: Found
    definitions: Found
    tables: Found
    quotes: Found
    stressed: Found
    breaks: int
    notes: dict[str, str]


def of_markdown(markdown: str) -> Contents:
    """Return what a reader of Markdown finds."""
    body = _parsed(READER.render(markdown))
    notes = {}
    for section in body.find_class("footnotes"):
        for number, note in enumerate(section.iterfind(".//li"), 1):
            _drop(note.find_class("footnote-backref"))
            notes[str(number)] = _words(note)
        section.drop_tree()
    _drop(body.find_class("footnotes-sep"))
    # The reader numbers notes as they come; what they are called is in the reference's title.
    for reference in body.find_class("footnote-ref"):
        reference.drop_tree()
    for formula in body.xpath(".//span[@class='math inline']|.//div[@class='math block']"):
        formula.text = " ".join(formula.text_content().split())
        formula.set("class", "formula")
    for box in body.xpath(".//input[@type='checkbox']"):
        _put(box, "☑" if box.get("checked") is not None else "☐")
    for code in body.xpath(".//pre/code"):
        code.set("data-language", (code.get("class") or "").removeprefix("language-"))
        code.tag = "div"
    return _contents(body, notes)


def of_html(html: str) -> Contents:
    """Return what a reader of a page's text finds, put as Markdown can put it."""
    body = _parsed(html)
    _drop(body.xpath(".//svg|.//noscript|.//style|.//script"))
    _write_formulas(body)
    notes = _taken_notes(body)
    _write_code(body)
    _write_boxes(body)
    _write_tables(body)
    for element in body.iter(*_SAME):
        element.tag = _SAME[str(element.tag)]
    return _contents(body, notes)


def _taken_notes(body: HtmlElement) -> dict[str, str]:
    """Take footnotes out of *body*, and return those that it refers to, numbered as they come."""
    references = body.find_class("footnote-reference")
    order = list(dict.fromkeys(one.text_content().strip("[]") for one in references))
    _drop(references)
    notes = {}
    for note in body.xpath(".//aside[@role='doc-footnote']"):
        (label,) = note.find_class("label")
        name = label.text_content().strip("[]")
        label.drop_tree()
        _drop(note.find_class("backrefs"))
        if name in order:
            notes[str(order.index(name) + 1)] = _words(note)
        note.drop_tree()
    for label in body.xpath(".//div[@class='citation']/span[@class='label']"):
        _put(label, label.text_content())
    return notes


def _write_formulas(body: HtmlElement) -> None:
    for formula in body.xpath(".//*[contains(concat(' ', @class, ' '), ' math ')]"):
        number = "".join(one.text_content().strip("()") for one in formula.find_class("eqno"))
        _drop(formula.find_class("eqno"))
        tex = "".join(formula.xpath(".//math/@alttext")) or formula.text_content()
        tex = re.sub(r"^\s*\\[(\[]|\\[)\]]\s*$", "", tex)
        _put(formula, " ".join(tex.split()) + (rf" \tag{{{number}}}" if number else ""))
        formula.set("class", "formula")


def _write_code(body: HtmlElement) -> None:
    _drop(body.xpath(".//span[contains(@class, 'linenos')]|.//td[@class='linenos']"))
    for table in body.find_class("highlighttable"):
        table.tag = "div"
    for code in body.iter("pre"):
        classes = " ".join(code.xpath("ancestor::*[contains(@class, 'highlight-')][1]/@class"))
        (language,) = re.findall(r"highlight-(\S+)", classes) or [""]
        inner = E.div(code.text_content().strip("\n") + "\n")
        inner.set("data-language", "" if language in {"default", "none"} else language)
        _put(code, "")
        code.append(inner)


def _write_boxes(body: HtmlElement) -> None:
    for box in body.xpath(".//input"):
        is_ticked = box.get("checked") is not None
        _put(box, ("☑" if is_ticked else "☐") if box.get("type") == "checkbox" else "")
    for title in body.xpath(
        ".//summary|.//label|.//p[contains(@class, 'admonition-title')]"
        "|.//p[contains(concat(' ', @class, ' '), ' rubric ')]"
        "|.//p[contains(@class, 'sidebar-title') or contains(@class, 'topic-title')]"
    ):
        if title.find(".//strong") is None:
            title[:], title.text = [E.strong(title.text or "", *title)], None
    for box in body.find_class("admonition"):
        box.tag = "blockquote"
    for line in body.xpath(".//div[@class='line'][following-sibling::div]"):
        line.append(E.br())


def _write_tables(body: HtmlElement) -> None:
    for item in body.xpath(".//td//li|.//th//li"):
        item.text = "- " + (item.text or "")  # a cell holds lines, and no list
    for table in body.iter("table"):
        first = next(table.iter("tr"))
        if first.xpath("not(parent::thead) and td"):
            table.insert(0, E.tr(*(E.th() for _ in first)))


def _contents(body: HtmlElement, notes: dict[str, str]) -> Contents:
    links = [(one.get("href"), _words(one)) for one in body.iterfind(".//a[@href]")]
    stressed = body.iter("em", "strong", "s", "sub", "sup")
    return Contents(
        words=_words(body),
        links=[link for link in links if link[1]],
        pictures=[(one.get("src"), _squeezed(one.get("alt") or "")) for one in body.iter("img")],
        headings=[(one.tag, _words(one)) for one in body.iter("h1", "h2", "h3", "h4", "h5", "h6")],
        code=[
            *(
                (one.get("data-language"), one.text_content())
                for one in body.iterfind(".//pre/div")
            ),
            *(_plain(one) for one in body.iter("code")),
        ],
        formulas=[_plain(one) for one in body.find_class("formula")],
        lists=[_list(one) for one in body.xpath(f"({_LISTS})[not(ancestor::li|ancestor::table)]")],
        definitions=[_words(one) for one in body.iter("dd") if _words(one)],
        tables=[_table(one) for one in body.iter("table")],
        quotes=[_words(one) for one in body.iter("blockquote")],
        stressed=[
            (one.tag, _words(one))
            for one in stressed
            if _words(one) and one.xpath("not(ancestor::code)")
        ],
        breaks=len(body.xpath(".//br[not(ancestor::table|ancestor::dt)]")),
        notes=notes,
    )


def _list(element: HtmlElement) -> Found:
    depth = len(list(element.iterancestors("li"))) + 1
    items: Found = [element.tag, element.get("start") or "1"]
    for item in element.iterfind("li"):
        inner = item.xpath(f"({_LISTS})[count(ancestor::li)=$depth]", depth=depth)
        items.append((_words(item), [_list(one) for one in inner]))
    return items


def _table(element: HtmlElement) -> Found:
    return [[_words(cell) for cell in row.iterfind("*")] for row in element.iter("tr")]


def _parsed(html: str) -> HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def _plain(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _words(element: HtmlElement) -> str:
    pictures = "".join(f"<{one.get('src')}>" for one in element.iter("img"))
    return _squeezed(element.text_content()) + pictures


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _drop(elements: list[HtmlElement]) -> None:
    for element in elements:
        element.drop_tree()


def _put(element: HtmlElement, text: str) -> None:
    """Make *text* all that there is in an element."""
    if element.tag == "input":
        element.tag = "span"  # an input holds nothing
    element[:], element.text = [], text
