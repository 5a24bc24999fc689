"""Metadata from the path of an article file: date, slug, language, category."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.source_files import without_suffix

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The fields in braces of ``kb_path_metadata``, and the texts that each matches.
PATH_FIELDS: Mapping[str, str] = {
    "year": r"\d{4}",
    "month": r"\d{1,2}",
    "day": r"\d{1,2}",
    "slug": r"[^/]+?",
    "category": r"[^/]+?",
    "language": r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*",
}

_FIELD = re.compile(r"\{([^{}]*)\}")


def path_metadata(path: str, patterns: Iterable[str]) -> dict[str, str]:
    """Return the keys that *path* gives with the first of *patterns* that fits its end.

    A pattern is a part of a path with fields in braces, and ``*`` for any part of a name:
    ``{year}-{month}-{day}-{slug}.md``.  The result has ``slug``, ``category`` and ``language`` as
    written in the path, and ``publishedAt`` if it has all parts of a date.
    """
    for pattern in patterns:
        if found := _compiled(pattern).fullmatch(without_suffix(path)):
            fields = found.groupdict()
            date = [fields.pop(part, None) for part in ("year", "month", "day")]
            if all(date):
                fields["publishedAt"] = "-".join(part or "" for part in date)
            return fields
    return {}


def unknown_fields(pattern: str) -> list[str]:
    """Return the fields of a pattern that are unknown or repeated."""
    names = _FIELD.findall(pattern)
    return [name for name in names if name not in PATH_FIELDS or names.count(name) > 1]


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = _FIELD.split(without_suffix(pattern.strip("/")))
    literals = ("[^/]*".join(map(re.escape, text.split("*"))) for text in parts[::2])
    fields = (f"(?P<{name}>{PATH_FIELDS[name]})" for name in parts[1::2])
    joined = "".join(a + b for a, b in zip(literals, [*fields, ""], strict=True))
    return re.compile(f"(?:.*/)?{joined}", re.DOTALL)
