"""Levers change no byte of output: a project with everything is built with them and without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sphinx_fastbuild.levers import known_transforms
from sphinx_fastbuild.levers.registry import LEVERS
from tests.fastbuild.building import ALL_LEVERS, Output, assert_same, build

KITCHEN_SINK = Path(__file__).parents[1] / "kitchen_sink"
BUILDERS = ("html", "dirhtml", "latex", "epub", "text", "xml")


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project: Sphinx compiles its catalogues in place."""
    folder = tmp_path_factory.mktemp("source") / "sink"
    shutil.copytree(KITCHEN_SINK, folder)
    return folder


@pytest.fixture(scope="session", params=BUILDERS)
def stock(
    request: pytest.FixtureRequest, source: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Output]:
    """A builder, and its output with all levers off."""
    builder = request.param
    folder = tmp_path_factory.mktemp(f"stock-{builder}")
    return builder, build(source, folder, builder, 1, ALL_LEVERS)


@pytest.mark.parametrize("jobs", [1, 2])
def test_all_levers_together_change_no_byte(
    stock: tuple[str, Output], source: Path, tmp_path: Path, jobs: int
) -> None:
    """With all levers on, every file and every warning is the same as without."""
    builder, expected = stock
    assert_same(build(source, tmp_path, builder, jobs, ()), expected)


@pytest.mark.parametrize("builder", ["changes", "dummy", "gettext", "pseudoxml", "singlehtml"])
def test_levers_work_with_every_builder(source: Path, tmp_path: Path, builder: str) -> None:
    """Builders that write no pages, or nothing, work with all levers as without."""
    stock = build(source, tmp_path / "stock", builder, 1, ALL_LEVERS)
    assert_same(build(source, tmp_path / "fast", builder, 1, ()), stock)


@pytest.mark.long
@pytest.mark.parametrize("lever", LEVERS)
@pytest.mark.parametrize("jobs", [1, 2])
def test_each_lever_alone_changes_no_byte(
    stock: tuple[str, Output], source: Path, tmp_path: Path, lever: str, jobs: int
) -> None:
    """Each lever keeps the promise alone, with all others off."""
    builder, expected = stock
    others = [other for other in LEVERS if other != lever]
    assert_same(build(source, tmp_path, builder, jobs, others), expected)


def test_only_known_transforms_have_rules() -> None:
    """Transforms of other packages than those that were read always run."""
    packages = {"docutils", "sphinx", "myst_parser", "furo", "sphinx_design"}
    known = known_transforms.rules()
    assert known
    assert all(transform.__module__.partition(".")[0] in packages for transform in known)
