"""Read dates and durations as authors write them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.reading.dates import Duration, parse_duration, parse_moment

ZONE = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-08", datetime(2026, 1, 8, tzinfo=ZONE)),
        ("2026-1-8", datetime(2026, 1, 8, tzinfo=ZONE)),
        ("20260108", datetime(2026, 1, 8, tzinfo=ZONE)),
        ("2026-W02-4", datetime(2026, 1, 8, tzinfo=ZONE)),
        ("2026-01-08T09:30", datetime(2026, 1, 8, 9, 30, tzinfo=ZONE)),
        ("2026-01-08 9:30:15", datetime(2026, 1, 8, 9, 30, 15, tzinfo=ZONE)),
        ("2026-01-08t09:30:15.25Z", datetime(2026, 1, 8, 9, 30, 15, 250000, tzinfo=UTC)),
        ("2026-01-08T09:30:15.123456789Z", datetime(2026, 1, 8, 9, 30, 15, 123456, tzinfo=UTC)),
        ("2009-12-25 10:41:06 +0000", datetime(2009, 12, 25, 10, 41, 6, tzinfo=UTC)),
        ("2026-01-08 09:30 UTC", datetime(2026, 1, 8, 9, 30, tzinfo=UTC)),
        ("2026-01-08 09:30:00 -5", datetime(2026, 1, 8, 14, 30, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=ZONE)),
    ],
)
def test_moment(text: str, moment: datetime) -> None:
    """A date alone is midnight, and without a zone the site's is meant."""
    found = parse_moment(text, ZONE)
    assert found == moment
    assert found.utcoffset() is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30", "'2026-02-30' is not a day of the calendar"),
        ("2025-02-29", "'2025-02-29' is not a day of the calendar"),
        ("2026-13-01", "'2026-13-01' is not a day of the calendar"),
        ("0000-01-01", "'0000-01-01' is not a day of the calendar"),
        ("2026-01-08T24:01", "'2026-01-08T24:01' has an impossible time of day"),
        (
            "2026-01-08 10:00 +25:00",
            "'2026-01-08 10:00 +25:00' has an impossible time of day",
        ),
        ("0001-01-01", "'0001-01-01' is outside the years 1 to 9999"),
        (
            "08/01/2026",
            "'08/01/2026' can be read in two ways "
            "(write it as 2026-01-08 or as 2026-08-01, or set kb_date_order in conf.py)",
        ),
        ("31/01/2026", "'31/01/2026' is not a date (write it as 2026-01-31)"),
        ("01/31/2026", "'01/31/2026' is not a date (write it as 2026-01-31)"),
        ("02/02/2026", "'02/02/2026' is not a date (write it as 2026-02-02)"),
        ("January 38, 2026", "'January 38, 2026' is not a day of the calendar"),
        ("Januar 8. 2026", "'Januar 8. 2026' is not a date (write it as 2026-01-31)"),
        ("2026", "'2026' is not a date (write it as 2026-01-31)"),
        (
            "\u0662\u0660\u0662\u0666-01-08",
            "'\u0662\u0660\u0662\u0666-01-08' is not a date (write it as 2026-01-31)",
        ),
    ],
)
def test_no_moment(text: str, message: str) -> None:
    """The message says whether it is the form or the calendar."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_moment(text, ZONE)


@given(
    st.datetimes(
        timezones=st.just(UTC) | st.just(ZONE),
        min_value=datetime(2, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    )
)
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    """ISO 8601, in full."""
    assert parse_moment(moment.isoformat(), UTC) == moment


@given(st.text() | st.from_regex(r"\A\d{4}-\d\d-\d\d[T ]\d\d:\d\d ?[+-]\d\d:?\d\d\Z"))
def test_any_text_is_a_moment_or_a_message(text: str) -> None:
    """Nothing else is raised."""
    with suppress(ValueError):
        parse_moment(text, ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("24 months", Duration(months=24)),
        ("1 month", Duration(months=1)),
        ("2 years", Duration(months=24)),
        ("90 days", Duration(days=90)),
        ("6 Weeks", Duration(days=42)),
        ("P2Y", Duration(months=24)),
        ("P1Y6M", Duration(months=18)),
        ("P2W", Duration(days=14)),
        ("P1M10D", Duration(months=1, days=10)),
    ],
)
def test_duration(text: str, duration: Duration) -> None:
    """As people say it, and as ISO 8601 does."""
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["often", "months", "24", "P", "-1 days", "1.5 years", "P1H", ""])
def test_no_duration(text: str) -> None:
    """The message shows one."""
    with pytest.raises(ValueError, match=r"is not a duration \(write it as '24 months'\)"):
        parse_duration(text)


def test_no_time_at_all() -> None:
    """A review that lasts no time would never be done."""
    with pytest.raises(ValueError, match="'0 days' is a duration of zero"):
        parse_duration("0 days")


def test_after() -> None:
    """Months are as long as they are, and the calendar ends."""
    start = datetime(2024, 1, 31, 9, tzinfo=ZONE)
    assert Duration(months=1).after(start) == datetime(2024, 2, 29, 9, tzinfo=ZONE)
    assert Duration(months=12, days=1).after(start) == datetime(2025, 2, 1, 9, tzinfo=ZONE)
    assert Duration(months=120000).after(start).year == 9999
