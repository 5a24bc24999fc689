"""Tell texts that no build complains about from those that a build should read first.

Reading a text as a build does takes as long as importing it ten times.  Most texts hold nothing
but Markdown that has one meaning everywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from sphinx_knowledge_base.importers.bodies.ranges import replace_between
from sphinx_knowledge_base.importers.knowledge_base import LINK_SCHEMES, refused_html

#: Directives of this package's translators, which write them as they have to be.
_OWN = "admonition|articles|attention|caution|danger|dropdown|error|hint|important|note|tip|warning"

#: What means something to MyST alone, or can be wrong.
_SIGN: Final = re.compile(
    r"(?<!\\)\$"  # formulas
    rf"|(?<![\\`])\{{|`\{{(?!(?:{_OWN})\}})"  # roles, attributes, substitutions, directives
    r"|^[ \t>]*(?:%|\+{3}|:{3}|!{3}|\?{3}|:[\w-]+:\s)"  # comments, breaks, divisions, fields
    r"|^[ \t>]*\([^()\n]+\)=[ \t]*$"  # targets
    r"|^[ \t]*(?:[>*+-]|\d+[.)])(?:[ \t]*[>*+-])*[ \t]*(?:#|[-*_]{3}|=)"  # inside of quotes, lists
    r"|\]\([ \t]*+<?+(?:(?!(?:" + "|".join(LINK_SCHEMES) + r"):)[A-Za-z][\w+.-]*:|[ \t]*+\))"
    r"|[\0-\x08\x0b-\x1f]",
    re.MULTILINE,
)
_COMMENT = re.compile(r"<!--"), re.compile(r"-->")
_TAG = re.compile(r"<(?=[A-Za-z/!?])[^<>]*+>?+")
_WEB = re.compile(r"<(?:(?:https?://|mailto:)[^<>\s]*|[\w.+-]+@[\w.-]+)>")
_DEFINITION = re.compile(
    r"^[ \t>]*\[(?!\^)([^\[\]\n]+)\]:(?:[ \t]*<?([A-Za-z][\w+.-]*):)?", re.MULTILINE
)
#: Elements that show a file, or swallow what follows them.
_WITH_FILES = re.compile(
    r"<(?:audio|embed|object|picture|plaintext|pre|script|source|style|textarea|title|track|video"
    r"|xmp)\b|\bsrcset\b",
    re.IGNORECASE,
)


_FOOTNOTE = re.compile(r"\[\^([^\[\]]*+)\](:?)")
_NOTE = re.compile(r"\[\^[\w-]++\]:[ \t]++\S")
_FENCE = re.compile(r"[ \t>]*+(`{3,}+|~{3,}+)(\{)?")


def is_plain(text: str) -> bool:
    """Tell whether a build finds nothing wrong with the markup of *text*, a body without code."""
    if _SIGN.search(text):
        return False
    if "[^" in text and not _has_right_footnotes(text):
        return False
    if "<" in text:
        text = replace_between(text, *_COMMENT, lambda _: "")
        if not all(_is_harmless(tag) for tag in _TAG.findall(text)):
            return False
    if "]:" in text:
        defined = _DEFINITION.findall(text)
        names = Counter(" ".join(name.casefold().split()) for name, _ in defined)
        return max(names.values(), default=0) < 2 and all(
            scheme.casefold() in {"", *LINK_SCHEMES} for _, scheme in defined
        )
    return True


def _has_right_footnotes(text: str) -> bool:
    """Tell whether each footnote has one mark or more, and one text, on a line of its own."""
    notes, depth = 0, 0
    for line in text.split("\n"):
        if fence := _FENCE.match(line):
            depth += 1 if fence[2] else -1
        elif not depth and _NOTE.match(line):
            notes += 1
    found = _FOOTNOTE.findall(text)
    texts = [name.casefold() for name, colon in found if colon]
    marks = {name.casefold() for name, colon in found if not colon}
    return notes == len(texts) == len(set(texts)) and marks == set(texts)


@lru_cache(4096)
def _is_harmless(tag: str) -> bool:
    if _WEB.fullmatch(tag):
        return True
    return tag.endswith(">") and not _WITH_FILES.search(tag) and not refused_html(tag)
