"""Parse the text after the fence of a code block, in the notations of other systems."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: ``{.js}``, ``{.js .numberLines}``: Pandoc's attributes.
_PANDOC = re.compile(r"\{\s*\.([\w+#-]++)([^{}]*+)\}")
_LANGUAGE = re.compile(r"[^\s{,:\[]+")
_TITLE = re.compile(r"""\b(?:title|filename|file|caption|name)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LINES = re.compile(r"(?:^|[\s,])(?:hl_lines\s*=\s*)?[{\"]\s*(\d[\d,\s-]*)[}\"]|hl_lines=([\d-]+)")
_NUMBERS = re.compile(r"\b(?:showLineNumbers|linenos|numberLines|number-lines)\b")
#: ``js:app.js``: the name of the file after the language.
_FILE_NAME = re.compile(r":([\w./-]+\.\w+)")


@dataclass(frozen=True, slots=True)
class FenceInfo:
    """The language and the metadata of a code block."""

    language: str
    title: str = ""
    emphasized: str = ""
    """Line numbers and ranges, separated by commas."""
    is_numbered: bool = False


def read_info(info: str) -> FenceInfo:
    """Parse *info*: ``js title="a.js" {1,3} showLineNumbers``, or ``{.js}``.

    Unknown parts are ignored; they were never text.
    """
    info = info.strip()
    if pandoc := _PANDOC.match(info):
        language, rest = pandoc[1], pandoc[2] + info[pandoc.end() :]
    else:
        found = _LANGUAGE.match(info)
        language = found[0] if found else ""
        rest = info[len(language) :]
    title = _TITLE.search(rest)
    file_name = _FILE_NAME.match(rest)
    lines = _LINES.search(rest)
    return FenceInfo(
        language=language,
        title=(title[1] or title[2] or "") if title else file_name[1] if file_name else "",
        emphasized=",".join((lines[1] or lines[2]).replace(",", " ").split()) if lines else "",
        is_numbered=bool(_NUMBERS.search(rest)),
    )
