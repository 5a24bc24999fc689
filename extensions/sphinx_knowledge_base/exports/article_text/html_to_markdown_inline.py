"""Converts HTML, as Sphinx writes it, to Markdown: inline elements."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml.html import HtmlElement

#: Replaces a hard line break until the end of the conversion.  It is illegal in XML, so no text
#: contains it.
BREAK = "\v"

#: Characters with a meaning anywhere in a line, also together with the start of the next element.
#: People read these files too, so nothing else is escaped: "p < 0.05" and "~5 mg" stay.
_MARKUP = re.compile(r"([\\`*_\[\]$]|<(?=[A-Za-z/!?]|\Z)|~(?=~|\Z)|(?<=~)~|&(?=#?\w+;|#?\w*\Z))")
_MAY_BE_MARKUP = re.compile(r"[\\`*_\[\]$<~&]")  # a fast test; few texts pass it

#: What starts a block at the start of a line: headings, lists, quotes, rules, underlines of
#: headings and table heads, and definitions.
_LINE_START = re.compile(
    r"^(?:(?=#{1,6}(?:\s|$)|[-+:~](?:\s|$)|>|[-=|:][-=|:\s]*$)|(\d{1,9})(?=[.)](?:\s|$)))",
    re.MULTILINE,
)
_MAY_BE_START = re.compile(r"[-#+:~>=|\d]")  # of one line

#: Hashes at the end of a heading, which Markdown would drop.
_CLOSING = re.compile(r"(?<!\S)(#+)$")

#: White space in HTML; any other, such as the no-break space, is text.
_SPACE = " \t\n\r\f"
_AROUND_NEWLINE = re.compile(r"(?<![ \t\r\f])[ \t\r\f]*+\n[ \t\n\r\f]*")
_SPACES = re.compile(r"[ \t\r\f]{2,}|[\t\r\f]")
_AROUND_BREAK = re.compile(r"(?<![ \n])[ \n]*+\v[ \n]*")

#: Characters that require angle brackets around an address.
_UNUSUAL = re.compile(r"[\s()<>\\]|&#?\w+;")

#: An address that can be an autolink; without percent signs, which some programs decode.
_ABSOLUTE = re.compile(r"https?://[^%]*")

#: Characters to escape in an address in brackets, and in a quoted title.
_IN_BRACKETS = re.compile(r"([\\<>]|&(?=#?\w+;))")
_IN_TITLE = re.compile(r"([\\\"]|&(?=#?\w+;))")

_ESCAPED = r"\\\1"

#: A comment in TeX, which would swallow the rest of the formula when lines are joined.
_COMMENT = re.compile(r"(?<!\\)%.*")

#: Categories of characters that can start or end emphasis only beside white space or punctuation
#: (CommonMark, section 6.2).
_PUNCTUATION = frozenset("PS")

#: Elements without readable text.
_SKIPPED = frozenset({"noscript", "script", "style", "svg", "template"})


def escape(text: str) -> str:
    """Return *text* escaped, so that Markdown shows it unchanged inside a line."""
    return _MARKUP.sub(_ESCAPED, text) if _MAY_BE_MARKUP.search(text) else text


def escape_starts(text: str) -> str:
    """Return *text* escaped, so that none of its lines starts a block."""
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
    elif isinstance(tag, str) and tag not in _SKIPPED:  # the tag of a comment is a function
        add_children(element, line)
    add_text(element.tail, line)


def add_children(element: HtmlElement, line: list[str]) -> None:
    """Add the content of *element* to a *line*."""
    add_text(element.text, line)
    for child in element:
        add(child, line)


def joined(line: list[str]) -> str:
    """Return a *line* as one string, with white space collapsed."""
    text = "".join(line).strip(f"{_SPACE}{BREAK}")
    if not text:
        return ""
    # Most lines need no substitution, and these tests are faster.
    if "\n" in text:
        text = _AROUND_NEWLINE.sub("\n", text)
    if "  " in text or "\t" in text or "\r" in text or "\f" in text:
        text = _SPACES.sub(" ", text)
    return _AROUND_BREAK.sub(f"{BREAK}\n", text) if BREAK in text else text


def line_of(element: HtmlElement) -> str:
    """Return the content of *element* as the lines of one paragraph."""
    line: list[str] = []
    add_children(element, line)
    return joined(line)


def one_line_of(element: HtmlElement) -> str:
    """Return the content of *element* on one line."""
    return line_of(element).replace(f"{BREAK}\n", " ").replace("\n", " ")


def formula(element: HtmlElement, mark: str) -> str:
    r"""Return a formula in TeX between two *mark*\ s.

    MathML has the TeX as its ``alttext``; without MathML the text of *element* is the TeX.
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
    """Return a delimiter for *code*: more backticks than it has in any one place."""
    longest = max(map(len, re.findall("`+", code)), default=0)
    return "`" * max(longest + 1, at_least)


def _break(element: HtmlElement, line: list[str]) -> None:
    line.append(BREAK)


def _emphasis(mark: str, element: HtmlElement, line: list[str]) -> None:
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
    else:  # here Markdown would not recognize the mark
        opening, closing = _tags(element)
    line += (before, opening, core, closing, after)


def _opens(outside: str, inside: str) -> bool:
    """Return whether Markdown recognizes a mark between *outside* and *inside*.

    :param outside: The character before an opening mark, or after a closing one.
    :param inside: The character on the other side.
    """
    if outside in {"*", "~"}:
        return False
    if not outside or outside.isspace():
        return True
    if unicodedata.category(inside)[0] not in _PUNCTUATION:
        return True
    return unicodedata.category(outside)[0] in _PUNCTUATION


def _as_html(element: HtmlElement, line: list[str]) -> None:
    """Keep an element that Markdown lacks and whose loss would change the meaning, such as 10³."""
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
    # Markdown strips one space at each end.
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
        _escape_exclamation_mark(line)
        line.append(f"[{text}]({_address(href)}{_titled(element)})")


def _escape_exclamation_mark(line: list[str]) -> None:
    """Keep an exclamation mark before a link from turning the link into an image."""
    if line and line[-1].endswith("!"):
        line[-1] = rf"{line[-1][:-1]}\!"


def _image(element: HtmlElement, line: list[str]) -> None:
    source = element.get("src")
    if source:
        text = " ".join(escape(element.get("alt") or "").split())
        line.append(f"![{text}]({_address(source)}{_titled(element)})")


def _media(element: HtmlElement, line: list[str]) -> None:
    """Link to what Markdown cannot embed: video, audio, another page."""
    inner = element.find("source")
    source = element.get("src") or (inner.get("src") if inner is not None else None)
    if source:
        _escape_exclamation_mark(line)
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
    is_maths = (element.get("class") or "").startswith("math")
    if is_maths and element.find(".//code") is None:  # else the formula could not be converted
        line.append(formula(element, "$"))
    else:
        add_children(element, line)


def _checkbox(element: HtmlElement, line: list[str]) -> None:
    if element.get("type") == "checkbox":
        line.append("[x] " if element.get("checked") is not None else "[ ] ")


_INLINE: Mapping[object, Callable[[HtmlElement, list[str]], None]] = {
    "a": _link,
    "audio": _media,
    "br": _break,
    "code": _code,
    "del": partial(_emphasis, "~~"),
    "em": partial(_emphasis, "*"),
    "i": partial(_emphasis, "*"),
    "iframe": _media,
    "img": _image,
    "input": _checkbox,
    "kbd": _code,
    "mark": partial(_emphasis, "=="),
    "math": _maths,
    "s": partial(_emphasis, "~~"),
    "samp": _code,
    "span": _span,
    "strong": partial(_emphasis, "**"),
    "b": partial(_emphasis, "**"),
    "sub": _as_html,
    "sup": _as_html,
    "tt": _code,
    "video": _media,
}
