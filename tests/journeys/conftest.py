"""This repository's own site, built once, and a browser that reads it.

The browser is Debian's Chromium.  Pages are served below a path, as a project's pages often are,
and every request for another host is refused and remembered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.helpers.browser import PATIENCE, Complaints, Reader, only_font, watch
from tests.helpers.own_site import OwnSite
from tests.helpers.served import BELOW, BuiltSite, serve
from tests.helpers.tools import require, require_use


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> OwnSite:
    """The outputs of this repository's own site."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # one for all workers of a run
    folder /= "own-site"
    folder.mkdir(exist_ok=True)
    return OwnSite(folder)


@pytest.fixture(scope="session", params=["html", "dirhtml"])
def site(request: pytest.FixtureRequest, own_site: OwnSite) -> Iterator[BuiltSite]:
    """The site as ``make html`` and as ``make dirhtml`` build it, at an address."""
    folder = own_site.output(request.param)
    server = serve(folder)
    yield BuiltSite(folder, f"http://127.0.0.1:{server.server_port}{BELOW}")
    server.shutdown()


@pytest.fixture(scope="session")
def slow_site(site: BuiltSite) -> Iterator[BuiltSite]:
    """The same site at the end of a slow line."""
    server = serve(site.folder, slowly=True)
    yield BuiltSite(site.folder, f"http://127.0.0.1:{server.server_port}{BELOW}")
    server.shutdown()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Debian's Chromium without a window.

    Not for the whole session: as long as Playwright runs, no test can start an event loop.
    """
    require_use("browser")
    program = require("chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        environment: dict[str, str | float | bool] = {
            **os.environ,
            **only_font(tmp_path_factory.mktemp("fonts")),
        }
        browser = playwright.chromium.launch(
            executable_path=program, timeout=PATIENCE, env=environment
        )
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Complaints:
    """What went wrong in the pages that a test opened."""
    return Complaints()


@pytest.fixture
def reader(browser: Browser, complaints: Complaints) -> Iterator[Reader]:
    """A function that makes a reader at a desk; what their pages complain of is collected."""
    with ExitStack() as closing:

        def make(**options: object) -> BrowserContext:
            given = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
            context = browser.new_context(**{**given, **options})  # type: ignore[arg-type]
            closing.callback(context.close)
            context.set_default_timeout(PATIENCE)
            watch(context, complaints)
            return context

        yield make


@pytest.fixture
def page(reader: Reader) -> Page:
    """A page of a reader at a desk."""
    return reader().new_page()
