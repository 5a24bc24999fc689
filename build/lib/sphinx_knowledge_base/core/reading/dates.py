"""Dates and durations as authors write them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

#: ISO 8601 and YAML 1.1's looser timestamps (https://yaml.org/type/timestamp.html).
_MOMENT = re.compile(
    r"(?P<date>(\d{4})-(\d{1,2})-(\d{1,2}))"
    r"(?:(?:[Tt]|[ \t]+)(?P<time>(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)"
    r"[ \t]*(?P<zone>[Zz]|UTC|GMT|([+-])(\d{1,2})(?::?(\d{2}))?)?)?",
    re.ASCII,
)

_DURATION = re.compile(
    r"(?P<count>\d{1,4})\s*(?P<unit>day|week|month|year)s?"
    r"|P(?=\d)(?:(?P<Y>\d{1,4})Y)?(?:(?P<M>\d{1,4})M)?(?:(?P<W>\d{1,4})W)?(?:(?P<D>\d{1,4})D)?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of the calendar: months are as long as they are."""

    months: int = 0
    days: int = 0

    def after(self, moment: datetime) -> datetime:
        """Return *moment* moved on by this span; 31 January and a month is 28 or 29 February.

        What the calendar of Python cannot hold is its last moment.
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


def parse_moment(text: str, zone: tzinfo) -> datetime:
    """Return the moment that *text* names, with its zone, or with *zone* when it names none.

    Reads an ISO 8601 date or date-time, and the likes of ``2009-12-25 10:41:06 +0000``; a date
    alone is its midnight.  Raises ValueError with a message for authors.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        # ISO 8601's basic and week forms; four digits alone would be a year, not a day.
        normal = text
    else:
        _, year, month, day, _, hour, minute, second, fraction, _, sign, off_h, off_m = (
            found.groups()
        )
        normal = f"{year}-{month:0>2}-{day:0>2}"
        try:
            datetime.fromisoformat(normal)
        except ValueError:
            raise ValueError(f"{text!r} is a date that no calendar has") from None
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
            raise ValueError(f"{text!r} has a time of day that no clock has") from None
        raise ValueError(f"{text!r} is not a date (write it as 2026-01-31)") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        moment.astimezone(UTC)  # Feeds and comparisons need it there.
    except OverflowError:
        raise ValueError(f"{text!r} is outside the years 1 to 9999") from None
    return moment


def parse_duration(text: str) -> Duration:
    """Return the span that *text* names: ``24 months``, ``2 years``, ``90 days``, ``P2Y``.

    Written out here because the packages for ISO 8601 durations do not read ``24 months``, and
    those for human ones turn months into seconds.  Raises ValueError with a message for authors.
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
        raise ValueError(f"{text!r} is no time at all")
    return duration
