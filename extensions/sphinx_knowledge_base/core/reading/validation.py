"""Validate values with a pydantic model: report all problems at once, each at its position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.reading.positions import (
    MappingNode,
    Path,
    as_typed,
    existing,
    key_position_of,
    plain,
    position_of,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx_knowledge_base.core.model import Position

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class InvalidValue:
    """One value that the model does not accept, and why."""

    path: Path
    """The path of the value; empty for the table as a whole."""
    position: Position
    message: str
    """The message, which follows the name of the value: ``is blank``."""


@dataclass(frozen=True, slots=True)
class Validated(Generic[M]):
    """The result of :func:`validate`."""

    value: M | None
    """The model without the invalid values; None if a required value is invalid."""
    table: MappingNode
    """The values that it was made from."""
    invalid: tuple[InvalidValue, ...]


def validate(
    model: type[M], table: MappingNode, *, free: Collection[str] = (), context: object = None
) -> Validated[M]:
    """Make a *model* from all valid values of *table*.

    The model receives scalars as the text that was typed.  For the *free* keys, it receives
    the values of YAML or TOML.
    """
    invalid: tuple[InvalidValue, ...] = ()
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
            # The first round reports everything; later ones only find consequences of removals.
            invalid = invalid or tuple(_invalid_value(table, found, model) for found in errors)
            removals = {existing(table, found["loc"]) for found in errors} - {()}
            if not removals:
                return Validated(None, table, invalid)
            table = without(table, _outermost(removals))
        else:
            return Validated(value, table, invalid)


def _outermost(paths: set[Path]) -> set[Path]:
    """Return *paths* without those that are below another one."""
    return {
        path for path in paths if not any(path[:depth] in paths for depth in range(1, len(path)))
    }


def _invalid_value(
    table: MappingNode, found: dict[str, Any], model: type[BaseModel]
) -> InvalidValue:
    path: Path = found["loc"]
    match found["type"]:
        case "missing":
            return InvalidValue(path, position_of(table, path), "is missing")
        case "extra_forbidden":
            key = str(path[-1])
            message = f"has an unknown key {key!r}{did_you_mean(key, _keys_at(model, path))}"
            return InvalidValue(path[:-1], key_position_of(table, path), message)
    return InvalidValue(path, position_of(table, path), found["msg"])


def _as_written(model: type[BaseModel], path: Path) -> Path:
    """Return *path* with the author's key; for default values, pydantic names the field instead."""
    field = model.model_fields.get(str(path[0])) if path else None
    return (field.alias, *path[1:]) if field is not None and field.alias else path


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that the model allows at the end of *path*."""
    for step in path[:-1]:
        for name, field in model.model_fields.items():
            if step in (name, field.alias):
                model = _model_in(field.annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model inside an annotation: ``AuthorEntry`` for ``tuple[AuthorEntry, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
