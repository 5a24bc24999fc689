"""A build of a knowledge base does nothing until something that it shows has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from sphinx_fastbuild.incremental import file_cache, up_to_date
from tests.helpers.comparison import differences
from tests.helpers.newsroom import Newsroom
from tests.helpers.sites import Build, MakeSite, Site

pytestmark = pytest.mark.usefixtures("one_day", "settled")


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files for settled as soon as they are written: tests do not wait."""
    monkeypatch.setattr(file_cache, "_TICK", 0)


def did_nothing(build: Build) -> bool:
    """Tell whether a build looked at no document."""
    return "updating environment" not in build.status


def record(site: Site) -> Any:
    """What the last complete build has kept."""
    (file,) = (site.srcdir / "_build/doctrees").glob("fastbuild-complete-*.json")
    return json.loads(file.read_bytes())["state"]


def said(build: Build) -> tuple[list[str], list[str]]:
    """What a build says of articles, and its warnings."""
    about = [line for line in build.status.splitlines() if line.startswith(("Articles:", "  "))]
    return about, sorted(build.warnings.splitlines())


def test_nothing_is_done(make_site: MakeSite) -> None:
    """Output, warnings and the summary are those of a clean build."""
    room = Newsroom.opened()
    room.articles["articles/alpha.md"]["body"] += (
        "\nSee [this](/blog/nowhere) and {kb:tag}`pian`.\n"
    )
    room.articles["articles/beta.md"]["draft"] = True
    room.articles["articles/gamma.md"]["unknownKey"] = "x"
    site = make_site(room.files())
    site.build()
    again = site.build()
    clean = site.build(fresh=True, builddir=site.srcdir.parent / "clean")
    assert did_nothing(again)
    assert said(again) == said(clean)
    assert "  draft: articles/beta.md" in again.status
    assert "pian" in again.warnings
    assert differences(again.files(), clean.files()) == {}


def taxonomy_of_same_size(site: Site) -> None:
    """Change a taxonomy and nothing of its file but the time that the system notes."""
    file = site.srcdir / "taxonomy.yaml"
    found = file.stat()
    text = file.read_text("utf-8")
    file.write_text(text.replace("ache", "hurt"), encoding="utf-8")
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert file.stat().st_size == found.st_size


def write(**files: str | bytes | None) -> Callable[[Site], object]:
    """Write or remove a file; the name has ``__`` for a slash and ``_dot_`` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    return lambda site: site.write(named)


EDITS: Mapping[str, Callable[[Site], object]] = {
    "taxonomy": taxonomy_of_same_size,
    "no taxonomy": write(taxonomy_dot_yaml=None),
    "bibliography": write(references_dot_bib="@misc{one, title = {Other}}\n"),
    "ledger": write(published_dot_txt="articles/gone.html\n"),
    "file that a link names": write(files__table_dot_csv="3,4\n"),
    "picture": write(articles__new_dot_svg="<svg/>"),
    "text that is no article": write(articles__other_dot_mdx="Text\n"),
    "removed export": lambda site: (site.srcdir / "_build/html/feed.xml").unlink(),
    "removed page": lambda site: (site.srcdir / "_build/html/articles/alpha.html").unlink(),
}


@pytest.mark.parametrize("name", EDITS)
def test_edits(make_site: MakeSite, name: str) -> None:
    """Whatever a page, a list or an export is made of counts."""
    site = make_site(Newsroom.opened().files())
    site.build()
    assert did_nothing(site.build())
    EDITS[name](site)
    build = site.build()
    assert not did_nothing(build)
    clean = site.build(fresh=True, builddir=site.srcdir.parent / "clean")
    assert said(build) == said(clean)
    assert differences(build.files(), clean.files()) == {}


def test_drafts(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview shows drafts, and the build after it does not."""
    room = Newsroom.opened()
    room.articles["articles/beta.md"]["draft"] = True
    site = make_site(room.files())
    site.build()
    with monkeypatch.context() as patch:
        patch.setenv("KB_DRAFTS", "1")
        assert site.build().path("articles/beta").is_file()
    assert not site.build().path("articles/beta").is_file()


@pytest.mark.parametrize("key", ["publishedAt", "expiresAt"])
def test_moments(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """When an article is due to appear or to vanish, the next build looks again."""
    room = Newsroom.opened()
    del room.settings["kb_now"]
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    room.articles["articles/alpha.md"][key] = moment.isoformat()
    room.articles["articles/beta.md"][key] = (moment + timedelta(hours=1)).isoformat()
    site = make_site(room.files())
    site.build()
    assert did_nothing(site.build())
    until = record(site)["until"]
    assert until == moment.timestamp() * 1e9
    monkeypatch.setattr(up_to_date, "time", SimpleNamespace(time_ns=lambda: until))
    assert not did_nothing(site.build())


def test_articles_with_errors(make_site: MakeSite) -> None:
    """As long as an article is left out for an error, builds do their work, and say so."""
    room = Newsroom.opened()
    room.articles["articles/beta.md"]["publishedAt"] = "never"
    site = make_site(room.files())
    first, second = site.build(), site.build()
    assert not did_nothing(second)
    assert said(first) == said(second)


def test_books(make_site: MakeSite) -> None:
    """A book that is made after the site is published with it by the next build."""
    room = Newsroom.opened()
    room.settings |= {"kb_book_files": "_build", "kb_books": {"book": {"title": "All"}}}
    site = make_site(room.files())
    site.build()
    site.build("epub")
    site.build()
    assert did_nothing(site.build())
    (book,) = (site.srcdir / "_build/epub").glob("*.epub")
    data = book.read_bytes()
    book.unlink()
    build = site.build()
    assert not did_nothing(build)
    assert not (build.outdir / "books").exists()
    book.write_bytes(data)
    assert (site.build().outdir / "books" / book.name).is_file()
