"""Hostile articles in a browser, under the security policy that their site ships."""

from __future__ import annotations

from playwright.sync_api import Dialog

from tests.helpers.articles import article
from tests.helpers.browser import Complaints, Reader
from tests.helpers.hostile_bodies import HTML, LINKS, places
from tests.helpers.images import photo
from tests.helpers.served import BELOW, headers_of, serve
from tests.helpers.sites import MakeSite


def test_hostile_articles(make_site: MakeSite, reader: Reader, complaints: Complaints) -> None:
    """No page of theirs asks another host, opens a dialog or breaks the site's policy."""
    bodies = [*map(places, range(len(HTML)), HTML), *LINKS]
    files: dict[str, str | bytes] = {
        f"articles/h{number}.md": article(body, slug=f"h{number}", title=f"Article {number}")
        for number, body in enumerate(bodies)
    }
    picture = photo("red", 8)
    build = make_site({**files, "articles/x": picture, "articles/x.png": picture}).build()
    headers = headers_of(build.outdir)
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    server = serve(build.outdir, headers=headers)
    try:
        context = reader()
        page = context.new_page()
        page.on("dialog", dismiss)
        for number in range(len(bodies)):
            answer = page.goto(
                f"http://127.0.0.1:{server.server_port}{BELOW}articles/h{number}.html"
            )
            assert answer is not None
            assert answer.ok
            assert (number, dialogs, complaints) == (number, [], Complaints())
    finally:
        server.shutdown()
