"""Levers change no byte of output: a project with everything is built with them and without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sphinx_fastbuild.levers import known_transforms
from sphinx_fastbuild.levers.registry import LEVERS
from tests.fastbuild.building import Output, assert_same, build

KITCHEN_SINK = Path(__file__).parents[1] / "kitchen_sink"
BUILDERS = ("html", "dirhtml", "latex", "epub", "text", "xml")


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project: Sphinx compiles its catalogues in place."""
    folder = tmp_path_factory.mktemp("source") / "sink"
    shutil.copytree(KITCHEN_SINK, folder)
    return folder


class Builds:
    """Builds of the project, each made once; those with the same levers share doctrees."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.source = source
        self.folder = folder
        self.made: dict[tuple[str, int, str], Output] = {}

    def __call__(self, builder: str, jobs: int, levers: str) -> Output:
        """Return the output of a builder with *levers* on: ``all``, ``none`` or one of them."""
        key = (builder, jobs, levers)
        if key not in self.made:
            on = {"all": set(LEVERS), "none": set()}.get(levers, {levers})
            # Doctrees for gettext hold no translations.
            folder = self.folder / f"{levers}-{jobs}{'-gettext' * (builder == 'gettext')}"
            self.made[key] = build(self.source, folder, builder, jobs, LEVERS.keys() - on)
        return self.made[key]


@pytest.fixture(scope="session")
def builds(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """All builds of the tests below."""
    return Builds(source, tmp_path_factory.mktemp("builds"))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.long
@pytest.mark.ci
def test_all_levers_together_change_no_byte(builds: Builds, builder: str, jobs: int) -> None:
    """With all levers on, every file and every warning is the same as without."""
    assert_same(builds(builder, jobs, "all"), builds(builder, 1, "none"))


@pytest.mark.parametrize("builder", ["changes", "dummy", "gettext", "pseudoxml", "singlehtml"])
@pytest.mark.long
@pytest.mark.ci
def test_levers_work_with_every_builder(builds: Builds, builder: str) -> None:
    """Builders that write no pages, or nothing, work with all levers as without."""
    assert_same(builds(builder, 1, "all"), builds(builder, 1, "none"))


@pytest.mark.long
@pytest.mark.parametrize("lever", LEVERS)
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("builder", BUILDERS)
def test_each_lever_alone_changes_no_byte(
    builds: Builds, builder: str, jobs: int, lever: str
) -> None:
    """Each lever keeps the promise alone, with all others off."""
    assert_same(builds(builder, jobs, lever), builds(builder, 1, "none"))


def test_only_known_transforms_have_rules() -> None:
    """Transforms of other packages than those that were read always run."""
    packages = {"docutils", "sphinx", "myst_parser", "furo", "sphinx_design"}
    known = known_transforms.rules()
    assert known
    assert all(transform.__module__.partition(".")[0] in packages for transform in known)
