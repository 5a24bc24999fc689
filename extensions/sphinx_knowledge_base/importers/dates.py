"""Read dates in every form that other systems accept, and return ISO 8601."""

from __future__ import annotations

import os
import re
import subprocess
import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from dateutil import parser, tz

from sphinx_knowledge_base.importers.knowledge_base import parse_moment

if TYPE_CHECKING:
    from pathlib import Path

_DATE_ONLY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_FRACTION = re.compile(r"([T ]\d{1,2}:\d{2}:\d{2})[.,]\d+")
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{4}\b", re.ASCII)
#: Seconds or milliseconds since 1970, as programs write them: from 2001 on they have these digits.
_SECONDS = re.compile(r"[1-9]\d{9}(?:\d{3})?", re.ASCII)
#: A zone of the IANA database behind a time.
_ZONE_NAME = re.compile(r"(?P<time>[^/]*:\d\d) (?P<zone>[A-Z]\w+/[\w/+-]+)")
#: Names of zones that mean one thing (RFC 5322, section 4.3), in hours from UTC.
_ZONES: Final = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
#: Two defaults for missing parts. If the results differ, the text is not a whole date.
_DEFAULTS = (datetime(2000, 1, 1), datetime(2001, 2, 2))  # noqa: DTZ001 -- only what is missing

#: ``2024-03-04-title``, as Jekyll, Docusaurus and others name files and folders.
NAME_DATE = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?:[-_/.]|$)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or date-time in the form of the contract."""

    text: str
    """ISO 8601."""
    doubt: str = ""
    """Another reading, if there is one."""


def read_date(value: object, *, month_first: bool = False) -> Moment:
    """Return the moment that *value* names.

    A time without a zone stays without; fractions of seconds are dropped.

    :param month_first: Whether the month comes first where figures leave that open.
    :raises ValueError: it names no whole date.
    """
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    text = _FRACTION.sub(r"\1", " ".join(str(value).split()))
    if _SECONDS.fullmatch(text):
        return Moment(datetime.fromtimestamp(int(text[:10]), UTC).isoformat())
    if (named := _ZONE_NAME.fullmatch(text)) and (zone := tz.gettz(named["zone"])):
        local = datetime.fromisoformat(read_date(named["time"], month_first=month_first).text)
        return Moment(local.replace(tzinfo=zone).isoformat())
    try:
        return Moment(_iso(text, parse_moment(text, UTC)))
    except ValueError:
        pass
    doubt = ""
    numeric = _NUMERIC.match(text)
    if numeric and max(int(numeric[1]), int(numeric[2])) <= 12 and numeric[1] != numeric[2]:
        first, other = ("month", "day") if month_first else ("day", "month")
        doubt = f"{text!r} was read with the {first} first; it may be the {other}"
    found = []
    for default in _DEFAULTS:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", parser.UnknownTimezoneWarning)
                found.append(
                    parser.parse(
                        text,
                        default=default,
                        dayfirst=not month_first and not text[:4].isdecimal(),
                        tzinfos={name: tz.tzoffset(name, 3600 * h) for name, h in _ZONES.items()},
                    )
                )
        except (ValueError, OverflowError, TypeError, Warning):
            raise ValueError(f"{text[:60]!r} is not a date") from None
    if found[0].date() != found[1].date():
        raise ValueError(f"{text[:60]!r} is not a whole date")
    return Moment(_iso(text, found[0].replace(microsecond=0)), doubt)


def _iso(text: str, moment: datetime) -> str:
    """Write *moment* with no more than *text* says.

    :raises ValueError: it is one of no year in UTC, which a build needs.
    """
    if moment.tzinfo is not None:
        try:
            moment.astimezone(UTC)
        except OverflowError:
            raise ValueError(f"{text[:60]!r} is outside the years 1 to 9999") from None
    if _DATE_ONLY.fullmatch(text) or ":" not in text:
        return f"{moment:%Y-%m-%d}".zfill(10)
    has_zone = bool(re.search(r"(?i)z$|[a-z]{3}$|:\d{2}\s*[+-]\d|\b(?:utc|gmt)", text))
    return moment.isoformat() if has_zone else moment.replace(tzinfo=None).isoformat()


def date_of_name(path: str) -> str:
    """Return the date that a path holds, or an empty text."""
    for found in NAME_DATE.finditer(path):
        year, month, day = (int(found[name]) for name in ("year", "month", "day"))
        try:
            return f"{date(year, month, day):%Y-%m-%d}"
        except ValueError:
            continue
    return ""


def calendar_fields(text: str) -> dict[str, str | None]:
    """Return the fields of Jekyll's permalinks that come from a date; all are None without one.

    https://jekyllrb.com/docs/permalinks/#placeholders
    """
    names = (
        *("year", "month", "day", "i_month", "i_day", "short_year", "short_month", "long_month"),
        *("y_day", "week", "short_day", "long_day", "hour", "minute", "second"),
    )
    if not text:
        return dict.fromkeys(names)
    year, month, day = text[:10].split("-")
    calendar = date(int(year), int(month), int(day))
    return {
        "year": year, "month": month, "day": day,
        "i_month": str(int(month)), "i_day": str(int(day)), "short_year": year[2:],
        "short_month": calendar.strftime("%b"), "long_month": calendar.strftime("%B"),
        "y_day": f"{calendar:%j}", "week": f"{calendar:%V}",
        "short_day": calendar.strftime("%a"), "long_day": calendar.strftime("%A"),
        "hour": text[11:13] or "00", "minute": text[14:16] or "00", "second": text[17:19] or "00",
    }  # fmt: skip


def first_commits(root: Path) -> dict[str, str]:
    """Return when git first saw each file below *root*: path to ISO 8601; empty without git.

    Nothing that the source's own configuration names is run.
    """
    command = [
        *("git", "--no-pager", "--no-optional-locks", "-C", str(root)),
        *("-c", "core.fsmonitor=false", "-c", "log.showSignature=false"),
        *("-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false", "-c", "core.pager=cat"),
        *("-c", "protocol.allow=never"),
        *("log", "--diff-filter=A", "--no-renames", "--no-ext-diff", "--no-textconv"),
        *("--format=%x01%aI", "--name-only", "-z", "--relative", "--", "."),
    ]
    environment = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 -- no shell, and no word of the source
            command, capture_output=True, check=True, timeout=120, env={**_path(), **environment}
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    first: dict[str, str] = {}
    for commit in done.stdout.decode("utf-8", "replace").split("\x01")[1:]:
        moment, _, names = commit.partition("\0")
        if "\n" in moment:
            moment, _, head = moment.partition("\n")
            names = f"{head}\0{names}"
        for name in filter(None, (one.strip("\n") for one in names.split("\0"))):
            first[name] = moment.strip()  # the log goes back in time
    return first


def _path() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
