"""The same sources give the same bytes on any machine, on any day, in any locale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.comparison import differences
from tests.helpers.newsroom import Newsroom
from tests.helpers.sites import Build, MakeSite, Site
from tests.helpers.tools import ROOT, require

EXTENSIONS = ROOT / "extensions"


def build(site: Site, *options: str, before: tuple[str, ...] = (), **environ: str) -> Build:
    """Build in a process of its own, as on another machine."""
    command = [*before, sys.executable, "-m", "sphinx", "-M", "html", ".", "_build", *options]
    unset = ("SOURCE_DATE_EPOCH", "LC_ALL", "LANG", "TZ")
    inherited = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(
        command,
        cwd=site.srcdir,
        env={**inherited, "PYTHONPATH": str(EXTENSIONS), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Build(site.srcdir / "_build" / "html", done.stdout, done.stderr)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The output of a plain build."""
    site = Site(tmp_path_factory.mktemp("reference")).write(publication())
    return build(site, "-j", "1", PYTHONHASHSEED="1").files()


def publication() -> dict[str, str | bytes]:
    """Return the sources: a newsroom with a little of everything."""
    room = Newsroom.opened()
    for name in ("a", "b"):
        room.others[f"pictures/{name}/same.svg"] = (
            f"<svg xmlns='http://www.w3.org/2000/svg'>{name}</svg>"
        )
    room.articles["articles/zeta.md"]["body"] += "\n![a](/pictures/a/same.svg)\n"
    room.articles["articles/alpha.md"]["body"] += "\n![b](/pictures/b/same.svg)\n"
    room.articles["articles/beta.md"]["featuredImage"] = "/one.svg"
    return room.files()


@pytest.mark.parametrize(
    "jobs", [pytest.param("2", marks=[pytest.mark.long, pytest.mark.ci]), "auto"]
)
def test_jobs(make_site: MakeSite, reference: dict[str, bytes], jobs: str) -> None:
    """Any number of processes."""
    site = make_site(publication())
    assert differences(build(site, "-j", jobs).files(), reference) == {}


@pytest.mark.long
@pytest.mark.ci
def test_hash_seed(make_site: MakeSite, reference: dict[str, bytes]) -> None:
    """Any order of sets; and an incremental build with another seed finds nothing to do."""
    site = make_site(publication(), name="elsewhere")
    assert differences(build(site, PYTHONHASHSEED="2").files(), reference) == {}
    again = build(site, PYTHONHASHSEED="3")
    assert "0 added, 0 changed, 0 removed" in again.status
    assert "writing output... [" not in again.status
    assert differences(again.files(), reference) == {}


@pytest.mark.long
@pytest.mark.ci
def test_folder(tmp_path: Path, reference: dict[str, bytes]) -> None:
    """Any folder; its name is nowhere in the output."""
    folder = tmp_path / "quite-another-place" / "below"
    folder.mkdir(parents=True)
    found = build(Site(folder).write(publication())).files()
    assert differences(found, reference) == {}
    assert not [name for name, data in found.items() if b"quite-another-place" in data]


def test_locale_and_zone(make_site: MakeSite, reference: dict[str, bytes]) -> None:
    """Any locale and time zone of the machine."""
    found = build(make_site(publication()), LC_ALL="C", TZ="Pacific/Kiritimati").files()
    assert differences(found, reference) == {}


def test_day(make_site: MakeSite, reference: dict[str, bytes]) -> None:
    """Any day, once it is settled which articles are published."""
    faketime = str(require("faketime"))
    found = build(make_site(publication()), before=(faketime, "-f", "+400d")).files()
    assert differences(found, reference) == {}
