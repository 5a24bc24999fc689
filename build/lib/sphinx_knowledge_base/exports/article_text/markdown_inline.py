"""What stands inside a line of a text, in Markdown, from the HTML in which Sphinx wrote it."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml.html import HtmlElement

#: Ends a line that is broken, until all is written.  XML has no such character, so no text has.
BREAK = "\v"

#: What Markdown takes for more than text anywhere in a line, or may when the next element goes on
#: with it.  People read these files too, so nothing else is escaped: "p < 0.05" and "~5 mg" stay.
_MARKUP = re.compile(r"([\\`*_\[\]$]|<(?=[A-Za-z/!?]|\Z)|~(?=~|\Z)|(?<=~)~|&(?=#?\w+;|#?\w*\Z))")
_MAY_BE_MARKUP = re.compile(r"[\\`*_\[\]$<~&]")  # seldom, and found much faster

#: What starts a block where a line starts: headings, lists, quotes, rules, what underlines a
#: heading or the head of a table, and definitions.
_LINE_START = re.compile(
    r"^(?:(?=#{1,6}(?:\s|$)|[-+:~](?:\s|$)|>|[-=|:][-=|:\s]*$)|(\d{1,9})(?=[.)](?:\s|$)))",
    re.MULTILINE,
)
_MAY_BE_START = re.compile(r"[-#+:~>=|\d]")  # of one line

#: The hashes that end a heading are its notation's.
_CLOSING = re.compile(r"(?<!\S)(#+)$")

#: HTML's own spaces: others, such as one that does not break, are text.
_SPACE = " \t\n\r\f"
_AROUND_NEWLINE = re.compile(r"[ \t\r\f]*\n[ \t\n\r\f]*")
_SPACES = re.compile(r"[ \t\r\f]{2,}|[\t\r\f]")
_AROUND_BREAK = re.compile(r"[ \n]*\v[ \n]*")

#: What an address may hold only in angle brackets.
_UNUSUAL = re.compile(r"[\s()<>\\]|&#?\w+;")

#: What is a link when it stands in angle brackets by itself; some readers decode its percents.
_ABSOLUTE = re.compile(r"https?://[^%]*")

#: What is more than text between the brackets of an address, and the quotes of a title.
_IN_BRACKETS = re.compile(r"([\\<>]|&(?=#?\w+;))")
_IN_TITLE = re.compile(r"([\\\"]|&(?=#?\w+;))")

_ESCAPED = r"\\\1"

#: To the end of a line of TeX, which is none when its lines are joined.
_COMMENT = re.compile(r"(?<!\\)%.*")

#: What may open or close a stress only beside a space or its like (CommonMark, section 6.2).
_PUNCTUATION = frozenset("PS")

#: What holds nothing to read.
_SILENT = frozenset({"noscript", "script", "style", "svg", "template"})


def escape(text: str) -> str:
    """Return *text* so that Markdown reads it as that very text inside a line."""
    return _MARKUP.sub(_ESCAPED, text) if _MAY_BE_MARKUP.search(text) else text


def escape_starts(text: str) -> str:
    """Return *text* so that none of its lines starts anything but a paragraph."""
    if not any(map(_MAY_BE_START.match, text.split("\n"))):
        return text
    return _LINE_START.sub(lambda found: f"{found[1] or ''}\\", text)


def heading(level: int, line: str) -> str:
    """Return a heading of one *line* of Markdown."""
    return f"{'#' * level} {_CLOSING.sub(_ESCAPED, line)}"


def add_text(text: str | None, line: list[str]) -> None:
    """Add *text* to a *line*."""
    if text:
        line.append(escape(text))


def add(element: HtmlElement, line: list[str]) -> None:
    """Add *element* and the text after it to a *line*."""
    tag = element.tag
    if make := _INLINE.get(tag):
        make(element, line)
    elif isinstance(tag, str) and tag not in _SILENT:  # a comment has a function for a tag
        add_children(element, line)
    add_text(element.tail, line)


def add_children(element: HtmlElement, line: list[str]) -> None:
    """Add what *element* holds to a *line*."""
    add_text(element.text, line)
    for child in element:
        add(child, line)


def joined(line: list[str]) -> str:
    """Return a *line* with spaces and breaks as they are read."""
    text = "".join(line).strip(f"{_SPACE}{BREAK}")
    if not text:
        return ""
    # Most lines are plain, which is found out faster.
    if "\n" in text:
        text = _AROUND_NEWLINE.sub("\n", text)
    if "  " in text or "\t" in text or "\r" in text or "\f" in text:
        text = _SPACES.sub(" ", text)
    return _AROUND_BREAK.sub(f"{BREAK}\n", text) if BREAK in text else text


def line_of(element: HtmlElement) -> str:
    """Return what *element* holds as lines of one paragraph."""
    line: list[str] = []
    add_children(element, line)
    return joined(line)


def one_line_of(element: HtmlElement) -> str:
    """Return what *element* holds on one line."""
    return line_of(element).replace(f"{BREAK}\n", " ").replace("\n", " ")


def formula(element: HtmlElement, mark: str) -> str:
    r"""Return a formula in TeX between two *mark*\ s.

    It is told by MathML, and stands as it is where a script of the page draws it.
    """
    maths = element if element.tag == "math" else element.find(".//math")
    if maths is None:
        tex = element.text_content().strip()
        tex = re.sub(r"^\\[(\[]|\\[)\]]$", "", tex)
    else:
        tex = maths.get("alttext") or maths.text_content()
    lines = (_COMMENT.sub("", line).strip() for line in tex.split("\n"))
    return f"{mark}{' '.join(line for line in lines if line)}{mark}"


def ticks(code: str, at_least: int = 1) -> str:
    """Return what can stand around *code*: more backticks than it has together."""
    longest = max(map(len, re.findall("`+", code)), default=0)
    return "`" * max(longest + 1, at_least)


def _break(element: HtmlElement, line: list[str]) -> None:
    line.append(BREAK)


def _stressed(mark: str, element: HtmlElement, line: list[str]) -> None:
    inner: list[str] = []
    add_children(element, inner)
    text = "".join(inner)
    core = text.strip(_SPACE + BREAK)
    if not core:
        line.append(text)
        return
    start = text.index(core[0])
    before, after = text[:start], text[start + len(core) :]
    outside_before = before or "".join(line[-1:])
    outside_after = after or element.tail or ""
    if _opens(outside_before[-1:], core[0]) and _opens(outside_after[:1], core[-1]):
        opening = closing = mark
    else:  # Markdown would not see the mark
        opening, closing = _tags(element)
    line += (before, opening, core, closing, after)


def _opens(outside: str, inside: str) -> bool:
    """Tell whether a mark is one between *outside* and *inside*, read towards the latter."""
    if outside in {"*", "~"}:
        return False
    if not outside or outside.isspace():
        return True
    if unicodedata.category(inside)[0] not in _PUNCTUATION:
        return True
    return unicodedata.category(outside)[0] in _PUNCTUATION


def _as_html(element: HtmlElement, line: list[str]) -> None:
    """Keep what Markdown has no notation for and what changes the meaning: 10 to the power of 3."""
    opening, closing = _tags(element)
    line.append(opening)
    add_children(element, line)
    line.append(closing)


def _tags(element: HtmlElement) -> tuple[str, str]:
    tag = str(element.tag)
    return f"<{tag}>", f"</{tag}>"


def _code(element: HtmlElement, line: list[str]) -> None:
    code = element.text_content().replace("\n", " ")
    if not code.strip():
        return
    around = ticks(code)
    # One space at each end is the notation's.
    gap = " " if "`" in (code[0], code[-1]) or code[0] == code[-1] == " " else ""
    line.append(f"{around}{gap}{code}{gap}{around}")


def _link(element: HtmlElement, line: list[str]) -> None:
    if element.get("role") == "doc-noteref":
        line.append(f"[^{element.text_content().strip('[]')}]")
        return
    text = line_of(element)
    href = element.get("href")
    if not href or not text:
        add_children(element, line)
    elif element.text_content() == href and _ABSOLUTE.fullmatch(href) and not _UNUSUAL.search(href):
        line.append(f"<{href}>")
    else:
        _no_picture(line)
        line.append(f"[{text}]({_address(href)}{_titled(element)})")


def _no_picture(line: list[str]) -> None:
    """Keep an exclamation mark before a link from making a picture of it."""
    if line and line[-1].endswith("!"):
        line[-1] = rf"{line[-1][:-1]}\!"


def _picture(element: HtmlElement, line: list[str]) -> None:
    source = element.get("src")
    if source:
        text = " ".join(escape(element.get("alt") or "").split())
        line.append(f"![{text}]({_address(source)}{_titled(element)})")


def _played(element: HtmlElement, line: list[str]) -> None:
    """Lead to what cannot be shown: a film, a sound, a page in the page."""
    inner = element.find("source")
    source = element.get("src") or (inner.get("src") if inner is not None else None)
    if source:
        _no_picture(line)
        line.append(f"[{line_of(element) or escape(source)}]({_address(source)})")


def _address(url: str) -> str:
    if not _UNUSUAL.search(url):
        return url
    return f"<{_IN_BRACKETS.sub(_ESCAPED, ' '.join(url.split()))}>"


def _titled(element: HtmlElement) -> str:
    title = " ".join((element.get("title") or "").split())
    return f' "{_IN_TITLE.sub(_ESCAPED, title)}"' if title else ""


def _maths(element: HtmlElement, line: list[str]) -> None:
    line.append(formula(element, "$$" if element.get("display") == "block" else "$"))


def _span(element: HtmlElement, line: list[str]) -> None:
    if (element.get("class") or "").startswith("math"):
        line.append(formula(element, "$"))
    else:
        add_children(element, line)


def _box_to_tick(element: HtmlElement, line: list[str]) -> None:
    if element.get("type") == "checkbox":
        line.append("[x] " if element.get("checked") is not None else "[ ] ")


_INLINE: Mapping[object, Callable[[HtmlElement, list[str]], None]] = {
    "a": _link,
    "audio": _played,
    "br": _break,
    "code": _code,
    "del": partial(_stressed, "~~"),
    "em": partial(_stressed, "*"),
    "i": partial(_stressed, "*"),
    "iframe": _played,
    "img": _picture,
    "input": _box_to_tick,
    "kbd": _code,
    "math": _maths,
    "s": partial(_stressed, "~~"),
    "samp": _code,
    "span": _span,
    "strong": partial(_stressed, "**"),
    "b": partial(_stressed, "**"),
    "sub": _as_html,
    "sup": _as_html,
    "tt": _code,
    "video": _played,
}
