"""Safe repairs: fix a value that can have only one meaning.

Each repair edits one place.  In bodies, only links to renamed articles change.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

from sphinx_knowledge_base.checking.reference_targets import Judge
from sphinx_knowledge_base.core.reading.dates import parse_moment, readings
from sphinx_knowledge_base.core.reading.fields import as_flag
from sphinx_knowledge_base.core.reading.front_matter import TYPOGRAPHIC_QUOTES
from sphinx_knowledge_base.core.reading.keys import meant_key
from sphinx_knowledge_base.core.reading.schema import (
    CONTRACT,
    IGNORED_KEYS,
    PASSED_ON_KEYS,
    PUBLISHED,
    SINGULAR_AUTHOR,
)
from sphinx_knowledge_base.core.slugs import fold_label
from sphinx_knowledge_base.editing.front_matter_edits import (
    FrontMatterText,
    front_matter,
    raw_value,
)
from sphinx_knowledge_base.editing.text import Edit, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Taxonomy

_DATE_KEYS = ("publishedAt", "updatedAt", "expiresAt", "reviewedAt")

_FLAGS = ("draft", "featured", PUBLISHED)

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)

_UNQUOTED = re.compile(
    r"(?P<key>[\w-]+:[ \t]+)(?P<text>[^\s\"'\[{|>&*!#%@`][^\n]*?)[ \t]*(?:[ \t]#[^\n]*)?"
)

#: Keys with labels of a taxonomy.
_LABELS: Mapping[str, Taxonomy] = {"tags": "tags", "author": "authors", "authors": "authors"}


def fixes(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """Return the files that can be repaired: path to the text before and after."""
    changes = {}
    judge = Judge(snapshot)
    for path in snapshot.documents:
        try:
            text = SourceText.read(snapshot.site.root / path)
        except UnicodeDecodeError:
            continue
        after = text
        if snapshot.documents[path].source is not None:
            after = _mended_yaml(after)
            block = front_matter(after)
            if block is not None:
                after = after.replace(_of_front_matter(snapshot, block))
        if text.is_editable:
            # Repairs of the front matter may shift the lines of the body.
            shift = after.normal.count("\n") - text.normal.count("\n")
            after = after.replace(_of_body(judge, path, after, shift))
        if after.raw != text.raw:
            changes[path] = (text.raw, after.raw)
    return changes


def _mended_yaml(text: SourceText) -> SourceText:
    """Put quotes around texts that contain ``: ``, if that makes the block valid YAML."""
    if front_matter(text) is not None or not text.normal.startswith("---\n"):
        return text
    end = text.normal.find("\n---", 3)
    edits = []
    for number, line in enumerate(text.normal[:end].split("\n")[1:], 2):
        found = _UNQUOTED.fullmatch(line)
        if found and ": " in found["text"]:
            start = text.offset(number, found.start("text") + 1)
            quoted = found["text"].replace("\\", "\\\\").replace('"', '\\"')
            edits.append(Edit(start, start + len(found["text"]), f'"{quoted}"'))
    mended = text.replace(edits)
    return mended if front_matter(mended) is not None else text


def _of_front_matter(snapshot: Snapshot, block: FrontMatterText) -> Iterator[Edit]:
    names = snapshot.site.settings.front_matter_keys
    top = {str(path[0]): path for path in block.tokens if len(path) == 1}
    contract = {names.get(name, name) for name in top}
    for name, path in top.items():
        key = names.get(name, name)
        value = raw_value(block, path)
        if (meant := _meant_key(snapshot, name, value)) and meant not in contract:
            yield block.key(path, meant)
            key = meant
            contract.add(meant)
        if block.tokens[path].kind == "scalar":
            yield from _of_scalar(block, path, key)
    for place, token in block.tokens.items():
        if token.kind != "scalar" or not place:
            continue
        key = names.get(str(place[0]), str(place[0]))
        if key in _LABELS and len(place) <= 2:
            yield from _spelling(snapshot, block, place, _LABELS[key])
        if key == "relatedArticles":
            slug = raw_value(block, place)
            is_known = snapshot.everything.article(slug) is not None
            if not is_known and (moved := snapshot.catalog.former_slugs.get(slug)):
                yield block.value(place, moved)


def _meant_key(snapshot: Snapshot, name: str, value: str) -> str | None:
    """Return the known key that *name* misspells, if *value* fits it."""
    settings = snapshot.site.settings
    known = {*CONTRACT, SINGULAR_AUTHOR, PUBLISHED, *IGNORED_KEYS, *PASSED_ON_KEYS}
    known |= {*settings.front_matter_keys}
    if name in known or name in settings.extra_keys:
        return None
    meant = meant_key(name, known)
    key = settings.front_matter_keys.get(meant or "", meant)
    return meant if key is not None and _fits(key, value) else None


def _fits(key: str, value: str) -> bool:
    """Return whether *value* is valid for *key*: a similar key may have another meaning."""
    if key in _DATE_KEYS:
        return normal_date(value) is not None or _is_moment(value)
    return as_flag(value) is not None if key in _FLAGS else True


def _is_moment(text: str) -> bool:
    try:
        parse_moment(text, UTC)
    except ValueError:
        return False
    return True


def _of_scalar(block: FrontMatterText, path: tuple[str | int, ...], key: str) -> Iterator[Edit]:
    token, value = block.tokens[path], raw_value(block, path)
    if not token.style and (quoted := TYPOGRAPHIC_QUOTES.fullmatch(value)):
        inner = (quoted[1] or quoted[2]).replace("\\", "\\\\").replace('"', '\\"')
        yield Edit(token.start, token.end, f'"{inner}"')
    elif key in _DATE_KEYS and (date := normal_date(value)) and date != value:
        yield block.value(path, date)


def normal_date(text: str) -> str | None:
    """Return a date in the standard form; None if the text could mean several dates."""
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+([A-Za-z]+)\.?,?\s+(\d{4})", text):
        year, month, day = int(found[3]), _month(found[2]), int(found[1])
    elif found := re.fullmatch(r"([A-Za-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", text):
        year, month, day = int(found[3]), _month(found[1]), int(found[2])
    else:
        days = readings(text)
        return days[0] if len(days) == 1 else None
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month(name: str) -> int:
    """Return the number of a month from its English name or its first three letters; or 0."""
    folded = name.casefold()
    if len(folded) < 3:
        return 0
    return next((i for i, month in enumerate(_MONTHS, 1) if month.startswith(folded)), 0)


def _spelling(
    snapshot: Snapshot, block: FrontMatterText, path: tuple[str | int, ...], taxonomy: Taxonomy
) -> Iterator[Edit]:
    label = raw_value(block, path)
    registered = snapshot.registry.find(taxonomy, label)
    term = registered or snapshot.everything.find_term(taxonomy, label)
    if term is None or label in snapshot.registry.spellings(taxonomy):
        return
    if label != term.title and fold_label(label) == fold_label(term.title):
        yield block.value(path, term.title)


def _of_body(judge: Judge, path: str, text: SourceText, shift: int) -> Iterator[Edit]:
    for reference in judge.snapshot.documents[path].references:
        moved = judge.destination(path, reference).moved_to
        start = text.offset(reference.line + shift, reference.column)
        end = start + len(reference.target)
        if moved and text.raw[start:end] == reference.target:
            yield Edit(start, end, moved)
