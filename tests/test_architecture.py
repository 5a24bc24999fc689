"""The structure: three rings whose imports point inward, small modules, no state in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.tools import ROOT

EXTENSIONS = ROOT / "extensions"
OURS = "sphinx_knowledge_base"
FAST = "sphinx_fastbuild"
MODULES = sorted(
    path.relative_to(EXTENSIONS).as_posix()
    for package in (OURS, FAST)
    for path in (EXTENSIONS / package).rglob("*.py")
)

#: What the modules of a folder must not import, by the beginning of its name.
WALLS = {
    f"{OURS}/core/": (
        "sphinx.",
        "docutils.",
        "myst_parser.",
        f"{OURS}.site.",
        f"{OURS}.exports.",
    ),
    f"{OURS}/site/": (f"{OURS}.exports.",),
    f"{OURS}/": (f"{FAST}.",),
    f"{FAST}/": (f"{OURS}.",),
}


def parsed(module: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((EXTENSIONS / module).read_text("utf-8"))


def imports(module: str) -> Iterator[str]:
    """Everything that a module imports, at whatever place, as absolute names."""
    package = Path(module).parent.parts
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def test_there_are_modules() -> None:
    """The walk sees both packages and all rings."""
    for folder in (*WALLS, f"{OURS}/exports/"):
        assert any(module.startswith(folder) for module in MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_inward(module: str) -> None:
    """The core knows no Sphinx, the site no exports, and neither extension the other."""
    walls = [name for folder, names in WALLS.items() if module.startswith(folder) for name in names]
    crossing = [
        name for name in imports(module) if any(f"{name}.".startswith(wall) for wall in walls)
    ]
    assert crossing == []


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_small(module: str) -> None:
    """A module is read in one go."""
    assert len((EXTENSIONS / module).read_text("utf-8").splitlines()) <= 350


#: Calls that make a value which can be changed.
MUTABLE_CALLS = {"dict", "list", "set", "defaultdict", "Counter", "deque", "OrderedDict"}


@pytest.mark.parametrize("module", MODULES)
def test_no_state_in_modules(module: str) -> None:
    """A module holds constants: what could be changed is declared as what is only read."""
    tree = parsed(module)
    state = []
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names, value, annotation = [ast.unparse(one) for one in node.targets], node.value, ""
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            names, value = [ast.unparse(node.target)], node.value
            annotation = ast.unparse(node.annotation)
        else:
            continue
        is_literal = isinstance(
            value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp
        )
        is_call = isinstance(value, ast.Call) and ast.unparse(value.func) in MUTABLE_CALLS
        is_read_only = any(word in annotation for word in ("Final", "Mapping", "Sequence"))
        if (is_literal or is_call) and names != ["__all__"] and not is_read_only:
            state += names
    assert state == []
    assert not any(isinstance(node, ast.Global) for node in ast.walk(tree))


#: The top extension and its rooms: each has a ``setup()``.
ROOMS = ("", "i18n/", "build/", "site/", "book/", "book/latex/", "book/epub/", "exports/")


@pytest.mark.parametrize("room", ROOMS)
def test_setup_is_a_table_of_contents(room: str) -> None:
    """``setup()`` registers, line by line, and decides nothing; handlers are named after events."""
    (setup,) = (
        node
        for node in parsed(f"{OURS}/{room}__init__.py").body
        if isinstance(node, ast.FunctionDef) and node.name == "setup"
    )
    assert {type(node) for node in setup.body} <= {ast.Expr, ast.ImportFrom, ast.Return}
    for call in (node for node in ast.walk(setup) if isinstance(node, ast.Call)):
        if ast.unparse(call.func) == "app.connect":
            event, handler = call.args
            assert isinstance(event, ast.Constant)
            expected = f"on_{str(event.value).replace('-', '_')}"
            assert ast.unparse(handler).rpartition(".")[2] == expected
