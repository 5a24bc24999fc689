"""After a build that was killed or failed, the next build gives the right output."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.comparison import differences, sorted_warnings
from tests.helpers.edits import EDITS, edit
from tests.helpers.newsroom import Newsroom
from tests.helpers.sites import MakeSite, Site, save_changes
from tests.helpers.tools import ROOT

EXTENSIONS = ROOT / "extensions"

#: A file larger than this cannot be written: as a full disk or a quota would have it.
FULL_AT_BYTES = 12_000


def start(site: Site, *, full: bool = False) -> subprocess.Popen[bytes]:
    """Start a build of its own process group."""
    command = [sys.executable, "-m", "sphinx", "-M", "html", ".", "_build", "-j", "2"]
    process = subprocess.Popen(
        command,
        cwd=site.srcdir,
        env={**os.environ, "PYTHONPATH": str(EXTENSIONS)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if full:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (FULL_AT_BYTES, FULL_AT_BYTES))
    return process


def sources(site: Site) -> dict[str, bytes]:
    """Return every source file."""
    return {
        str(path.relative_to(site.srcdir)): path.read_bytes()
        for path in sorted(site.srcdir.rglob("*"))
        if path.is_file() and "_build" not in path.parts
    }


def kill_and_compare(site: Site, kills: int, chance: random.Random) -> None:
    """Edit, kill the build somewhere, and compare what the next build makes with a clean one."""
    room = Newsroom.opened()
    files: dict[str, str | bytes] = {}

    def save() -> None:
        save_changes(site, files, now := room.files())
        files.clear()
        files.update(now)

    save()
    began = time.monotonic()
    assert start(site).wait() == 0
    duration = time.monotonic() - began
    latest, killed = duration, 0
    while killed < kills:
        for kind in chance.sample(sorted(EDITS), 3):
            edit(room, kind, chance)
        save()
        before = sources(site)
        build = start(site)
        # The interpreter's own start is not worth killing.
        time.sleep(chance.uniform(0.2 * duration, latest))
        os.killpg(build.pid, signal.SIGKILL)
        was_over = build.wait() == 0
        assert sources(site) == before
        if was_over:
            latest = max(0.4 * duration, 0.9 * latest)
            continue
        killed += 1
        if chance.random() < 0.5:
            edit(room, "body", chance)  # and some editors go on before they build again
            save()
        built = site.build().files()
        clean = site.build(builddir=site.srcdir.parent / f"clean-{killed}").files()
        assert differences(built, clean) == {}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.long
@pytest.mark.ci
def test_killed(make_site: MakeSite, seed: int) -> None:
    """Twenty builds are killed, each at another moment."""
    kill_and_compare(make_site({}), 10, random.Random(seed))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3, 13))
def test_killed_often(make_site: MakeSite, seed: int) -> None:
    """Two hundred builds are killed."""
    kill_and_compare(make_site({}), 20, random.Random(seed))


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.long
@pytest.mark.ci
def test_disk_full(make_site: MakeSite, is_first: bool) -> None:
    """A build that cannot write its larger files fails, and the next one is right."""
    room = Newsroom.opened()
    site = make_site(room.files())
    if not is_first:
        site.build()
        room.articles["articles/alpha.md"]["title"] = "Another Title"
        del room.articles["articles/beta.md"]
        site.write({**room.files(), "articles/beta.md": None})
    assert start(site, full=True).wait() != 0
    built = site.build().files()
    clean = site.build(builddir=site.srcdir.parent / "clean").files()
    assert differences(built, clean) == {}


def states(site: Site) -> list[Path]:
    """Return every file that builds keep beside the documents' trees."""
    doctrees = site.srcdir / "_build" / "doctrees"
    found = (path for path in sorted(doctrees.rglob("*")) if path.suffix != ".doctree")
    return [path for path in found if path.is_file()]


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b'{"files": 3}', b"\x80\x04not a pickle"])
@pytest.mark.long
@pytest.mark.ci
def test_damaged_state(make_site: MakeSite, damage: bytes) -> None:
    """A state file that is cut off or foreign is rebuilt, not believed."""
    room = Newsroom.opened()
    room.articles["articles/alpha.md"]["featuredImage"] = "/photo.png"
    room.articles["articles/beta.md"]["body"] += "\n{nonsense}`x`\n"
    site = make_site(room.files())
    first = site.build().files()
    for file in states(site):
        file.write_bytes(damage)
    # Even where all has to be published again.
    (site.srcdir / "_build" / "html" / "feed.xml").unlink()
    assert differences(site.build().files(), first) == {}


@pytest.mark.parametrize("prune", ["own", "strict"])
@pytest.mark.parametrize("kind", ["appeared", "files", "outputs", "pages", "pictures", "warnings"])
@pytest.mark.parametrize("kept", [0.0, 0.9])
@pytest.mark.long
@pytest.mark.ci
def test_state_that_is_cut_off(make_site: MakeSite, kind: str, kept: float, prune: str) -> None:
    """Whichever state was lost, the output is right, and warnings are repeated.

    What the lost state alone knew to be Sphinx's own stays, unless the site is strict.
    """
    room = Newsroom.opened()
    alpha = room.articles["articles/alpha.md"]
    alpha["body"] += "\n![One](/_static/one.svg)\n"
    room.articles["articles/beta.md"]["body"] += "\n{nonsense}`x`\n"
    site = make_site(before := room.files())
    config = {"fastbuild_prune": prune}
    site.build(config=config)
    (file,) = (file for file in states(site) if file.name.startswith(f"fastbuild-{kind}-"))
    file.write_bytes(file.read_bytes()[: int(kept * file.stat().st_size)])
    alpha["body"] = "# About alpha\n\nText.\n"
    del room.articles["articles/gamma.md"]
    save_changes(site, before, room.files())
    built = site.build(config=config)
    clean = site.build(builddir=site.srcdir.parent / "clean", config=config)
    may_stay = kind in {"outputs", "pictures"} and prune == "own"
    assert set(differences(built.files(), clean.files()).values()) <= (
        {"only in the incremental"} if may_stay else set()
    )
    assert sorted_warnings(built) == sorted_warnings(clean)


@pytest.mark.parametrize("kept", [0.0, 0.5])
@pytest.mark.long
@pytest.mark.ci
def test_document_that_is_cut_off(make_site: MakeSite, kept: float) -> None:
    """A stored document that was damaged is read again."""
    site = make_site(Newsroom.opened().files())
    first = site.build().files()
    tree = site.srcdir / "_build" / "doctrees" / "articles" / "gamma.doctree"
    tree.write_bytes(tree.read_bytes()[: int(kept * tree.stat().st_size)])
    site.write({"articles/alpha.md": None})
    built = site.build().files()
    assert built != first
    clean = site.build(builddir=site.srcdir.parent / "clean").files()
    assert differences(built, clean) == {}


def test_all_states(make_site: MakeSite) -> None:
    """These are the files that builds keep; one more needs to be read as carefully."""
    room = Newsroom.opened()
    room.articles["articles/alpha.md"]["featuredImage"] = "/photo.png"
    site = make_site(room.files())
    site.build()
    doctrees = site.srcdir / "_build" / "doctrees"
    # Behind the name of the builder stands a digest of where its output is.
    kinds = {
        re.sub(r"-html-\w{8}(?=$|\.)", "-html", path.relative_to(doctrees).parts[0])
        for path in states(site)
    }
    assert kinds == {
        "sitemap.xml",  # sphinx-sitemap's, which is made anew in every build
        "fastbuild-installed.json",
        "environment.pickle",
        *(
            f"fastbuild-{kind}-html.json"
            for kind in (
                *("appeared", "files", "late", "outputs", "pages", "pictures"),
                *("trust", "warnings"),
            )
        ),
        *(
            f"knowledge-base-{kind}-html.json"
            for kind in ("files", "pages", "published", "search-index", "texts", "unwritten")
        ),
        *(f"knowledge-base-{kind}" for kind in ("cards", "pictures", "texts-html")),
        *(f"knowledge-base-{kind}.json" for kind in ("articles", "relations", "settings")),
    }


def test_state_of_another_version(make_site: MakeSite) -> None:
    """What another version kept is not believed, however well it reads."""
    site = make_site(Newsroom.opened().files())
    first = site.build().files()
    for file in states(site):
        if file.name.startswith("fastbuild-"):
            kept = json.loads(file.read_text(encoding="utf-8"))
            file.write_text(json.dumps({**kept, "version": 0}), encoding="utf-8")
    build = site.build()
    assert "writing output... [" in build.status
    assert differences(build.files(), first) == {}


def test_files_and_folders(make_site: MakeSite) -> None:
    """A state that was left in the middle may name files where folders are, and below files."""
    site = make_site(Newsroom.opened().files())
    first = site.build().files()
    outside = site.srcdir.parent / "not-ours.txt"
    outside.write_text("Not ours.")
    (state,) = (file for file in states(site) if file.name.startswith("fastbuild-outputs-"))
    kept = json.loads(state.read_text(encoding="utf-8"))
    kept["state"]["files"] += ["_static", "index.html/inner.txt", "../../../not-ours.txt"]
    state.write_text(json.dumps(kept), encoding="utf-8")
    assert differences(site.build().files(), first) == {}
    assert outside.is_file()
