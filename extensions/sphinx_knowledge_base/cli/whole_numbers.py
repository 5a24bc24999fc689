"""Numbers on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

#: Longer than any plan, and short enough for dates to stay in range.
_MOST_DAYS = 36_500


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return a parser of whole numbers from *least* to *most*, for options."""

    def number(typed: str) -> int:
        is_number = str(typed).isascii() and str(typed).isdecimal() and len(str(typed)) < 10
        if not is_number or not least <= int(typed) <= most:
            raise typer.BadParameter(f"{typed!r} is not a whole number from {least} to {most}.")
        return int(typed)

    return number


DaysOption = Annotated[
    int,
    typer.Option(
        "--within",
        parser=whole_number(0, _MOST_DAYS),
        metavar="DAYS",
        help="How many days to look ahead.",
    ),
]
