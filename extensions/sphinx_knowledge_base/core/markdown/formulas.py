r"""Formulas in Markdown: between dollars, ``\(...\)`` and ``\[...\]``.

A dollar can also mean money or a shell variable.  The rules are Pandoc's (``tex_math_dollars``): no
white space inside the dollars, and no digit after the closing one.  If these are not enough, the
text between the dollars decides: TeX has commands, scripts and operators; prose has words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdit_py_plugins.dollarmath.index import math_block_dollar

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

#: A command, a script or a group: prose has none of these.
_TEX = re.compile(r"[\\^_{}]")
_OPERATOR = re.compile("[=<>+*\u2212\u2264\u2265\u2260\u2248\u00d7\u00b1]")
_LETTER = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]{2,}")
#: ``HOME``, ``{HOME}``: the name of a shell variable.
_VARIABLE = re.compile(r"\{?[A-Za-z_]\w*\}?")
#: Formulas that a digit may follow: ``p$<$0.05``, ``12$\pm$3``.
_LONE_OPERATOR = re.compile("(?:\\\\[A-Za-z]+|[<>=~+\u2212\u2264\u2265\u2260\u2248\u00d7\u00b1-])+")


def plugin(parser: MarkdownIt) -> None:
    """Add the rules to *parser*; they replace those of MyST's ``dollarmath``."""
    if "math_inline" in parser.get_all_rules()["inline"]:
        parser.inline.ruler.at("math_inline", _dollars)
    else:
        parser.inline.ruler.before("escape", "math_inline", _dollars)
    parser.inline.ruler.before("escape", "math_inline_brackets", _parentheses)
    if "math_block" in parser.get_all_rules()["block"]:
        parser.block.ruler.at("math_block", _double_dollars)
    else:
        parser.block.ruler.before("fence", "math_block", _double_dollars)
    parser.block.ruler.before(
        "fence", "math_block_brackets", _brackets, {"alt": ["paragraph", "blockquote", "list"]}
    )


def is_formula(content: str, before: str = "", after: str = "") -> bool:
    """Return whether *content* between two dollars is a formula.

    :param before: The character in front of the opening dollar; empty at the start of a text.
    :param after: The character after the closing dollar; empty at the end of a text.
    """
    if not content or content[0].isspace() or content[-1].isspace():
        return False
    if after.isdigit():
        return bool(_LONE_OPERATOR.fullmatch(content))
    if not _TEX.search(content):
        is_glued = after.isalpha() and not _LETTER.fullmatch(content)  # "the $n$th" is fine
        return not (before.isalnum() or is_glued or content[-1] in "([" or is_prose(content))
    if after.isalpha() or after in {"_", "{"}:
        # "37$^\circ$C" is a formula; "$HOME/x:$PATH" and "${a}${b}" are not.
        return bool(re.search(r"[\\^]", content)) or content[0] == "_"
    return not (before.isalnum() and _VARIABLE.fullmatch(content) and content[0] != "_")


def is_prose(content: str) -> bool:
    """Return whether *content* consists of words: an amount of money with a noun, or a sentence."""
    if _TEX.search(content):
        return False
    words = _WORD.findall(content)
    if content[0].isdigit() and words and " " in content:
        return not re.search("[=<>]", content)
    return len(words) > 1 and not _OPERATOR.search(content)


def _is_escaped(text: str, position: int) -> bool:
    before = text[:position]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _dollars(state: StateInline, silent: bool) -> bool:
    """Read ``$...$``, and ``$$...$$`` within a line of text."""
    text, start = state.src, state.pos
    if text[start] != "$" or _is_escaped(text, start):
        return False
    marker = "$$" if text.startswith("$$", start) else "$"
    end = text.find(marker, start + len(marker))
    while end > 0 and _is_escaped(text, end):
        end = text.find(marker, end + 1)
    if end < 0 or end >= state.posMax:
        return False
    content = text[start + len(marker) : end]
    behind = end + len(marker)
    before = text[start - 1] if start else ""
    after = text[behind : behind + 1]
    if marker == "$$":
        # Blanks inside double dollars are common.
        content = content.strip()
    if "$" in (before, after) or not is_formula(content, before, after):
        return False
    if not silent:
        token = state.push("math_inline" if marker == "$" else "math_inline_double", "math", 0)
        token.content, token.markup = content, marker
    state.pos = behind
    return True


def _parentheses(state: StateInline, silent: bool) -> bool:
    r"""Read ``\(...\)``; escaped parentheses around words stay parentheses."""
    text, start = state.src, state.pos
    if not text.startswith(r"\(", start):
        return False
    end = text.find(r"\)", start + 2)
    if end < 0 or end >= state.posMax:
        return False
    content = text[start + 2 : end].strip()
    if not content or _WORD.fullmatch(content) or content.isdigit() or is_prose(content):
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = content, r"\("
    state.pos = end + 2
    return True


_stock_double_dollars = math_block_dollar(
    allow_labels=True,
    label_normalizer=lambda label: re.sub(r"\s+", "-", label),
    allow_blank_lines=True,
)


def _double_dollars(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read ``$$...$$`` on lines of their own; a price range ("$$ - $$$") is text."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if line.startswith("$$$"):
        return False
    before, count = state.line, len(state.tokens)
    if not _stock_double_dollars(state, start, end, silent):
        return False
    token = state.tokens[-1]
    content = token.content.strip()
    if len(state.tokens) > count and (
        not content or "$" in content[:1] + content[-1:] or is_prose(content)
    ):
        del state.tokens[count:]
        state.line = before
        return False
    return True


def _brackets(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""Read ``\[...\]`` that begins and ends a line; ``\[1\]`` and words stay brackets."""
    if state.is_code_block(start):
        return False
    lines: list[str] = []
    for number in range(start, end):
        lines.append(state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]])
        if number == start and not lines[0].startswith(r"\["):
            return False
        if not lines[-1].strip():
            return False
        if lines[-1].rstrip().endswith(r"\]"):
            break
    else:
        return False
    content = "\n".join(lines).strip()[2:-2].strip()
    if (
        not content
        or r"\]" in content
        or content.isdigit()
        or _WORD.fullmatch(content)
        or is_prose(content)
    ):
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.block, token.content, token.markup = True, content, r"\["
        token.map = [start, number + 1]
    state.line = number + 1
    return True
