"""Read one article file: bytes in; front matter, facts about the body, and problems out."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from sphinx_knowledge_base.core.model import Position, Source
from sphinx_knowledge_base.core.problems import Problem, Severity, did_you_mean
from sphinx_knowledge_base.core.reading.adaptation import (
    first_of,
    is_absent,
    outranked,
    with_named_paths,
)
from sphinx_knowledge_base.core.reading.body import scan_body
from sphinx_knowledge_base.core.reading.dates import DateOrder, DateRules
from sphinx_knowledge_base.core.reading.encoding import control_characters, decode
from sphinx_knowledge_base.core.reading.fields import as_flag, quoted
from sphinx_knowledge_base.core.reading.keys import KEY_SYNONYMS
from sphinx_knowledge_base.core.reading.path_metadata import path_metadata
from sphinx_knowledge_base.core.reading.positions import (
    Fault,
    ListNode,
    MappingEntry,
    MappingNode,
    Node,
    ScalarNode,
    as_list,
    as_typed,
    plain,
    positions,
)
from sphinx_knowledge_base.core.reading.schema import (
    CONTRACT,
    IGNORED_KEYS,
    PASSED_ON_KEYS,
    PASSED_ON_PREFIX,
    PUBLISHED,
    SINGULAR_AUTHOR,
    FrontMatter,
    ReportAs,
)
from sphinx_knowledge_base.core.reading.toml import read_toml
from sphinx_knowledge_base.core.reading.validation import InvalidValue, Validated, validate
from sphinx_knowledge_base.core.reading.yaml import read_yaml
from sphinx_knowledge_base.core.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_knowledge_base.core.model import Body

#: Far more than any front matter needs; a larger block is a mistake or an attack.
MAX_BLOCK_BYTES = 64 * 1024

#: The pattern of the line that closes a block, by the line that opens it.
_CLOSING: Mapping[str, re.Pattern[str]] = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}

#: A text in the quotes of a word processor, and no such quote within.
TYPOGRAPHIC_QUOTES = re.compile(
    "[\u201c\u201d\u201e\u00ab]([^\u201c\u201d\u201e\u00ab\u00bb]+)[\u201c\u201d\u00bb]"
    "|[\u2018\u201a]([^\u2018\u2019\u201a]+)[\u2018\u2019]"
)

#: Keys whose texts seldom hold a comma, and whose lists often have lost their brackets.
_LISTS = frozenset({"tags", "keywords", "audience", "relatedArticles", "aliases"})

#: What to make of the categories after the first of an article.
FurtherCategories = Literal["", "tags", "ignore"]

_START = Position(1, 1)


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The settings that reading an article depends on."""

    key_names: Mapping[str, str] = field(default_factory=dict)
    """Maps the site's names of keys to ours: ``{"date": "publishedAt"}``.

    Of several names for one key the first that an article has counts.  A name with dots is a path:
    ``taxonomies.tags``."""
    extra_keys: frozenset[str] = frozenset()
    """Further keys that authors may use without a warning."""
    timezone: tzinfo = UTC
    """The time zone of dates without one."""
    date_order: DateOrder = ""
    """What comes first in dates like ``3/4/2026``."""
    default_category: str = ""
    """The category of articles that name none; empty if each has to."""
    further_categories: FurtherCategories = ""
    """What the categories after the first are."""
    path_patterns: tuple[str, ...] = ()
    """What the path of a file says (`path_metadata`)."""

    def facts(self) -> tuple[object, ...]:
        """Return what tells these rules from others, as plain values."""
        values = (getattr(self, name) for name in self.__slots__ if name != "extra_keys")
        return (*map(str, values), sorted(self.extra_keys))


@dataclass(frozen=True, slots=True)
class Block:
    """The two parts of an article file."""

    text: str
    """The front matter without its delimiters; it begins on line 2."""
    is_toml: bool
    body: str
    body_line: int


def read_source(path: str, data: bytes, rules: ReadingRules) -> Source:
    """Return what the article file at *path* says; *data* is its content.

    Never raises for anything that an author wrote: the result lists every problem, in the order of
    the file.  Its ``front_matter`` is None if one of them is an error.
    """
    text = decode(data)
    block = text if isinstance(text, Fault) else split(text)
    if isinstance(block, Fault):
        return Source(path, None, None, problems=(_problem(path, block),))
    body = scan_body(block.body, block.body_line)
    table, faults = (read_toml if block.is_toml else read_yaml)(block.text, first_line=2)
    problems = [_problem(path, fault) for fault in (*control_characters(data), *faults)]
    if table is None and not faults:
        table = MappingNode(_START, {})
    if table is not None and not isinstance(table, MappingNode):
        fault = Fault(table.position, "front matter must be keys and values")
        problems.append(_problem(path, fault))
    if not isinstance(table, MappingNode):
        return Source(path, None, body, problems=tuple(problems))

    # A missing key is reported at the beginning of the block.
    reading = _FrontMatterReader(path, rules, replace(table, position=_START))
    problems += reading.problems
    problems.sort(key=lambda problem: (problem.line, problem.column))
    is_right = all(problem.severity is not Severity.ERROR for problem in problems)
    front_matter = reading.front_matter if is_right else None
    if front_matter is not None:
        problems += _headings_differ(path, front_matter.title, body)
    # Interned, because most articles have the same keys.
    stored = {
        sys.intern(key): (position.line, position.column)
        for key, position in reading.positions.items()
    }
    return Source(path, front_matter, body, stored, tuple(problems))


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
    """Return the message for a file without front matter, with the block to begin with."""
    heading = re.search(r"^#[ \t]+(.+?)[ \t]*#*$", text, re.MULTILINE)
    title = json.dumps(heading[1] if heading else "The title", ensure_ascii=False)
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


class _FrontMatterReader:
    """Turns one table of keys and values into a `FrontMatter`."""

    unpublished: MappingEntry | None = None
    """What says that the article is no more than a draft, beside ``draft`` itself."""

    def __init__(self, path: str, rules: ReadingRules, table: MappingNode) -> None:
        self.path = path
        self.rules = rules
        self.problems: list[Problem] = []
        self.written: dict[str, str] = {}
        """For each key of the contract, the name that the author used."""
        self.contract: dict[str, MappingEntry] = {}
        self.extra: dict[str, object] = {}
        self.passed_on: dict[str, object] = {}
        self.positions: dict[str, Position] = {}
        self.other_categories: tuple[Node, ...] = ()
        table = with_named_paths(table, rules.key_names)
        ignored = outranked(table, rules.key_names)
        for key, entry in table.entries.items():
            if key in ignored:
                message = f"{key!r} is not used: {ignored[key]!r} says the same"
                self.report(entry.key_position, message, ReportAs(), Severity.NOTE)
            else:
                self.classify(key, entry)
        if self.unpublished is not None:
            self.contract["draft"] = self.unpublished
        self.join_authors()
        self.join_tags()
        self.complete_from_path()
        checked = validate(
            FrontMatter,
            replace(table, entries=self.contract),
            free=("schema",),
            context=DateRules(rules.timezone, rules.date_order),
        )
        for flaw in checked.invalid:
            self.report_invalid(flaw)
        self.positions |= positions(checked.table)
        self.front_matter = self.complete(checked)

    def classify(self, key: str, entry: MappingEntry) -> None:
        """Sort one key: it is of the contract, for MyST and Sphinx, or unknown."""
        name = self.rules.key_names.get(key, key)
        entry = replace(entry, value=self.without_typographic_quotes(key, entry.value))
        if name in CONTRACT or name == SINGULAR_AUTHOR:
            if name in self.written:
                self.report(
                    entry.key_position,
                    f"{key!r} sets {name} again, after {self.written[name]!r}",
                    ReportAs("front_matter", essential=True),
                )
            self.written[name] = key
            if not is_absent(entry):
                self.contract[name] = self.as_contract(name, entry)
        elif name in PASSED_ON_KEYS or name.startswith(PASSED_ON_PREFIX):
            self.passed_on[name] = plain(entry.value)
        elif name == PUBLISHED and (is_published := as_flag(as_typed(entry.value))) is not None:
            if not is_published:
                draft = ScalarNode(entry.value.position, "true", value=True)
                self.unpublished = replace(entry, value=draft)
        elif name not in IGNORED_KEYS:
            self.extra[key] = plain(entry.value)
            self.positions[key] = entry.value.position
            if key not in self.rules.extra_keys:
                what = f"unknown key {key!r}{self.meant(key)}"
                if key == PUBLISHED:
                    what = f"{key} {quoted(str(as_typed(entry.value)))} is neither true nor false"
                self.report(entry.key_position, what, ReportAs())

    def meant(self, key: str) -> str:
        """Return which key was probably meant, in words."""
        if (name := KEY_SYNONYMS.get(key)) is not None:
            setting = f"kb_front_matter_keys = {{{key!r}: {name!r}}}"
            return f": here it is {name!r}; with {setting} in conf.py it can stay"
        return did_you_mean(key, self.known_keys())

    def without_typographic_quotes(self, key: str, value: Node) -> Node:
        """Take typographic quotes around a text for those that YAML knows, and say so."""
        if not isinstance(value, ScalarNode) or not value.is_plain:
            return value
        quoted = TYPOGRAPHIC_QUOTES.fullmatch(value.text)
        if quoted is None:
            return value
        inner = quoted[1] or quoted[2]
        message = f'{key} stands in typographic quotes: write "{inner}"'
        self.report(value.position, message, ReportAs())
        return replace(value, text=inner, value=inner)

    def known_keys(self) -> Iterator[str]:
        yield from (*CONTRACT, SINGULAR_AUTHOR, PUBLISHED)
        yield from IGNORED_KEYS | PASSED_ON_KEYS | self.rules.extra_keys
        yield from self.rules.key_names

    def as_contract(self, name: str, entry: MappingEntry) -> MappingEntry:
        """One value stands for a list of one where the contract has a list."""
        if name != SINGULAR_AUTHOR and not CONTRACT[name].item:
            return self.as_one(name, entry)
        value = entry.value
        if isinstance(value, ScalarNode) and name in _LISTS and "," in value.text:
            parts = [part.strip() for part in value.text.split(",")]
            message = f"{name} is one text with commas: if it is a list, write"
            listed = ", ".join(filter(None, parts))
            self.report(value.position, f"{message} [{listed}]", CONTRACT[name])
        return replace(entry, value=as_list(value))

    def as_one(self, name: str, entry: MappingEntry) -> MappingEntry:
        """The first item of a list stands for it where the contract has one value."""
        if CONTRACT[name].essential and name != "category":
            return entry
        first, others = first_of(entry.value)
        if name == "category":
            self.other_categories = others
        if others and not (name == "category" and self.rules.further_categories):
            hint = "; kb_further_categories says what the others are" if name == "category" else ""
            message = f"{name} is a list: only the first item counts{hint}"
            self.report(entry.value.position, message, CONTRACT[name], Severity.WARNING)
        return replace(entry, value=first)

    def join_tags(self) -> None:
        """Make tags of the categories after the first, if the site says so."""
        if not self.other_categories or self.rules.further_categories != "tags":
            return
        position = self.other_categories[0].position
        tags = self.contract.get("tags", MappingEntry(position, ListNode(position, ())))
        if isinstance(tags.value, ListNode):
            joined = (*tags.value.items, *self.other_categories)
            self.contract["tags"] = replace(tags, value=replace(tags.value, items=joined))

    def join_authors(self) -> None:
        """Join ``author`` and ``authors`` into one list."""
        one = self.contract.pop(SINGULAR_AUTHOR, None)
        if one is None:
            return
        many = self.contract.get("authors")
        items = tuple(
            item
            for entry in (one, many)
            if entry is not None and isinstance(entry.value, ListNode)
            for item in entry.value.items
        )
        self.contract["authors"] = MappingEntry(
            one.key_position, ListNode(one.value.position, items)
        )

    def complete_from_path(self) -> None:
        """Add what the article does not say and its path or the site does."""
        said = path_metadata(self.path, self.rules.path_patterns)
        self.name_slug(said.pop("slug", PurePosixPath(self.path).stem))
        if (language := said.pop("language", None)) is not None:
            self.extra.setdefault("language", language)
        if self.rules.default_category:
            said.setdefault("category", self.rules.default_category)
        for name, value in said.items():
            scalar = ScalarNode(_START, value, value)
            self.contract.setdefault(name, MappingEntry(_START, scalar))

    def name_slug(self, stem: str) -> None:
        """Make the slug from the file's name if there is none."""
        if "slug" in self.contract:
            return
        name = PurePosixPath(self.path)
        slug = slugify(stem)
        if not slug:
            message = f'no slug can be made from the file name {name.name!r}; add slug: "..."'
            self.report(_START, message, CONTRACT["slug"])
            slug = "unnamed"  # never used: the error excludes the article
        self.contract["slug"] = MappingEntry(_START, ScalarNode(_START, slug, slug))

    def complete(self, checked: Validated[FrontMatter]) -> FrontMatter | None:
        if checked.value is None:
            return None
        return checked.value.model_copy(update={"extra": self.extra, "passed_on": self.passed_on})

    def report_invalid(self, flaw: InvalidValue) -> None:
        """Report a value under the name that its author used."""
        key, *below = (str(step) for step in flaw.path)
        reported = CONTRACT[key]
        name = " ".join([reported.item, *below[1:]]) if below else self.written.get(key, key)
        self.report(flaw.position, f"{name} {flaw.message}", reported)

    def report(
        self,
        position: Position,
        message: str,
        reported: ReportAs,
        severity: Severity | None = None,
    ) -> None:
        if severity is None:
            severity = Severity.ERROR if reported.essential else Severity.WARNING
        self.problems.append(
            Problem(self.path, position.line, position.column, reported.type, message, severity)
        )
