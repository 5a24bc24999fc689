"""Checks placed values against a pydantic model: all problems at once, each where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.reading.positions import (
    Path,
    PlacedMapping,
    as_typed,
    existing,
    key_place_of,
    place_of,
    plain,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx_knowledge_base.core.model import Place

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one value of a table."""

    path: Path
    """The value that the message speaks of; empty for the table as a whole."""
    place: Place
    message: str
    """Follows the name of the value: ``is blank``."""


@dataclass(frozen=True, slots=True)
class Checked(Generic[M]):
    """What came of a check."""

    value: M | None
    """Made without the values that have flaws; None when a required one is among them."""
    table: PlacedMapping
    """The values that it was made of."""
    flaws: tuple[Flaw, ...]


def check(
    model: type[M], table: PlacedMapping, *, free: Collection[str] = (), context: object = None
) -> Checked[M]:
    """Make a *model* of as much of *table* as is right.

    Scalars reach the model as the text that was typed, except under the *free* keys.
    """
    flaws: tuple[Flaw, ...] = ()
    while True:
        values = {
            key: plain(entry.value) if key in free else as_typed(entry.value)
            for key, entry in table.entries.items()
        }
        try:
            value = model.model_validate(values, context=context)
        except ValidationError as error:
            errors: list[dict[str, Any]] = [
                {**found, "loc": _as_written(model, found["loc"])}
                for found in error.errors(include_url=False, include_input=False)
            ]
            # The first round finds everything; a later one, what the removals left behind.
            flaws = flaws or tuple(_flaw(table, found, model) for found in errors)
            removals = {existing(table, found["loc"]) for found in errors} - {()}
            if not removals:
                return Checked(None, table, flaws)
            table = without(table, _outermost(removals))
        else:
            return Checked(value, table, flaws)


def _outermost(paths: set[Path]) -> set[Path]:
    """Leave out of *paths* what goes with a value around it."""
    return {
        path for path in paths if not any(path[:depth] in paths for depth in range(1, len(path)))
    }


def _flaw(table: PlacedMapping, found: dict[str, Any], model: type[BaseModel]) -> Flaw:
    path: Path = found["loc"]
    match found["type"]:
        case "missing":
            return Flaw(path, place_of(table, path), "is missing")
        case "extra_forbidden":
            key = str(path[-1])
            message = f"has an unknown key {key!r}{did_you_mean(key, _keys_at(model, path))}"
            return Flaw(path[:-1], key_place_of(table, path), message)
    return Flaw(path, place_of(table, path), found["msg"])


def _as_written(model: type[BaseModel], path: Path) -> Path:
    """Return *path* with the key that authors write: pydantic names a default's by its field."""
    field = model.model_fields.get(str(path[0])) if path else None
    return (field.alias, *path[1:]) if field is not None and field.alias else path


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that the model allows where *path* ends."""
    for step in path[:-1]:
        for name, field in model.model_fields.items():
            if step in (name, field.alias):
                model = _model_in(field.annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model of an item: ``AuthorEntry`` for ``tuple[AuthorEntry, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
