"""The types of the contract's values: rules for texts, addresses and dates of authors.

Each is a pydantic type whose validator takes the typed value and raises one message in an author's
words.  The message follows the name of the key: ``slug`` + ``is blank``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import unquote

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.reading.dates import (
    DateRules,
    parse_duration,
    parse_moment,
    readings,
)
from sphinx_knowledge_base.core.reading.dates import Duration as Span
from sphinx_knowledge_base.core.slugs import MAX_SLUG_BYTES, SLUG_RULE, is_slug, slugify
from sphinx_knowledge_base.core.web_addresses import host_of

_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
#: Not ``\s``: a no-break space or an ideographic space belongs to a title.
_FOLDED_SPACE = re.compile("[ \t\n\r\f\v\x85\u2028\u2029]+")
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f]")

T = TypeVar("T")


def invalid(message: str) -> PydanticCustomError:
    """Return a pydantic error whose whole text is *message*."""
    return PydanticCustomError("kb", "{message}", {"message": message})


def quoted(value: str) -> str:
    """Return *value* in quotes, escaped and shortened for a message."""
    return repr(value if len(value) <= 80 else value[:79] + "…")


def text(value: object) -> str:
    """Return *value* as one line of text."""
    if isinstance(value, list | tuple | Mapping):
        kind = "a mapping" if isinstance(value, Mapping) else "a list"
        raise invalid(f"must be text, not {kind}")
    return "" if value is None else _FOLDED_SPACE.sub(" ", str(value)).strip()


def required_text(value: object) -> str:
    """Return *value* as one line of text with at least one visible character."""
    line = text(value)
    if all(unicodedata.category(c)[0] in "ZC" for c in line):
        raise invalid("is blank")
    return line


def person(value: object) -> str:
    """Return *value* if it can be the name of a person or an organisation."""
    name = required_text(value)
    has_letters = any(map(str.isalpha, name))
    if _is_date(name) or (not has_letters and any(map(str.isdecimal, name))):
        what = "a date" if _is_date(name) or readings(name) else "a number"
        raise invalid(f"{quoted(name)} is {what}, not a name")
    return name


def _is_date(typed: str) -> bool:
    try:
        parse_moment(typed, UTC)
    except ValueError:
        return False
    return not typed.isdecimal()


def optional(read: Callable[..., T]) -> Callable[[object, ValidationInfo], T | None]:
    """Return *read* for an optional key: a blank text counts as no key."""

    def read_if_any(value: object, info: ValidationInfo) -> T | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        return read(value, info) if read in _WITH_ZONE else read(value)

    return read_if_any


def slug(value: object) -> str:
    """Return *value* if it can be part of an address unchanged (FRONT_MATTER.md, ``slug``)."""
    typed = unicodedata.normalize("NFC", required_text(value))
    if is_slug(typed.strip("-")) and typed != typed.strip("-"):
        # Command-line programs would take such a file name for an option.
        raise invalid(f"{quoted(typed)} may not begin or end with '-'")
    if not is_slug(typed):
        proposal = slugify(typed[:MAX_SLUG_BYTES])
        meant = f" (did you mean {quoted(proposal)}?)" if proposal else ""
        raise invalid(f"{quoted(typed)} may hold only {SLUG_RULE}{meant}")
    if len(typed.encode()) > MAX_SLUG_BYTES:
        raise invalid(f"{quoted(typed)} is longer than {MAX_SLUG_BYTES} bytes")
    return typed


def flag(value: object) -> bool:
    """Return the boolean that was typed, with the words of YAML 1.1."""
    if isinstance(value, bool):
        return value
    found = as_flag(value)
    if found is None:
        raise invalid(f"{quoted(text(value))} is neither true nor false")
    return found


def as_flag(value: object) -> bool | None:
    """Return the boolean that was typed, or None if something else was."""
    typed = str(value).strip().casefold()
    return True if typed in _TRUE else False if typed in _FALSE else None


def number(value: object) -> float:
    """Return the finite number that was typed."""
    typed = text(value)
    try:
        found = float(typed)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise invalid(f"{quoted(typed)} is not a number")
    return found


def moment(value: object, info: ValidationInfo) -> datetime:
    """Return the moment that was typed, as the `DateRules` in *info*.context read it."""
    if isinstance(value, datetime):
        return value
    rules: DateRules = info.context or DateRules()
    try:
        return parse_moment(required_text(value), *rules)
    except ValueError as error:
        raise invalid(str(error)) from None


def is_day_of(date: datetime, moment: datetime) -> bool:
    """Return whether *date* has no time of day and is the day of *moment*."""
    is_midnight = date.time() == time.min
    return is_midnight and moment.astimezone(date.tzinfo).date() == date.date()


def duration(value: object) -> Span:
    """Return the span of time that was typed."""
    if isinstance(value, Span):
        return value
    try:
        return parse_duration(required_text(value))
    except ValueError as error:
        raise invalid(str(error)) from None


def url(value: object) -> str:
    """Return *value* if it is an absolute web address (RFC 3986, schemes http and https)."""
    typed = required_text(value)
    if host_of(typed, ("http", "https")) is None:
        raise invalid(f"{quoted(typed)} must be an absolute http or https URL")
    return typed


def https_url(value: object) -> str:
    """Return *value* if it is an absolute web address with the scheme https."""
    typed = required_text(value)
    if host_of(typed) is None:
        raise invalid(f"{quoted(typed)} must be an absolute https URL")
    return typed


def image(value: object) -> str:
    """Return *value* if it is a path inside the site or an absolute https URL."""
    typed = required_text(value)
    if host_of(typed) is None and not _is_site_path(typed):
        raise invalid(f"{quoted(typed)} must be a path inside the site or an https URL")
    return typed


def alias(value: object) -> str:
    """Return *value* if it is the path of a page of this site."""
    typed = required_text(value)
    is_page = _is_site_path(typed) and typed.strip("/") and not {"?", "#"} & set(typed)
    if not (is_page and typed.startswith("/")):
        raise invalid(f"{quoted(typed)} must be a path of this site, such as '/old/address'")
    return typed


def choice(*known: str) -> Callable[[object], str]:
    """Return a function that accepts the texts *known*."""

    def read(value: object) -> str:
        typed = required_text(value)
        if typed not in known:
            raise invalid(f"{quoted(typed)} is not known{did_you_mean(typed, known)}")
        return typed

    return read


def mapping(value: object) -> dict[str, Any]:
    """Return *value* if it is a mapping."""
    if not isinstance(value, Mapping):
        raise invalid("must be keys and values")
    return dict(value)


def one_or_many(value: object) -> object:
    """Return a list: a single value becomes a list of one, null an empty list."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _is_site_path(typed: str) -> bool:
    """Return whether *typed* is a path that cannot leave the folder in which it is looked up."""
    # Decode until nothing changes: a server must not find a ".." that we missed.
    for _ in range(4):
        typed, encoded = unquote(typed), typed
        if typed == encoded:
            break
    else:
        return False  # encoded four times: never intended
    if _CONTROL.search(typed) or "\\" in typed or typed.startswith("//"):
        return False
    if ":" in typed.split("/", 1)[0]:  # a scheme or a drive letter
        return False
    return not {".", ".."} & set(typed.split("/"))


_WITH_ZONE = frozenset({moment})

_ONE_OR_MANY: Final = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
}
_MOMENT_SCHEMA: Final = {
    "type": "string",
    "examples": ["2026-01-08", "2026-01-08T09:30:00+01:00"],
}

Text = Annotated[str, BeforeValidator(text)]
RequiredText = Annotated[str, BeforeValidator(required_text)]
PersonName = Annotated[str, BeforeValidator(person)]
OptionalText = Annotated[str | None, BeforeValidator(optional(text))]
Slug = Annotated[str, BeforeValidator(slug)]
OptionalSlug = Annotated[str | None, BeforeValidator(optional(slug))]
Flag = Annotated[bool, BeforeValidator(flag)]
OptionalNumber = Annotated[float | None, BeforeValidator(optional(number))]
OptionalMoment = Annotated[
    datetime | None, BeforeValidator(optional(moment)), WithJsonSchema(_MOMENT_SCHEMA)
]
OptionalDuration = Annotated[
    Span | None,
    BeforeValidator(optional(duration)),
    WithJsonSchema({"type": "string", "examples": ["24 months", "P2Y"]}),
]
OptionalUrl = Annotated[str | None, BeforeValidator(optional(url))]
OptionalHttpsUrl = Annotated[str | None, BeforeValidator(optional(https_url))]
OptionalImage = Annotated[str | None, BeforeValidator(optional(image))]
Labels = Annotated[
    tuple[RequiredText, ...], BeforeValidator(one_or_many), WithJsonSchema(_ONE_OR_MANY)
]
PersonNames = Annotated[
    tuple[PersonName, ...], BeforeValidator(one_or_many), WithJsonSchema(_ONE_OR_MANY)
]
Aliases = Annotated[
    tuple[Annotated[str, BeforeValidator(alias)], ...],
    BeforeValidator(one_or_many),
    WithJsonSchema(_ONE_OR_MANY),
]
TwitterCard = Annotated[
    str | None,
    BeforeValidator(optional(choice("summary", "summary_large_image", "app", "player"))),
]
Mapped = Annotated[dict[str, Any], BeforeValidator(mapping)]
