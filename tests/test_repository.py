"""Check what the repository promises to whoever clones it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.helpers.tools import ROOT, packages

PIN = re.compile(
    r"(?P<name>[a-z0-9.-]+)==(?P<version>\S+)(?: ; [^\\]+?)?(?: --hash=sha256:[0-9a-f]{64})+"
)


def run(*command: str | Path, cwd: Path = ROOT, path: str | None = None) -> str:
    """What a command prints."""
    env = dict(os.environ, PATH=path or os.environ["PATH"])
    env.pop("MAKEFLAGS", None)
    return subprocess.run(
        command, cwd=cwd, env=env, check=True, capture_output=True, text=True
    ).stdout


def pins(name: str) -> list[re.Match[str]]:
    """The pins of a file of requirements; a line that is anything else fails."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    lines = re.sub(r" \\\n +", " ", text).splitlines()
    matches = [(line, PIN.fullmatch(line)) for line in lines if not line.startswith("#")]
    assert [line for line, match in matches if match is None] == []
    return [match for _, match in matches if match is not None]


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the business of the machine that installs them."""
    pattern = (
        r"pypi[.]org|pythonhosted[.]|registry[.](npmjs|yarnpkg)|(^|[^_])(index|find)[-_](url|links)"
    )
    found = subprocess.run(
        ["git", "grep", "-nIE", pattern], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
    assert found.returncode == 1, found.stderr


@pytest.mark.parametrize(("name", "groups"), [("site", []), ("dev", ["lsp", "test", "dev"])])
def test_requirements_follow_pyproject(name: str, groups: list[str]) -> None:
    """Each dependency of ``pyproject.toml`` is pinned, with hashes, to a version that it allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(r for g in groups for r in project["optional-dependencies"][g]),
    ]
    pinned: dict[str, list[str]] = {}
    for pin in pins(name):
        pinned.setdefault(pin["name"], []).append(pin["version"])
    for requirement in map(Requirement, wanted):
        versions = pinned[requirement.name.lower()]
        assert all(map(requirement.specifier.contains, versions)), requirement


def test_site_and_dev_agree() -> None:
    """The tests run with what the site is built with."""
    assert {pin[0] for pin in pins("site")} <= {pin[0] for pin in pins("dev")}


@pytest.mark.long
@pytest.mark.ci
def test_every_test_is_collected() -> None:
    """Folders of some names (``build``, ``dist``) are passed over by pytest without a word."""
    written = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "tests")
    collected = run(sys.executable, "-m", "pytest", "--collect-only", "-q")
    assert {line.partition("::")[0] for line in collected.splitlines() if "::" in line} == {
        name for name in written.splitlines() if Path(name).name.startswith("test_")
    }


def test_help_lists_every_target() -> None:
    """``make help`` has a line for each target, and no other."""
    declared = re.findall(r"^\.PHONY: (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    listed = re.findall(r"^  (\S+)  +\S", run("make", "help"), re.MULTILINE)
    assert listed == declared
    assert run("make") == run("make", "help")


def test_environment_follows_the_contents_of_requirements(tmp_path: Path) -> None:
    """Only a changed requirement makes ``make`` install again: file times do not matter."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    site = tmp_path / "requirements" / "site.txt"

    def steps() -> str:
        return run("make", "--dry-run", "html", cwd=tmp_path)

    first = steps()
    assert "-m venv" in first
    assert "-r requirements/site.txt" in first.replace("--requirement", "-r")
    (tmp_path / ".venv").mkdir()
    for stamp in re.findall(r"^touch (\S+)$", first, re.MULTILINE):
        (tmp_path / stamp).touch()
    assert "install" not in steps().lower()
    os.utime(site)
    assert "install" not in steps().lower()
    site.write_text(site.read_text("utf-8").replace("furo==", "furo==9"), "utf-8")
    assert "requirements/site.txt" in steps()
    assert "-m venv" not in steps()


def test_any_builder_is_a_target() -> None:
    """Builders without a target of their own are reached by name; files are not taken for them."""
    assert "-m sphinx -M texinfo . _build" in run("make", "--dry-run", "texinfo")
    assert "-M Makefile" not in run("make", "--dry-run", "Makefile")


def path_of(folder: Path, programs: Iterable[str]) -> str:
    """A ``PATH`` that has these programs only."""
    folder.mkdir()
    for program in programs:
        (folder / program).symlink_to(shutil.which(program) or "/bin/true")
    return str(folder)


def test_missing_packages_are_named(tmp_path: Path) -> None:
    """The list of Debian packages is asked for what is missing, and for nothing else."""
    shell = ["dirname", "sed", "sort", "tr"]
    nothing = path_of(tmp_path / "nothing", shell)
    missing = run(".ci/packages", "missing", path=nothing).split()
    assert missing == sorted({package for _, _, package in packages()})
    some = path_of(tmp_path / "some", [*shell, "kpsewhich", "fc-list", "xelatex"])
    left = {package for use, probe, package in packages() if use == "pdf" and ":" not in probe}
    left -= {"texlive-xetex", "fontconfig"}
    assert left <= set(run(".ci/packages", "missing", "pdf", path=some).split())
    assert "texlive-xetex" not in run(".ci/packages", "missing", "pdf", path=some)
