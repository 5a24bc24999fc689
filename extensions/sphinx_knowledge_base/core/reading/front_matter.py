"""Read the front matter of an article: a table of keys and values in, facts and problems out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.model import Position
from sphinx_knowledge_base.core.problems import Problem, Severity, did_you_mean
from sphinx_knowledge_base.core.reading.adaptation import (
    first_of,
    from_root,
    is_absent,
    outranked,
    with_named_paths,
)
from sphinx_knowledge_base.core.reading.dates import DateRules
from sphinx_knowledge_base.core.reading.fields import as_flag, quoted, text
from sphinx_knowledge_base.core.reading.keys import folded, synonym
from sphinx_knowledge_base.core.reading.path_metadata import path_metadata
from sphinx_knowledge_base.core.reading.positions import (
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
from sphinx_knowledge_base.core.reading.validation import InvalidValue, Validated, validate
from sphinx_knowledge_base.core.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_knowledge_base.core.reading.rules import ReadingRules

#: A text in the quotes of a word processor, without such a quote inside.
TYPOGRAPHIC_QUOTES = re.compile(
    "[\u201c\u201d\u201e\u00ab]([^\u201c\u201d\u201e\u00ab\u00bb]+)[\u201c\u201d\u00bb]"
    "|[\u2018\u201a]([^\u2018\u2019\u201a]+)[\u2018\u2019]"
)

#: Keys whose texts rarely contain a comma, but whose lists often lack their brackets.
_LISTS = frozenset({"tags", "keywords", "audience", "relatedArticles", "aliases"})

#: Keys that name a picture.
_PICTURES = frozenset({"featuredImage", "ogImage"})

#: Keys whose values name something that may be missing on the site.
_NAMED = ("slug", "category", "audience", "tags", "featuredImage", "ogImage", "relatedArticles")

_START = Position(1, 1)


class FrontMatterReader:
    """Turns one table of keys and values into a `FrontMatter`."""

    unpublished: MappingEntry | None = None
    """The keys, besides ``draft``, that make the article a draft."""

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
                message = f"{key!r} is not used: {ignored[key]!r} has the same meaning"
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
        self.checked = checked.table
        self.front_matter = self.complete(checked)

    def classify(self, key: str, entry: MappingEntry) -> None:
        """Sort one key: it belongs to the contract, to MyST or Sphinx, or is unknown."""
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
        """Return, in words, the key that was probably meant."""
        known = list(self.known_keys())
        is_known = folded(key) in map(folded, known)  # spelled differently
        if not is_known and (name := synonym(key)) is not None:
            setting = f"kb_front_matter_keys = {{{key!r}: {name!r}}}"
            return f": here it is {name!r}; with {setting} in conf.py it can stay"
        return did_you_mean(key, known)

    def without_typographic_quotes(self, key: str, value: Node) -> Node:
        """Read typographic quotes around a text as quotes of YAML, and report them."""
        if not isinstance(value, ScalarNode) or not value.is_plain:
            return value
        quoted = TYPOGRAPHIC_QUOTES.fullmatch(value.text)
        if quoted is None:
            return value
        inner = quoted[1] or quoted[2]
        message = f'{key} is in typographic quotes: write "{inner}"'
        self.report(value.position, message, ReportAs())
        return replace(value, text=inner, value=inner)

    def known_keys(self) -> Iterator[str]:
        yield from (*CONTRACT, SINGULAR_AUTHOR, PUBLISHED)
        yield from IGNORED_KEYS | PASSED_ON_KEYS | self.rules.extra_keys
        yield from self.rules.key_names

    def as_contract(self, name: str, entry: MappingEntry) -> MappingEntry:
        """Make a list of a single value if the contract wants a list."""
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
        """Take the first item of a list if the contract wants a single value."""
        if CONTRACT[name].essential and name != "category":
            return entry
        first, others = first_of(entry.value)
        if name == "category":
            self.other_categories = others
        if others and not (name == "category" and self.rules.further_categories):
            hint = "; kb_further_categories decides about the others" if name == "category" else ""
            message = f"{name} is a list: only the first item counts{hint}"
            self.report(entry.value.position, message, CONTRACT[name], Severity.WARNING)
        if name in _PICTURES:
            first = from_root(first, self.path)
        return replace(entry, value=first)

    def join_tags(self) -> None:
        """Turn the categories after the first into tags, if the site wants that."""
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
        """Add values that the article lacks, from its path or from the settings."""
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
        """Make the slug from the file name if there is none."""
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

    def named(self) -> dict[str, str]:
        """Return the names of slug, terms, pictures and articles, by the paths of the values."""
        found = {}
        for key in _NAMED:
            if key not in self.checked.entries:
                continue
            value = self.checked.entries[key].value
            items = value.items if isinstance(value, ListNode) else ()
            nodes = {f"{key}.{number}": item for number, item in enumerate(items)} or {key: value}
            for place, node in nodes.items():
                if isinstance(node, ScalarNode) and (said := text(as_typed(node))):
                    found[place] = said
        return found

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
