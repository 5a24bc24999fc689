"""A browser that has the same font everywhere, and what it tells of the pages that it opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import font_source_sans_pro
from playwright.sync_api import BrowserContext, Route

#: Milliseconds after which something that a test waits for is taken not to come.  No test is about
#: time: a machine that is busy with other things may take long.
PATIENCE = 120_000

#: What is no page of ours.  A pattern, since the browser's driver can match that by itself.
_FOREIGN = re.compile(r"^(?!http://127\.0\.0\.1:|file:|data:|blob:)")

#: Opens a context, with Playwright's options, in which everything is waited for patiently.
Reader = Callable[..., BrowserContext]


@dataclass(slots=True)
class Complaints:
    """What a reader does not see, and a publisher should."""

    console: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def watch(context: BrowserContext, complaints: Complaints) -> None:
    """Collect console errors and requests for other hosts, which are refused."""

    def refuse(route: Route) -> None:
        complaints.foreign.append(route.request.url)
        route.abort()

    context.route(_FOREIGN, refuse)
    context.on(
        "console",
        lambda message: (
            complaints.console.append(message.text) if message.type == "error" else None
        ),
    )
    context.on("weberror", lambda error: complaints.console.append(str(error.error)))


_FONTCONFIG = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def only_font(folder: Path) -> dict[str, str]:
    """The environment of a program that has no font but Source Sans, described in *folder*.

    Widths of lines and boxes are then the same on every machine.  The font comes with the package
    that the cards of articles are drawn with.
    """
    file = folder / "fonts.conf"
    fonts = Path(font_source_sans_pro.__file__).parent / "files"
    file.write_text(_FONTCONFIG.format(fonts=fonts, cache=folder / "cache"), "utf-8")
    return {"FONTCONFIG_FILE": str(file)}
