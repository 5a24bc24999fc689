"""Reads one article file: bytes in; front matter, body and every problem out."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.model import Place, Source
from sphinx_knowledge_base.core.problems import Problem, Severity, did_you_mean
from sphinx_knowledge_base.core.reading.body import scan_body
from sphinx_knowledge_base.core.reading.encoding import decode
from sphinx_knowledge_base.core.reading.fields import shown
from sphinx_knowledge_base.core.reading.positions import (
    Entry,
    Fault,
    PlacedList,
    PlacedMapping,
    PlacedScalar,
    as_list,
    places,
    plain,
)
from sphinx_knowledge_base.core.reading.schema import (
    CONTRACT,
    IGNORED_KEYS,
    PASSED_ON_KEYS,
    PASSED_ON_PREFIX,
    SINGULAR_AUTHOR,
    FrontMatter,
    Reported,
)
from sphinx_knowledge_base.core.reading.toml import read_toml
from sphinx_knowledge_base.core.reading.validation import Checked, Flaw, check
from sphinx_knowledge_base.core.reading.yaml import read_yaml
from sphinx_knowledge_base.core.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_knowledge_base.core.model import Body

#: Far more than any front matter; what is larger is a mistake or an attack.
MAX_BLOCK_BYTES = 64 * 1024

#: The lines that can close a block, by the line that opened it.
_CLOSING: Mapping[str, re.Pattern[str]] = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}

_START = Place(1, 1)


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What a site's settings say about reading its articles."""

    key_names: Mapping[str, str] = field(default_factory=dict)
    """The site's names of keys, to the contract's: ``{"date": "publishedAt"}``."""
    extra_keys: frozenset[str] = frozenset()
    """Keys outside the contract that are kept without a warning."""
    timezone: tzinfo = UTC
    """The zone of dates that name none."""


@dataclass(frozen=True, slots=True)
class Block:
    """The two parts of an article file."""

    text: str
    """The front matter without its delimiters; it begins on line 2."""
    is_toml: bool
    body: str
    body_line: int


def read_source(path: str, data: bytes, rules: ReadingRules) -> Source:
    """Return what the article file at *path*, which holds *data*, says.

    Never raises for anything an author wrote: every problem is in the result, in the order of
    the file.  ``front_matter`` is None when one of them is an error.
    """
    text = decode(data)
    block = text if isinstance(text, Fault) else split(text)
    if isinstance(block, Fault):
        return Source(path, None, None, problems=(_error(path, block),))
    body = scan_body(block.body, block.body_line)
    table, faults = (read_toml if block.is_toml else read_yaml)(block.text, first_line=2)
    problems = [_error(path, fault) for fault in faults]
    if table is None and not problems:
        table = PlacedMapping(_START, {})
    if table is not None and not isinstance(table, PlacedMapping):
        problems.append(_error(path, Fault(table.place, "front matter must be keys and values")))
    if not isinstance(table, PlacedMapping):
        return Source(path, None, body, problems=tuple(problems))

    # What is missing is missing from the block as a whole.
    reading = _Reading(path, rules, replace(table, place=_START))
    problems += reading.problems
    problems.sort(key=lambda problem: (problem.line, problem.column))
    is_right = all(problem.severity is not Severity.ERROR for problem in problems)
    front_matter = reading.front_matter if is_right else None
    if front_matter is not None:
        problems += _headings_differ(path, front_matter.title, body)
    # Most articles have the same keys.
    stored = {sys.intern(key): (place.line, place.column) for key, place in reading.places.items()}
    return Source(path, front_matter, body, stored, tuple(problems))


def split(text: str) -> Block | Fault:
    r"""Return the two parts of *text*, whose line ends are ``\n``, or why there are none."""
    first, _, rest = text.partition("\n")
    opening = first.rstrip(" \t")
    closing = _CLOSING.get(opening)
    if closing is None:
        return Fault(_START, "no front matter: the file must begin with a line '---'")
    end = closing.search(rest)
    if end is None:
        return Fault(_START, f"front matter is not closed: no second line '{opening}'")
    block, body = rest[: end.start()], rest[end.end() + 1 :]
    if len(block.encode()) > MAX_BLOCK_BYTES:
        return Fault(_START, f"front matter is larger than {MAX_BLOCK_BYTES // 1024} KiB")
    return Block(block, opening == "+++", body, block.count("\n") + 3)


def _error(path: str, fault: Fault) -> Problem:
    place = fault.place
    return Problem(path, place.line, place.column, "front_matter", fault.message, Severity.ERROR)


def _headings_differ(path: str, title: str, body: Body) -> Iterator[Problem]:
    """Tell the author of a heading that is not the title: both are shown, each in its places."""
    heading = body.heading
    if heading is not None and heading != title:
        message = f"heading {shown(heading)} stands on the page, title {shown(title)} elsewhere"
        yield Problem(path, body.heading_line, 1, "title", message, Severity.NOTE)


class _Reading:
    """One table of front matter on its way to a `FrontMatter`."""

    def __init__(self, path: str, rules: ReadingRules, table: PlacedMapping) -> None:
        self.path = path
        self.rules = rules
        self.problems: list[Problem] = []
        self.written: dict[str, str] = {}
        """The author's name of each key of the contract."""
        self.contract: dict[str, Entry] = {}
        self.extra: dict[str, object] = {}
        self.passed_on: dict[str, object] = {}
        self.places: dict[str, Place] = {}
        for key, entry in table.entries.items():
            self.sort(key, entry)
        self.join_authors()
        self.name_slug()
        checked = check(
            FrontMatter,
            replace(table, entries=self.contract),
            free=("schema",),
            context=rules.timezone,
        )
        for flaw in checked.flaws:
            self.report_flaw(flaw)
        self.places |= places(checked.table)
        self.front_matter = self.complete(checked)

    def sort(self, key: str, entry: Entry) -> None:
        """Put one key where it belongs: contract, MyST and Sphinx, or extra."""
        name = self.rules.key_names.get(key, key)
        is_absent = isinstance(entry.value, PlacedScalar) and entry.value.value is None
        if name in CONTRACT or name == SINGULAR_AUTHOR:
            if name in self.written:
                self.report(
                    entry.key_place,
                    f"{key!r} sets {name} again, after {self.written[name]!r}",
                    Reported("front_matter", essential=True),
                )
            self.written[name] = key
            if not is_absent:
                self.contract[name] = self.as_contract(name, entry)
        elif name in PASSED_ON_KEYS or name.startswith(PASSED_ON_PREFIX):
            self.passed_on[name] = plain(entry.value)
        elif name not in IGNORED_KEYS:
            self.extra[key] = plain(entry.value)
            self.places[key] = entry.value.place
            if key not in self.rules.extra_keys:
                meant = did_you_mean(key, self.known_keys())
                self.report(entry.key_place, f"unknown key {key!r}{meant}", Reported())

    def known_keys(self) -> Iterator[str]:
        yield from CONTRACT
        yield SINGULAR_AUTHOR
        yield from IGNORED_KEYS | PASSED_ON_KEYS | self.rules.extra_keys
        yield from self.rules.key_names

    @staticmethod
    def as_contract(name: str, entry: Entry) -> Entry:
        """One value stands for a list of one where the contract has a list."""
        if name == SINGULAR_AUTHOR or CONTRACT[name].item:
            return replace(entry, value=as_list(entry.value))
        return entry

    def join_authors(self) -> None:
        """Make one list of ``author`` and ``authors``."""
        one = self.contract.pop(SINGULAR_AUTHOR, None)
        if one is None:
            return
        many = self.contract.get("authors")
        items = tuple(
            item
            for entry in (one, many)
            if entry is not None and isinstance(entry.value, PlacedList)
            for item in entry.value.items
        )
        self.contract["authors"] = Entry(one.key_place, PlacedList(one.value.place, items))

    def name_slug(self) -> None:
        """Without a slug, the file's name gives it."""
        if "slug" in self.contract:
            return
        name = PurePosixPath(self.path)
        slug = slugify(name.stem)
        if not slug:
            message = f'file name {name.name!r} gives no slug; add slug: "..."'
            self.report(_START, message, CONTRACT["slug"])
            slug = "unnamed"  # Never used: the error leaves the article out.
        self.contract["slug"] = Entry(_START, PlacedScalar(_START, slug, slug))

    def complete(self, checked: Checked[FrontMatter]) -> FrontMatter | None:
        if checked.value is None:
            return None
        return checked.value.model_copy(update={"extra": self.extra, "passed_on": self.passed_on})

    def report_flaw(self, flaw: Flaw) -> None:
        """Name the value that has the flaw as its author does."""
        key, *below = (str(step) for step in flaw.path)
        reported = CONTRACT[key]
        name = " ".join([reported.item, *below[1:]]) if below else self.written.get(key, key)
        self.report(flaw.place, f"{name} {flaw.message}", reported)

    def report(self, place: Place, message: str, reported: Reported) -> None:
        severity = Severity.ERROR if reported.essential else Severity.WARNING
        self.problems.append(
            Problem(self.path, place.line, place.column, reported.type, message, severity)
        )
