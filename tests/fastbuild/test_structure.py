"""The rooms of the package import each other in one direction, and nothing at random."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sphinx_fastbuild
from sphinx_fastbuild.levers.registry import LEVERS

PACKAGE = Path(sphinx_fastbuild.__file__).parent
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

#: Rooms from the inside to the outside: each imports itself and those before it.
ROOMS = ("", "guard", "incremental", "parallel", "levers")

#: What is loaded only if a project uses it.
OPTIONAL = {"furo", "markdown_it", "mdit_py_plugins", "myst_parser", "sphinx_design"}


def imports(module: str) -> Iterator[str]:
    """Everything that a module imports, also for types."""
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in MODULES else str(node.module)


def imports_at_run_time(module: str) -> Iterator[str]:
    """The packages that a module imports when it is imported itself."""
    for node in ast.parse(MODULES[module].read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).partition(".")[0]


def room(module: str) -> int:
    """The place of a module among the rooms; the package itself stands outside of all."""
    parts = module.split(".")
    if len(parts) == 1:
        return len(ROOMS)
    return ROOMS.index(parts[1]) if len(parts) > 1 and parts[1] in ROOMS else 0


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_inward(module: str) -> None:
    """No room imports one that is further outside."""
    ours = [name for name in imports(module) if name in MODULES]
    assert [name for name in ours if room(name) > room(module)] == []


def test_there_are_no_circles() -> None:
    """No module imports itself through others, not even for types."""
    graph = {
        module: {name for name in imports(module) if name in MODULES} - {module}
        for module in MODULES
    }
    while free := [module for module, needed in graph.items() if not needed & graph.keys()]:
        for module in free:
            del graph[module]
    assert sorted(graph) == []


@pytest.mark.parametrize("module", MODULES)
def test_optional_packages_are_looked_up(module: str) -> None:
    """Packages that a project may not use are never imported with this one."""
    assert OPTIONAL.isdisjoint(imports_at_run_time(module))


def test_each_lever_stands_in_a_file_of_its_own() -> None:
    """A lever is declared in the one value ``LEVER`` of its module."""
    declaring = [
        module for module, path in MODULES.items() if "\nLEVER = Lever(" in path.read_text("utf-8")
    ]
    assert len(declaring) == len(LEVERS)


def test_the_guide_shows_every_lever() -> None:
    """The table of the guide has a row for each lever, with its help."""
    table = (PACKAGE.parents[1] / "guide" / "performance.levers.txt").read_text("utf-8")
    rows = [line.split(" | ")[:2] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted([f"| `{lever.setting}`", lever.help] for lever in LEVERS.values())
