"""Give the browser the same font on every machine, and collect what its pages complain of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import font_source_sans_pro
from playwright.sync_api import BrowserContext, Route

#: How long a browser test waits for something, in milliseconds.  No test is about speed, and the
#: machine may be busy.
PATIENCE = 120_000

#: Addresses on other hosts.  A pattern, because Playwright's driver can match one by itself.
_FOREIGN = re.compile(r"^(?!http://127\.0\.0\.1:|file:|data:|blob:)")

#: A function that opens a browser context; it takes Playwright's options.
Reader = Callable[..., BrowserContext]


@dataclass(slots=True)
class Complaints:
    """Console errors and requests for other hosts, which a reader does not notice."""

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

    Line lengths and box sizes are then the same on every machine.  The font comes from the package
    that also draws the images for social networks.
    """
    file = folder / "fonts.conf"
    fonts = Path(font_source_sans_pro.__file__).parent / "files"
    file.write_text(_FONTCONFIG.format(fonts=fonts, cache=folder / "cache"), "utf-8")
    return {"FONTCONFIG_FILE": str(file)}
