"""Dates in the forms of eleven systems."""

from __future__ import annotations

import pytest

from sphinx_knowledge_base.importers.dates import date_of_name, read_date


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2021-03-04", "2021-03-04"),
        ("2021-3-4", "2021-03-04"),
        ("2021-03-04T05:06:07Z", "2021-03-04T05:06:07+00:00"),
        ("2021-03-04T05:06:07.123456789+08:00", "2021-03-04T05:06:07+08:00"),
        ("2021-03-04 05:06:07 -4", "2021-03-04T05:06:07-04:00"),
        ("2021-03-04 05:06:07 +0800", "2021-03-04T05:06:07+08:00"),
        ("2021-03-04 05:06", "2021-03-04T05:06:00"),
        ("2021/03/04", "2021-03-04"),
        ("2021.03.04", "2021-03-04"),
        ("March 4, 2021", "2021-03-04"),
        ("4 Mar 2021", "2021-03-04"),
        ("Thu, 04 Mar 2021 05:06:07 GMT", "2021-03-04T05:06:07+00:00"),
        ("2021-03-04 05:06:07 EST", "2021-03-04T05:06:07-05:00"),
        ("25/12/2021", "2021-12-25"),
        ("12/25/2021", "2021-12-25"),
        ("2021-03-04 05:06:07 America/New_York", "2021-03-04T05:06:07-05:00"),
        (1614834367, "2021-03-04T05:06:07+00:00"),
        (1614834367000, "2021-03-04T05:06:07+00:00"),
        (["2021-03-04"], "2021-03-04"),
    ],
)
def test_forms(typed: object, expected: str) -> None:
    """Each says no more and no less than was typed."""
    moment = read_date(typed)
    assert moment.text == expected
    assert not moment.doubt


def test_the_order_of_figures_is_an_option_and_doubted() -> None:
    """The day comes first unless the option says otherwise; either is told."""
    assert read_date("03/04/2021").text == "2021-04-03"
    assert read_date("03/04/2021", month_first=True).text == "2021-03-04"
    assert read_date("03/04/2021").doubt
    assert read_date("03/04/2021", month_first=True).doubt


@pytest.mark.parametrize(
    "typed", ["", "soon", "2021", "March", "10", "2021-02-30", "12:30", None, [], "99999999999999"]
)
def test_what_is_no_date_is_an_error(typed: object) -> None:
    """Nothing is taken from the clock: half a date is none."""
    with pytest.raises(ValueError, match="date"):
        read_date(typed)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("_posts/2021-03-04-title.md", "2021-03-04"),
        ("blog/2021/03/04/title.md", "2021-03-04"),
        ("blog/2021-03-04/index.md", "2021-03-04"),
        ("2021-13-04-title.md", ""),
        ("title.md", ""),
    ],
)
def test_dates_of_names(path: str, expected: str) -> None:
    """Files and folders can be called after a day."""
    assert date_of_name(path) == expected
