"""Read one article file: bytes in; front matter, facts about the body, and problems out."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.core.model import Position, Source
from sphinx_knowledge_base.core.problems import Problem, Severity
from sphinx_knowledge_base.core.reading.body import scan_body
from sphinx_knowledge_base.core.reading.encoding import control_characters, decode
from sphinx_knowledge_base.core.reading.fields import quoted
from sphinx_knowledge_base.core.reading.front_matter import FrontMatterReader
from sphinx_knowledge_base.core.reading.positions import (
    Fault,
    MappingNode,
)
from sphinx_knowledge_base.core.reading.toml import read_toml
from sphinx_knowledge_base.core.reading.yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_knowledge_base.core.model import Body
    from sphinx_knowledge_base.core.reading.rules import ReadingRules

#: Far more than any front matter needs; a larger block is a mistake or an attack.
MAX_BLOCK_BYTES = 64 * 1024

#: The pattern of the line that closes a block, by the line that opens it.
_CLOSING: Mapping[str, re.Pattern[str]] = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}

_START = Position(1, 1)


@dataclass(frozen=True, slots=True)
class Block:
    """The two parts of an article file."""

    text: str
    """The front matter without its delimiters; it begins on line 2."""
    is_toml: bool
    body: str
    body_line: int


def read_source(path: str, data: bytes, rules: ReadingRules) -> Source:
    """Return the parsed article file at *path*; *data* is its content.

    Never raises because of an author's text: the result lists every problem, in the order of the
    file.  Its ``front_matter`` is None if one of them is an error.
    """
    text = decode(data)
    block = text if isinstance(text, Fault) else split(text)
    if isinstance(block, Fault):
        return Source(path, None, None, problems=(_problem(path, block),))
    table, faults = (read_toml if block.is_toml else read_yaml)(block.text, first_line=2)
    problems = [_problem(path, fault) for fault in (*control_characters(data), *faults)]
    if table is None and not faults:
        table = MappingNode(_START, {})
    if table is not None and not isinstance(table, MappingNode):
        fault = Fault(table.position, "front matter must be keys and values")
        problems.append(_problem(path, fault))
    if not isinstance(table, MappingNode):
        body = scan_body(block.body, block.body_line)
        return Source(path, None, body, problems=tuple(problems))

    # A missing key is reported at the beginning of the block.
    reading = FrontMatterReader(path, rules, replace(table, position=_START))
    problems += reading.problems
    problems.sort(key=lambda problem: (problem.line, problem.column))
    substitutions = _substitutions(rules, reading.passed_on)
    body = scan_body(block.body, block.body_line, substitutions)
    is_right = all(problem.severity is not Severity.ERROR for problem in problems)
    front_matter = reading.front_matter if is_right else None
    if front_matter is not None:
        problems += _headings_differ(path, front_matter.title, body)
        if not block.body.strip():
            message = "the article has no text"
            problems.append(Problem(path, body.line, 1, "markdown", message, Severity.NOTE))
    # Interned, because most articles have the same keys.
    stored = {
        sys.intern(key): (position.line, position.column)
        for key, position in reading.positions.items()
    }
    named = {} if front_matter else reading.named()
    return Source(path, front_matter, body, stored, tuple(problems), named)


def _substitutions(rules: ReadingRules, passed_on: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the values of ``{{ name }}`` in an article: the site's and its own."""
    if rules.substitutions is None:
        return None
    own = [passed_on.get("substitutions")]
    if isinstance(myst := passed_on.get("myst"), dict):
        own.append(myst.get("substitutions"))
    values = dict(rules.substitutions)
    for found in own:
        values |= found if isinstance(found, dict) else {}
    return values


def split(text: str) -> Block | Fault:
    r"""Split *text*, with ``\n`` line ends, into front matter and body, or return the fault."""
    first, _, rest = text.partition("\n")
    opening = first.rstrip(" \t")
    closing = _CLOSING.get(opening)
    if closing is None:
        return Fault(_START, _no_front_matter(text))
    end = closing.search(rest)
    if end is None:
        return Fault(_START, f"front matter is not closed: no second line '{opening}'")
    block, body = rest[: end.start()], rest[end.end() + 1 :]
    if len(block.encode()) > MAX_BLOCK_BYTES:
        return Fault(_START, f"front matter is larger than {MAX_BLOCK_BYTES // 1024} KiB")
    return Block(block, opening == "+++", body, block.count("\n") + 3)


def _no_front_matter(text: str) -> str:
    """Return the message for a file without front matter; it shows a block to start from."""
    heading = re.search(r"^#[ \t]+(?P<text>.+)$", text, re.MULTILINE)
    words = heading["text"].rstrip("#").rstrip(" \t") if heading else ""
    title = json.dumps(words or "The title", ensure_ascii=False)
    block = f"---\ntitle: {title}\ncategory: A_CATEGORY\npublishedAt: 2026-01-31\n---\n"
    return f"no front matter: the file must begin with a block such as this\n{block}"


def _problem(path: str, fault: Fault) -> Problem:
    return Problem(path, *fault.position, "front_matter", fault.message, fault.severity)


def _headings_differ(path: str, title: str, body: Body) -> Iterator[Problem]:
    """Yield a note if the body's heading differs from the title: readers see both."""
    heading = body.heading
    if heading is not None and heading != title:
        message = (
            f"the page shows the heading {quoted(heading)}; listings, feeds and search results "
            f"show the title {quoted(title)}"
        )
        yield Problem(path, body.heading_line, 1, "title", message, Severity.NOTE)
