"""Adapt plain Markdown to MyST: escape everything that only MyST would interpret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies.ranges import first_text, replace_between, stretches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch

#: Beginnings of lines that mean something to MyST alone: comments, breaks, targets, fields.
#: They stand at the beginning of a list's item or a quote, too.
_LEAD = r"^((?:[ \t]*+(?:>|[-*+](?=[ \t])|\d{1,9}+[.)](?=[ \t])))*+[ \t]*+)"
_LINE = re.compile(
    _LEAD + r"(?:(%)|(\+)(?=\+\+)|(\()(?=[^()\n]+\)=[ \t]*$)|(:)(?=[\w -]+:(?:\s|$)))", re.MULTILINE
)
_COLONS = re.compile(_LEAD + r"(?=:{3,}+\{\w)", re.MULTILINE)
_ATTRIBUTES = re.compile(_LEAD + r"\{(?=[.#%\w][^{}\n]*\}[ \t]*$)", re.MULTILINE)
_SUBSTITUTION = re.compile(r"(?<!\\)\{(?=\{)|(?<=\{)(?<!\\)\{")
_CITATION = re.compile(r"(?<![\w\\])@(?=\[)")

_DISPLAY = re.compile(r"(?<!\\)\$\$")
#: Empty ones are no formulas.
_BRACKETS = (
    re.compile(r"(?<!\\)\\\\([\[(])(?!\\\\[\])])"),
    re.compile(r"\\\\[\])]"),
)
#: The same with one backslash, where the old site showed formulas.
_SINGLE = re.compile(r"(?<!\\)\\(?=[\[(])([\[(])"), re.compile(r"(?<!\\)\\([\])])")
_DOLLAR = re.compile(r"(?<![\\$])\$(?!\$)")
_MONEY = re.compile(r"(?<![\\$])\$(?=\d[\d,.]*(?:[KMBkmb]\b|\s|[-\u2013/,.;:)]|$))")

_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=[ \t]|$)(.*)$", re.MULTILINE)
_SETEXT = re.compile(
    r"^( {0,3})(?![-#>|*+ \t:]|\d+[.)] )(\S[^\n|]*)\n {0,3}(=+|-{2,})[ \t]*$", re.MULTILINE
)


def escape_lines(text: str) -> str:
    """Escape lines that only MyST would interpret; *text* has no directives yet."""
    return _LINE.sub(lambda found: found[0][:-1] + "\\" + found[0][-1], text)


#: A start tag, and one of its attributes: values are passed over, whatever words they hold.
_TAG = re.compile(r"<[a-zA-Z][\w-]*+(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE = re.compile(
    r"(?<!\s)\s++(?P<name>[^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++))?+"
)
#: Attributes that change nothing that readers see.
_UNSEEN = re.compile(r"target|rel|item(?:prop|scope|type)|data-[\w-]++", re.IGNORECASE)


def plain_attributes(context: Context, text: str) -> str:
    """Return *text* without attributes of HTML that readers do not see and a new site refuses."""

    def tag(match: re.Match[str]) -> str:
        unseen: list[str] = []

        def attribute(found: re.Match[str]) -> str:
            if not _UNSEEN.fullmatch(found["name"]):
                return found[0]
            unseen.append(found[0])
            return ""

        bare = _ATTRIBUTE.sub(attribute, match[0])
        if unseen:
            context.translated("attribute of HTML", match[0], " ".join(unseen))
        return bare

    return _TAG.sub(tag, text) if "<" in text else text


#: What the knowledge base reads as a link to an article; not the text of another link.
_ARTICLE = re.compile(r"(?<![\\!\[])\[\[([^\[\]\n|]++)(?:\|[^\[\]\n]*+)?\]\](?![(\[])")


def escape_double_brackets(context: Context, text: str) -> str:
    """Escape double brackets around anything but the name of an article."""
    known = context.links.site.by_id

    def bare(match: re.Match[str]) -> str:
        return match[0] if match[1].strip().casefold() in known else f"\\{match[0]}"

    return _ARTICLE.sub(bare, text) if "[[" in text else text


def escape(context: Context, text: str) -> str:
    """Escape characters that only MyST would interpret."""
    mark = context.masked.open if context.masked else "`"
    text = _ATTRIBUTES.sub(r"\1\\{", text)
    if ":::{" in text:  # other colons begin boxes in several systems, and so here
        text = _COLONS.sub(r"\1\\", text)
    text = re.sub(r"\{(?=[\w:.+-]+\}" + f"[{mark}`])", r"\\{", text)
    if "{{" in text:
        text = _SUBSTITUTION.sub(r"\\{", text)
    return text


def maths(context: Context, text: str, *, has_maths: bool, brackets: bool) -> str:
    """Convert formulas, and escape dollar signs that are not formulas.

    :param brackets: Whether formulas can also stand between brackets with a backslash.
    """
    in_brackets = brackets and any(stretches(text, *_BRACKETS))
    if has_maths or _DISPLAY.search(text) or in_brackets:

        def formula(stretch: Stretch) -> str:
            bars = "$$" if stretch.opening[1] == "[" else "$"
            context.count("formula", "translated", stretch.whole)
            return f"{bars}{stretch.inner}{bars}"

        if in_brackets:
            text = replace_between(text, *_BRACKETS, formula)
        if has_maths and brackets and ("\\(" in text or "\\[" in text):
            text = replace_between(text, *_SINGLE, formula)
        if "$" in text:
            context.extensions.add("dollarmath")
            text = _MONEY.sub(r"\\$", text)
        return text
    if text.count("$") > 1:
        text = _DOLLAR.sub(r"\\$", text)
    return text


def level_headings(context: Context, text: str) -> str:
    """Return *text* without gaps between levels of headings, which docutils rejects.

    The title is the first level unless the body begins with a heading of that level.
    """
    found = [
        (match.start(), match.end(), len(match[2]), match) for match in _HEADING.finditer(text)
    ]
    found += [
        (match.start(), match.end(), 1 if match[3][0] == "=" else 2, match)
        for match in _SETEXT.finditer(text)
    ]
    found.sort(key=lambda one: one[0])
    begins = first_text(text)
    has_title = bool(found) and found[0][2] == 1 and found[0][0] <= begins
    open_: list[tuple[int, int]] = [] if has_title else [(0, 1)]
    parts, last = [], 0
    for start, end, level, match in found:
        while open_ and open_[-1][0] >= level:
            open_.pop()
        new = open_[-1][1] + 1 if open_ else 1
        new = min(new, 6)
        open_.append((level, new))
        if new == level:
            continue
        title = match[3] if match.re is _HEADING else f" {match[2]}"
        parts += [text[last:start], f"{match[1]}{'#' * new}{title}"]
        last = end
        context.count("level of a heading", "translated", match[0].split("\n")[0])
    return "".join([*parts, text[last:]])


#: A rule in an item or a quote, below an empty line there.
_INNER_RULE = re.compile(
    r"(?P<before>^[ \t>]*\n)(?P<lead>[ \t]*>[ \t>]*|[ \t]+)"
    r"(?P<rule>([-*_])(?:[ \t]*\4){2,}[ \t]*)$",
    re.MULTILINE,
)


def _without_rule(context: Context, found: re.Match[str]) -> str:
    context.translated("rule without a text", found["rule"])
    return f"{found['before']}{found['lead'].rstrip()}"


_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")


def space_rules(context: Context, text: str) -> str:
    """Return *text* without the rules that docutils allows nowhere.

    Those with no text before or after, and those in lists and quotes.
    """
    text = _INNER_RULE.sub(lambda found: _without_rule(context, found), text)
    if not re.search(r"^ {0,3}(?:---|\*\*\*|___|[-*_] )", text, re.MULTILINE):
        return text
    lines = text.split("\n")
    stands_alone = True
    last_rule: int | None = None
    for number, line in enumerate(lines):
        before = lines[number - 1].strip() if number else ""
        if not line.strip():
            continue
        if not before and _RULE.fullmatch(line):
            if stands_alone:
                context.translated("rule without a text", line)
                lines[number] = ""
            else:
                last_rule = number
            stands_alone = True
        else:
            stands_alone = bool(_HEADING.match(line))
            last_rule = None
    if last_rule is not None:
        context.translated("rule without a text", lines[last_rule])
        lines[last_rule] = ""
    return "\n".join(lines)


_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]++)\](:?)")


def tell_footnotes(context: Context, text: str) -> None:
    """Report footnotes without a reference: a build would warn about them."""
    if "[^" not in text:
        return
    found = _FOOTNOTE.findall(text)
    marks = {name for name, colon in found if not colon}
    for name in dict.fromkeys(name for name, colon in found if colon):
        if name not in marks:
            written = f"[^{name}]:"
            message = f"nothing in the text refers to {written}"
            context.account.note(context.place(written), "footnote", message)


#: Extensions of MyST that make the body of other systems come out as it was, by what needs them.
_NEEDED: Mapping[str, re.Pattern[str]] = {
    "strikethrough": re.compile(r"~~\S"),
    "tasklist": re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[[ xX]\][ \t]", re.MULTILINE),
    "deflist": re.compile(r"^(?![ \t#>*+-])\S[^\n]*\n{1,2}:[ \t]+\S", re.MULTILINE),
}


def needed_extensions(text: str) -> set[str]:
    """Return the extensions of MyST that *text* needs."""
    return {name for name, sign in _NEEDED.items() if sign.search(text)}
