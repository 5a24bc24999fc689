r"""Convert TeX to MathML with two libraries, which complement each other.

math-core supports most commands and explains errors.  If it lacks a command or an environment,
latex2mathml converts the formula.  That one shows unknown commands by their names, so its output is
used only if no such name is left in it.  For figures, see ``guide/writing.md``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import Final
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert_to_element

from sphinx_knowledge_base.site.content.mathml.known_commands import ends_row_in_group, unknown_in
from sphinx_knowledge_base.site.content.mathml.process import ConverterProcess
from sphinx_knowledge_base.site.content.mathml.rewriting import rewritten

#: Longer formulas are not converted: no page needs one, and converters recurse.
_MAX_LENGTH = 10_000

#: Messages of math-core about valid TeX that it does not support.
_LACKS = re.compile(r"Unknown (?:command|environment)|not implemented|Not valid in (?:math|text)")

_ELEMENTS = frozenset(
    {
        *("maction", "math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover"),
        *("mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt"),
        *("mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder"),
        *("munderover", "none"),
    }
)
_ATTRIBUTES = frozenset(
    {
        *("accent", "accentunder", "columnalign", "columnlines", "columnspacing"),
        *("columnspan", "depth", "display", "displaystyle", "fence", "form", "frame"),
        *("height", "largeop", "linebreak", "linethickness", "lquote", "lspace"),
        *("mathbackground", "mathcolor", "mathsize", "mathvariant", "maxsize", "minsize"),
        *("movablelimits", "notation", "rowalign", "rowlines", "rowspacing", "rowspan"),
        *("rquote", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset"),
        "width",
    }
)
_VALUE = re.compile(r"[\w .%#+-]*")

#: Text within a formula, which may contain any character.
_TEXT = re.compile(r"(\\(?:text\w*|mbox)\s*\{[^{}]*\})")

#: Characters for relations and operators, with the equivalent commands.
_COMMANDS: Final = str.maketrans({"\u2212": "-", "\u2026": r"\ldots "})

_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_TAG = re.compile(r"\\tag(\*?)\s*\{((?:[^{}]++|\{[^{}]*+\})*+)\}")
_NUMBERED = re.compile(r"\\begin\s*\{(?:align|gather|multline|equation|flalign|alignat)\}")
#: Environments, with supported ones that look the same to readers.
_ALIASES: Final = {
    **dict.fromkeys(("alignat", "eqnarray", "flalign"), "align"),
    **dict.fromkeys(("alignat*", "eqnarray*", "flalign*"), "align*"),
    **dict.fromkeys(("alignedat", "split"), "aligned"),
    "multline": "gather",
    "multline*": "gather*",
}
_ENVIRONMENT = re.compile(
    r"\\(begin|end)\s*\{([^{}]*)\}((?<=at\})\s*\{\d+\}|(?<=at\*\})\s*\{\d+\})?"
)

_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|#)\w+;")


#: From the first environment of a formula to the end of its last one.
#: The group is the text after a beginning without an end: no other match needs to search it.
_ENVIRONMENTS = re.compile(r"\\begin\s*+\{.*\\end\s*+\{[^{}]*+\}|(\\begin\s*+\{.*\Z)", re.DOTALL)


#: In MathML 3, which e-books use, tables have no script level; math-core writes one.
_TABLE_LEVEL = re.compile(r'(<mtable\b[^<>]*?) scriptlevel="\d"')


class FormulaError(ValueError):
    """A formula that cannot be shown; the message says why."""


@lru_cache(maxsize=10_000)
def to_mathml(tex: str, *, is_display: bool) -> str:
    """Return the MathML element of a formula.

    :param tex: The author's text; blank lines separate equations, as everywhere in Sphinx.
    :raises FormulaError: it is invalid, or contains something that neither library supports.
    """
    if len(tex) > _MAX_LENGTH:
        message = f"a formula of {len(tex)} characters; the longest that is shown has {_MAX_LENGTH}"
        raise FormulaError(message)
    if unknown := unknown_in(tex):
        raise FormulaError(f"it contains {unknown}, which formulas may not contain")
    if ends_row_in_group(tex):
        raise FormulaError(r"a row ends (\\) within braces; \substack{...} does that")
    prepared = _prepared(tex, is_display=is_display)
    mathml, error = _converter().convert(prepared, is_display=is_display)
    if error and _LACKS.search(error):
        mathml = _by_latex2mathml(prepared, is_display=is_display)
    if not mathml:
        raise FormulaError(_in_words(error))
    # XML, and so EPUB, lacks the entities of HTML.
    mathml = _ENTITY.sub(lambda found: unescape(found[0]), mathml)
    # For outputs that cannot show MathML: feeds read aloud, Markdown.
    mathml = _TABLE_LEVEL.sub(r"\1", mathml)
    return mathml.replace("<math ", f'<math alttext="{escape(tex)}" ', 1)


@lru_cache(maxsize=1)
def _converter() -> ConverterProcess:
    return ConverterProcess()


def _prepared(tex: str, *, is_display: bool) -> str:
    """Return *tex* with commands that the converters support."""
    rows = [part.strip() for part in re.split(r"\n\s*\n", rewritten(tex)) if part.strip()]
    whole = r" \\ ".join(rows)
    outside = _ENVIRONMENTS.sub(r"\1", whole)
    if is_display and re.search(r"(?<!\\)&", outside):
        # Sphinx displays all formulas in a LaTeX environment with rows and columns.
        whole = rf"\begin{{aligned}}{whole}\end{{aligned}}"
    elif len(rows) > 1:
        whole = rf"\begin{{gathered}}{whole}\end{{gathered}}"
    whole = _ENVIRONMENT.sub(_renamed, _LABEL.sub("", whole))
    if not _NUMBERED.search(whole):
        whole = _TAG.sub(_tag, whole)
        whole = re.sub(r"\\(?:notag|nonumber)(?![A-Za-z])", "", whole)
    return "".join(
        part if part.startswith("\\") and _TEXT.fullmatch(part) else part.translate(_COMMANDS)
        for part in _TEXT.split(whole)
    )


def _renamed(found: re.Match[str]) -> str:
    kind, name, columns = found.groups("")
    return rf"\{kind}{{{_ALIASES.get(name, name)}}}" + ("" if kind == "begin" else columns)


def _tag(found: re.Match[str]) -> str:
    star, number = found.groups()
    return rf"\qquad\text{{{number}}}" if star else rf"\qquad\text{{({number})}}"


def _by_latex2mathml(tex: str, *, is_display: bool) -> str:
    """Return the MathML of latex2mathml; empty if it leaves something out."""
    # It shows the & of an unknown environment; it knows "aligned" as "split".
    tex = re.sub(r"(\\(?:begin|end)\s*\{)aligned(\})", r"\1split\2", tex)
    tex = re.sub(r"(\\(?:begin|end)\s*\{)(?:gathered)(\})", r"\1split\2", tex)
    try:
        element = convert_to_element(tex, display="block" if is_display else "inline")
    except Exception:  # noqa: BLE001 -- it raises its own errors, and others
        return ""
    for node in element.iter():
        text = (node.text or "").replace(r"\%", "%").replace(r"\&", "&").replace(r"\$", "$")
        if node.tag not in _ELEMENTS or "\\" in text or (node.tag != "mtext" and text == "&"):
            return ""
        if node.tag in {"munder", "mover", "munderover"} and len(node) < 2:
            return ""
        node.text = text or None
        for name, value in list(node.attrib.items()):
            if name != "xmlns" and (name not in _ATTRIBUTES or not _VALUE.fullmatch(value)):
                del node.attrib[name]
    return ET.tostring(element, encoding="unicode")


def _in_words(error: str) -> str:
    """Return a converter's error without its position, which refers to the prepared text."""
    return (
        re.sub(r"^\d+:\s*", "", error).rstrip("., ")
        or "it contains something that cannot be converted"
    )
