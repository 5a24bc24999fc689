"""The structure: rooms whose imports point inward, small modules, no state in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

from sphinx_knowledge_base.build.store import OUTSIDE_BUILDS
from tests.helpers.tools import ROOT

EXTENSIONS = ROOT / "extensions"
OURS = "sphinx_knowledge_base"
FAST = "sphinx_fastbuild"
MODULES = sorted(
    path.relative_to(EXTENSIONS).as_posix()
    for package in (OURS, FAST)
    for path in (EXTENSIONS / package).rglob("*.py")
)

#: The rooms of the knowledge base, and the rooms that the modules of each may import.
ROOMS: Mapping[str, frozenset[str]] = {
    "core": frozenset(),
    "i18n": frozenset({"core"}),
    "build": frozenset({"core", "i18n"}),
    "site": frozenset({"core", "i18n", "build"}),
    "book": frozenset({"core", "i18n", "build", "site"}),
    "exports": frozenset({"core", "i18n", "build", "site"}),
    "checking": frozenset({"core", "build"}),
    "editing": frozenset({"core", "build", "checking"}),
    "reports": frozenset({"core", "build", "checking"}),
    "starter": frozenset({"core", "editing"}),
    # Reads what it imported as `kb check` and a build do.
    "importers": frozenset({"core", "build", "site", "checking", "editing"}),
    "lsp": frozenset({"core", "build", "checking", "editing"}),
    "cli": frozenset(
        {"core", "build", "checking", "editing", "reports", "starter", "importers", "lsp"}
    ),
}

#: Packages that a folder must not import.
FOREIGN = {
    f"{OURS}/core/": ("sphinx.", "docutils.", "myst_parser."),
    f"{OURS}/": (f"{FAST}.",),
    f"{FAST}/": (f"{OURS}.",),
}

#: Packages in which modules may still import each other in a circle.
CIRCLES_ALLOWED: frozenset[str] = frozenset()


@cache
def parsed(module: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((EXTENSIONS / module).read_text("utf-8"))


@cache
def imports(module: str) -> tuple[str, ...]:
    """Everything that a module imports, at whatever place, as absolute names."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[str]:
    package = Path(module).parent.parts
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def room_of(name: str) -> str:
    """The room of a module of the knowledge base, by its dotted name; empty at the top."""
    package, _, rest = name.partition(".")
    room = rest.partition(".")[0]
    return room if package == OURS and (EXTENSIONS / OURS / room).is_dir() else ""


def test_every_folder_is_a_room() -> None:
    """A new folder of modules gets its place among the rooms, and the walk sees them all."""
    folders = {room_of(module.replace("/", ".")) for module in MODULES} - {""}
    assert {"core", "i18n", "build", "site", "book", "exports"} <= folders <= ROOMS.keys()
    assert any(module.startswith(FAST) for module in MODULES)


def test_imports_point_inward() -> None:
    """No module imports from a room further out, not even a type, nor one extension the other."""
    found = {module: crossing for module in MODULES if (crossing := imports_outward(module))}
    assert found == {}


def imports_outward(module: str) -> list[str]:
    """What a module imports and may not."""
    foreign = [
        name for folder, names in FOREIGN.items() if module.startswith(folder) for name in names
    ]
    crossing = [
        name for name in imports(module) if any(f"{name}.".startswith(wall) for wall in foreign)
    ]
    if room := room_of(module.replace("/", ".")):
        inner = ROOMS[room] | {room, ""}
        crossing += [name for name in imports(module) if room_of(name) not in inner]
    return crossing


def test_no_build_uses_what_is_said_to_be_outside() -> None:
    """A change in a room outside builds changes no output: no room of a build can import it."""
    opened = {
        room
        for room in ROOMS
        if "def setup(app" in (EXTENSIONS / OURS / room / "__init__.py").read_text("utf-8")
    }
    inside = opened.union(*(ROOMS[room] for room in opened))
    assert set(OUTSIDE_BUILDS) == ROOMS.keys() - inside


def import_graph(package: str) -> dict[str, set[str]]:
    """The modules of a package by dotted name, each with those that it imports, also for types.

    The package that a module is in does not count as imported: each imports its own modules, to
    set them up.
    """
    names = {
        ".".join(Path(module).with_suffix("").parts).removesuffix(".__init__"): module
        for module in MODULES
        if module.startswith(f"{package}/")
    }
    graph: dict[str, set[str]] = {}
    for name, module in names.items():
        graph[name] = set()
        for imported in imports(module):
            # What is imported is a module, or something in one.
            found = imported if imported in names else imported.rpartition(".")[0]
            if found in names and found != name:
                graph[name].add(found)
    return graph


@pytest.mark.parametrize("package", sorted({OURS, FAST} - CIRCLES_ALLOWED))
def test_imports_make_no_circle(package: str) -> None:
    """Modules can be read one after the other: no circle of imports, not even for types."""
    order = list(TopologicalSorter(import_graph(package)).static_order())  # raises CycleError
    assert len(order) > 40


def test_modules_are_small() -> None:
    """A module is read in one go."""
    lines = {
        module: len((EXTENSIONS / module).read_text("utf-8").splitlines()) for module in MODULES
    }
    assert {module: number for module, number in lines.items() if number > 350} == {}


#: Calls that make a value which can be changed.
MUTABLE_CALLS = {"dict", "list", "set", "defaultdict", "Counter", "deque", "OrderedDict"}


def test_no_state_in_modules() -> None:
    """A module holds constants: what could be changed is declared as what is only read."""
    assert {module: names for module in MODULES if (names := state_in(module))} == {}


def state_in(module: str) -> list[str]:
    """The variables of a module that could be changed, and those that a function sets."""
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
    set_by_functions = (node.names for node in ast.walk(tree) if isinstance(node, ast.Global))
    return [*state, *chain.from_iterable(set_by_functions)]


#: The folders with a ``setup()``: the top extension, and all rooms that Sphinx has to know.
WITH_SETUP = ("", "i18n/", "build/", "site/", "book/", "book/latex/", "book/epub/", "exports/")


@pytest.mark.parametrize("room", WITH_SETUP)
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


#: `site.file_access` in a docstring or a comment: a module of a room.
_NAMED = re.compile(rf"`~?\.?((?:{'|'.join(ROOMS)})(?:\.[a-z_]\w*)+)`")


@pytest.mark.parametrize("module", [one for one in MODULES if one.startswith(OURS)])
def test_modules_named_in_comments_exist(module: str) -> None:
    """A docstring that sends a reader to a module sends him to one that is there."""
    named = _NAMED.findall((EXTENSIONS / module).read_text("utf-8"))
    gone = [
        name
        for name in named
        if not any(
            (place := EXTENSIONS / OURS / Path(*name.split(".")[:length])).is_dir()
            or place.with_suffix(".py").is_file()
            for length in range(2, len(name.split(".")) + 1)
        )
    ]
    assert gone == []
