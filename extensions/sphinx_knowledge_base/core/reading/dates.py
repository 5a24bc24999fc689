"""Dates and durations as authors write them."""

from __future__ import annotations

import calendar
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

#: ISO 8601 and YAML 1.1's looser timestamps (https://yaml.org/type/timestamp.html).
_MOMENT = re.compile(
    r"(?P<date>(\d{4})-(\d{1,2})-(\d{1,2}))"
    r"(?:(?:[Tt]|[ \t]+)(?P<time>(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)"
    r"[ \t]*(?P<zone>[Zz]|UTC|GMT|([+-])(\d{1,2})(?::?(\d{2}))?)?)?",
    re.ASCII,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = r"(?P<name>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"

#: Unambiguous dates: with the year first, or with the month's English name (RFC 5322, and the
#: output of JavaScript).
_OTHER_NOTATIONS = (
    r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]{_MONTH_NAME}[ -]?,?[ ]?(?P<year>\d{{4}})",
    rf"{_MONTH_NAME}[ ](?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[ ](?P<year>\d{{4}})",
)

DateOrder = Literal["", "day-first", "month-first"]

_NUMBERS: Mapping[DateOrder, str] = {
    "day-first": r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})",
    "month-first": r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4})",
}

_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?[ ])?"


class DateRules(NamedTuple):
    """How a site reads dates."""

    zone: tzinfo = UTC
    """The time zone of dates that name none."""
    order: DateOrder = ""
    """What comes first in ``3/4/2026``; if this is empty, such a date is refused."""


_DURATION = re.compile(
    r"(?P<count>\d{1,4})\s*(?P<unit>day|week|month|year)s?"
    r"|P(?=\d)(?:(?P<Y>\d{1,4})Y)?(?:(?P<M>\d{1,4})M)?(?:(?P<W>\d{1,4})W)?(?:(?P<D>\d{1,4})D)?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in calendar months and days."""

    months: int = 0
    days: int = 0

    def after(self, moment: datetime) -> datetime:
        """Return *moment* plus this duration; 31 January plus a month is 28 or 29 February.

        The result is at most the last moment that Python supports, in the year 9999.
        """
        years, month = divmod(moment.month - 1 + self.months, 12)
        year = moment.year + years
        try:
            day = min(moment.day, calendar.monthrange(year, month + 1)[1])
            shifted = moment.replace(year=year, month=month + 1, day=day)
            return datetime.fromordinal(shifted.toordinal() + self.days).replace(
                hour=moment.hour,
                minute=moment.minute,
                second=moment.second,
                microsecond=moment.microsecond,
                tzinfo=moment.tzinfo,
            )
        except (ValueError, OverflowError):
            return datetime.max.replace(tzinfo=moment.tzinfo)


def parse_moment(text: str, zone: tzinfo, order: DateOrder = "") -> datetime:
    """Return the moment that *text* names, in *zone* if it names no zone.

    Reads ISO 8601 dates and date-times, and similar ones like ``2009-12-25 10:41:06 +0000`` or
    ``Jul 8, 2026``.  A date without a time means midnight.

    :raises ValueError: it cannot be read; the message is for authors.
    """
    found = _MOMENT.fullmatch(_year_first(text, order))
    if found is None:
        # ISO 8601's basic and week forms.
        normal = text
    else:
        _, year, month, day, _, hour, minute, second, fraction, _, sign, off_h, off_m = (
            found.groups()
        )
        normal = f"{year}-{month:0>2}-{day:0>2}"
        try:
            datetime.fromisoformat(normal)
        except ValueError:
            raise ValueError(f"{text!r} is not a day of the calendar") from None
        if found["time"]:
            normal += f"T{hour:0>2}:{minute}:{second or '00'}.{(fraction or '0')[:6]:0<6}"
        if sign:
            normal += f"{sign}{off_h:0>2}:{off_m or '00'}"
        elif found["zone"]:
            normal += "+00:00"
    try:
        moment = datetime.fromisoformat(normal)
    except ValueError:
        if found is not None:
            raise ValueError(f"{text!r} has an impossible time of day") from None
        meant = readings(text)
        if len(meant) > 1:
            message = f"{text!r} can be read in two ways (write it as {' or as '.join(meant)}, or "
            raise ValueError(f"{message}set kb_date_order in conf.py)") from None
        if meant:
            raise ValueError(f"{text!r} is not a date (write it as {meant[0]})") from None
        raise ValueError(f"{text!r} is not a date (write it as 2026-01-31)") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        moment.astimezone(UTC)  # feeds and comparisons use UTC
    except OverflowError:
        raise ValueError(f"{text!r} is outside the years 1 to 9999") from None
    return moment


def readings(text: str) -> list[str]:
    """Return the days that a text such as ``3/4/2026`` can mean, in ISO 8601."""
    days = []
    for notation in _NUMBERS.values():
        if found := re.match(notation, text, re.ASCII):
            year, month, day = (int(found[name]) for name in ("year", "month", "day"))
            with suppress(ValueError):  # no calendar has that day
                days.append(date(year, month, day).isoformat())
    return list(dict.fromkeys(days))


def _year_first(text: str, order: DateOrder) -> str:
    """Return *text* with its date in ISO 8601, if it is in another known notation."""
    for notation in (*_OTHER_NOTATIONS, *filter(None, (_NUMBERS.get(order),))):
        found = re.match(_WEEKDAY + notation + r"(?=\D|$)", text, re.ASCII | re.IGNORECASE)
        if found is not None:
            parts = found.groupdict()
            month = parts.get("month") or _MONTHS.index(parts["name"][:3].lower()) + 1
            rest = text[found.end() :].removeprefix(",")
            return f"{parts['year']}-{month}-{parts['day']}{rest}"
    return text


def parse_duration(text: str) -> Duration:
    """Return the duration that *text* names: ``24 months``, ``2 years``, ``90 days``, ``P2Y``.

    Packages for ISO 8601 durations do not read ``24 months``, and those for English ones turn
    months into seconds.

    :raises ValueError: it cannot be read; the message is for authors.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a duration (write it as '24 months')")
    if found["unit"]:
        counts = {found["unit"][0].upper(): int(found["count"])}
    else:
        counts = {unit: int(found[unit] or 0) for unit in "YMWD"}
    duration = Duration(
        months=12 * counts.get("Y", 0) + counts.get("M", 0),
        days=7 * counts.get("W", 0) + counts.get("D", 0),
    )
    if duration == Duration():
        raise ValueError(f"{text!r} is a duration of zero")
    return duration
