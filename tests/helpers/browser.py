"""What a browser tells of the pages that a test opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

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
