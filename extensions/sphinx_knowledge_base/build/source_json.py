"""Encode parsed articles as JSON, and decode them again fast.

A build may load ten thousand articles before it begins, so the format consists of lists.  Most
articles have the same keys: their names are in one table, and articles refer to them by number.
Decoding does not validate front matter again: it was validated when it was read.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from sphinx_knowledge_base.core.model import Body, Source
from sphinx_knowledge_base.core.problems import Problem, Severity
from sphinx_knowledge_base.core.reading.dates import Duration
from sphinx_knowledge_base.core.reading.schema import AuthorEntry, FrontMatter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo

M = TypeVar("M", bound=BaseModel)

#: A row of names that articles share: keys of front matter, or paths of values.
Names = tuple[str, ...]

#: Every field in the order of the model, with its default: digests of articles depend on the order.
_FIELDS: Mapping[str, Any] = {
    name: field.default for name, field in FrontMatter.model_fields.items()
}
_AUTHOR_FIELDS: Mapping[str, Any] = {
    name: field.default for name, field in AuthorEntry.model_fields.items()
}

#: The fields that are a dictionary in each article.
_MAPPINGS = ("structured_data", "extra", "passed_on")

_MOMENTS = frozenset({"published_at", "updated_at", "expires_at", "reviewed_at"})
_LISTS = frozenset({"tags", "audience", "keywords", "related_articles", "aliases", "reviewed_by"})


class SourceEncoder:
    """Encodes articles one by one, and collects the names of their keys."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._numbers: dict[Names, int] = {}

    @property
    def names(self) -> list[Names]:
        """The table of names; complete when all articles are encoded."""
        return list(self._numbers)

    def encode(self, source: Source) -> list[Any]:
        """Return *source* as a list of JSON values."""
        body = source.body
        lines, columns = (
            zip(*source.positions.values(), strict=True) if source.positions else ((), ())
        )
        return [
            source.path,
            self._front_matter(source.front_matter) if source.front_matter else None,
            body and [body.line, body.words, body.first_paragraph, body.heading, body.heading_line],
            self._number(tuple(source.positions)),
            lines,
            columns,
            [
                [one.path, one.line, one.column, one.type, one.message, one.severity.value]
                for one in source.problems
            ],
            dict(source.named),
        ]

    def _front_matter(self, front_matter: FrontMatter) -> list[Any]:
        values = vars(front_matter)
        fields = front_matter.model_fields_set
        names = tuple(
            name
            for name in values
            if name in fields or (values[name] != _FIELDS[name] and values[name] != {})
        )
        # Fields with a value that no author set come last.
        ordered = tuple(sorted(names, key=lambda name: name not in fields))
        count = sum(name in fields for name in ordered)
        return [
            self._number(ordered),
            count,
            [self._value(name, values[name]) for name in ordered],
        ]

    def _value(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        if name in _MOMENTS:
            # A time in the site's zone is stored without offset: ISO 8601 cannot name the zone.
            is_local = value.tzinfo is self._zone
            return (value.replace(tzinfo=None) if is_local else value).isoformat()
        if name == "review_every":
            return [value.months, value.days]
        if name == "authors":
            return [
                author.name
                if author.model_fields_set == {"name"}
                else {key: getattr(author, key) for key in author.model_fields_set}
                for author in value
            ]
        return value

    def _number(self, names: Names) -> int:
        return self._numbers.setdefault(names, len(self._numbers))


class SourceDecoder:
    """Decodes the rows of a :class:`SourceEncoder`.

    A row of another shape raises some Python error: there are no separate checks.
    """

    def __init__(self, zone: tzinfo, names: Iterable[Sequence[str]]) -> None:
        self._zone = zone
        self._names = [tuple(row) for row in names]
        #: The names of authors repeat, and so do these values.
        self._authors: dict[str, AuthorEntry] = {}
        #: Most articles have the same keys.  The models are frozen, so they can share one set.
        self._written: dict[tuple[int, int], set[str]] = {}

    def decode(self, row: list[Any]) -> Source:
        """Return the article of *row*."""
        path, front_matter, body, names, lines, columns, problems, named = row
        return Source(
            path,
            self._front_matter(*front_matter) if front_matter is not None else None,
            Body(*body) if body is not None else None,
            dict(zip(self._names[names], zip(lines, columns, strict=True), strict=True)),
            tuple(
                Problem(where, line, column, type_, message, Severity(severity))
                for where, line, column, type_, message, severity in problems
            ),
            named,
        )

    def _front_matter(self, names: int, count: int, written: list[Any]) -> FrontMatter:
        ordered = self._names[names]
        found = dict(zip(ordered, written, strict=True))
        for name in _MOMENTS & found.keys():
            if found[name] is not None:
                found[name] = self._moment(found[name])
        for name in _LISTS & found.keys():
            found[name] = tuple(found[name])
        if "authors" in found:
            found["authors"] = tuple(map(self._author, found["authors"]))
        if found.get("review_every") is not None:
            found["review_every"] = Duration(*found["review_every"])
        for name in _MAPPINGS:
            found.setdefault(name, {})
        fields = self._written.setdefault((names, count), set(ordered[:count]))
        return _instance(FrontMatter, {**_FIELDS, **found}, fields)

    def _moment(self, text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=self._zone) if moment.tzinfo is None else moment

    def _author(self, written: Any) -> AuthorEntry:
        if not isinstance(written, str):
            return _instance(AuthorEntry, {**_AUTHOR_FIELDS, **written}, set(written))
        if (author := self._authors.get(written)) is None:
            author = _instance(AuthorEntry, {**_AUTHOR_FIELDS, "name": written}, {"name"})
            self._authors[written] = author
        return author


def _instance(model: type[M], values: dict[str, Any], fields: set[str]) -> M:
    """Return an instance of a pydantic *model* without validation, as unpickling does.

    ``model_construct`` does the same and takes ten times as long.
    """
    made = model.__new__(model)
    made.__setstate__(
        {
            "__dict__": values,
            "__pydantic_fields_set__": fields,
            "__pydantic_extra__": None,
            "__pydantic_private__": None,
        }
    )
    return made
