r"""TeX to MathML, by two libraries: what one does not know, the other may.

math-core knows most, and says what is wrong.  Where it lacks a command or an environment,
latex2mathml is asked, which shows a command that it does not know as its name: what it gives
counts only if no such name is left in it.  Figures for both stand in ``guide/writing.md``.
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

#: Longer formulas are not converted: no page shows one, and converters recurse.
_MAX_LENGTH = 10_000

#: What math-core says of TeX that is right and that it does not know.
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

#: Text within a formula, which may hold any character.
_TEXT = re.compile(r"(\\(?:text\w*|mbox)\s*\{[^{}]*\})")

#: Characters of relations and operators as the commands that stand for them.
_COMMANDS: Final = str.maketrans({"\u2212": "-", "\u2026": r"\ldots "})

_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_TAG = re.compile(r"\\tag(\*?)\s*\{((?:[^{}]++|\{[^{}]*+\})*+)\}")
_NUMBERED = re.compile(r"\\begin\s*\{(?:align|gather|multline|equation|flalign|alignat)\}")
#: Environments by ones that mean the same to readers and that the converters know.
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
#: The group is what follows a beginning without an end: no other one has to look there.
_ENVIRONMENTS = re.compile(r"\\begin\s*+\{.*\\end\s*+\{[^{}]*+\}|(\\begin\s*+\{.*\Z)", re.DOTALL)


#: MathML 3, which e-books hold, has no script level at a table; math-core writes one.
_TABLE_LEVEL = re.compile(r'(<mtable\b[^<>]*?) scriptlevel="\d"')


class FormulaError(ValueError):
    """A formula that cannot be shown; the message says why."""


@lru_cache(maxsize=10_000)
def to_mathml(tex: str, *, is_display: bool) -> str:
    """Return the MathML element of a formula.

    :param tex: As its author wrote it; blank lines part equations, as everywhere in Sphinx.
    :raises FormulaError: it is broken, or holds what neither library knows.
    """
    if len(tex) > _MAX_LENGTH:
        message = f"a formula of {len(tex)} characters; the longest that is shown has {_MAX_LENGTH}"
        raise FormulaError(message)
    if unknown := unknown_in(tex):
        raise FormulaError(f"it holds {unknown}, which formulas here may not hold")
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
    # For outputs that have no pictures of formulas: feeds read aloud, Markdown.
    mathml = _TABLE_LEVEL.sub(r"\1", mathml)
    return mathml.replace("<math ", f'<math alttext="{escape(tex)}" ', 1)


@lru_cache(maxsize=1)
def _converter() -> ConverterProcess:
    return ConverterProcess()


def _prepared(tex: str, *, is_display: bool) -> str:
    """Return *tex* in words that the converters know."""
    rows = [part.strip() for part in re.split(r"\n\s*\n", rewritten(tex)) if part.strip()]
    whole = r" \\ ".join(rows)
    outside = _ENVIRONMENTS.sub(r"\1", whole)
    if is_display and re.search(r"(?<!\\)&", outside):
        # Sphinx displays all formulas in an environment of LaTeX's that has rows and columns.
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
    """Return the MathML that latex2mathml makes; empty where it leaves something out."""
    # It shows the & of an environment that it does not know: "aligned" is "split" to it.
    tex = re.sub(r"(\\(?:begin|end)\s*\{)aligned(\})", r"\1split\2", tex)
    tex = re.sub(r"(\\(?:begin|end)\s*\{)(?:gathered)(\})", r"\1split\2", tex)
    try:
        element = convert_to_element(tex, display="block" if is_display else "inline")
    except Exception:  # noqa: BLE001 -- it has errors of its own, and raises others
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
    """Return a converter's error without its place, which counts from another start."""
    return re.sub(r"^\d+:\s*", "", error).rstrip("., ") or "it holds what cannot be converted"
