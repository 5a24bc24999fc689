"""A function is verified while it does the same, however its source is written."""

from __future__ import annotations

import ast
import functools
import hashlib
import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from sphinx_fastbuild.guard import syntax, verify
from sphinx_fastbuild.guard.verify import fingerprint
from tests.fastbuild.building import app_in

Define = Callable[[str], Any]


@pytest.fixture
def define(tmp_path: Path) -> Define:
    """Return a function that makes the function ``f`` of a module of its own."""
    numbers = itertools.count()

    def define(source: str) -> Any:
        return load(tmp_path / f"module_{next(numbers)}.py", source)

    return define


def load(path: Path, source: str) -> Any:
    """Write a module, and return its function or method ``f``."""
    path.write_text(source, encoding="utf-8")
    names: dict[str, Any] = {"same": lambda function: function, "other": lambda function: function}
    exec(compile(source, path, "exec"), names)
    return getattr(names.get("C"), "f", None) or names["f"]


def is_known(function: Any, expected: str) -> bool:
    """Whether a function is verified, as the only one of a module."""
    module = ModuleType("module_of_the_test")
    module.f = function  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, module.__name__, module)
        return verify.unknown({"module_of_the_test:f": expected}) is None


PLAIN = """\
def f(x, *rest, y=1, **more):
    z = [x, "ab"]
    return z[0] + y
"""

SAME = {
    "comments": """\
# Adds.
def f(x, *rest, y=1, **more):  # type: (...) -> int
    z = [x, "ab"]  # type: ignore
# Not indented.
    # Now add.
    return z[0] + y
# The end.
""",
    "docstring": '''\
def f(x, *rest, y=1, **more):
    """Add.

Not indented.
    """
    z = [x, "ab"]
    """What z is."""
    pass
    return z[0] + y
''',
    "annotations": """\
def f(x: int, *rest: str, y: int = 1, **more: "C[int]") -> "int | None":
    z: list[int | str] = [x, "ab"]
    unused: int
    return z[0] + y
""",
    "casts": """\
def f(x, *rest, y=1, **more):
    z = cast("list[int]", [cast(int, x), "ab"])
    return typing.cast(int, z)[0] + y
""",
    "layout": """\
def f(
    x,
    *rest,
    y=1,
    **more,
):

    z = [
  x, (
'a'   r'b'
        ),
]; return (z[0]
+ \\
y)
next = 1
""",
    "method": """\
class C:
    def f(x, *rest, y=1, **more):
        z = [x, 'ab']
        return z[0] + y
    next = 1
""",
    "tabs": """\
if True:
\tdef f(x, *rest, y=1, **more):
\t\tz = [x, 'ab']
\t\treturn z[0] + y
else:
\tpass
""",
}


@pytest.mark.parametrize("source", SAME.values(), ids=SAME)
def test_what_does_not_run(define: Define, source: str) -> None:
    """Comments, docstrings, annotations, casts, layout and quotes do not matter."""
    assert fingerprint(define(source)) == fingerprint(define(PLAIN)) != ""


def test_type_parameters() -> None:
    """Nor do type parameters, which are new in Python 3.12."""
    (plain,), (generic,) = ast.parse(PLAIN).body, ast.parse(PLAIN).body
    generic.type_params = [ast.Name("T")]  # type: ignore[attr-defined]
    assert syntax.canonical(generic) == syntax.canonical(plain)


def test_what_wraps_a_function(define: Define) -> None:
    """A function that an extension has wrapped is another function."""
    plain, wrapper = define(PLAIN), define("def f(*args):\n    return wrapped(*args)\n")
    assert fingerprint(functools.wraps(plain)(wrapper)) != fingerprint(plain)


def test_parts_of_texts(define: Define) -> None:
    """Versions of Python join adjoining strings more or less thoroughly."""
    one = 'def f(x):\n    return f"a{{{x:>{x}b}" "c" f"" f"d{x!r}"\n'
    other = "def f(x):\n    return f'a{{{x:>{x}b}cd{x!r}'\n"
    assert fingerprint(define(one)) == fingerprint(define(other))
    text = ast.Constant("ab")
    value = ast.FormattedValue(ast.Name("x"), -1)
    parts = [ast.Constant(""), value, ast.Constant("a"), ast.Constant("b")]
    assert syntax.canonical(ast.JoinedStr(parts)) == syntax.canonical(ast.JoinedStr([value, text]))


DECORATED = '''\
@same
# for a reason
@other
def f(x, a=1, *, b=None):
    """Document."""
    global g
    text = f"""
{x:>3}
"""
# Between.
    assert x, text
    if a == 1 and not b:
        x.run(a, *text, c=b)
        del x[1]
    else:
        a -= 1
    y = lambda one: one
    return [a, -b, y, True, "None"]
'''

OTHER = {
    "constant": ("del x[1]", "del x[2]"),
    "type of a constant": ("True", "1"),
    "text": ('"None"', "'none'"),
    "text or value": ('"None"', "None"),
    "text or name": ('"None"', "text"),
    "text that is not indented": ("\n{x", "\n {x"),
    "format": (":>3", ":>4"),
    "conversion": ("x:>3", "x!r:>3"),
    "operator": ("a -= 1", "a += 1"),
    "comparison": ("a == 1", "a != 1"),
    "and, or": ("and not", "or not"),
    "sign": ("-b", "+b"),
    "method": ("x.run", "x.go"),
    "call": ("x.run(a", "x.run(a()"),
    "star": ("*text", "text"),
    "keyword": ("c=b", "d=b"),
    "name": ("y = ", "z = "),
    "parameter": ("one: one", "one, two: one"),
    "order": ("(a, *text", "(*text, a"),
    "default": ("a=1,", "a=2,"),
    "default of a keyword": ("b=None", "b=False"),
    "kind of parameter": ("*, b", "b"),
    "branch": ("    else:\n        a -= 1\n", "    a -= 1\n"),
    "empty branch": ("del x[1]", "pass"),
    "assertion": ("    assert x, text\n", ""),
    "global": ("    global g\n", ""),
    "decorator": ("@other\n", ""),
    "order of decorators": ("@same\n# for a reason\n@other", "@other\n@same"),
    "asynchronous": ("def f(", "async def f("),
}


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_what_runs(define: Define, change: tuple[str, str]) -> None:
    """Any other change gives another fingerprint, even after strings and comments."""
    source = DECORATED.replace(*change)
    assert source != DECORATED
    assert fingerprint(define(source)) != fingerprint(define(DECORATED))


SAMPLE = '''\
@decorate(1, *[2], **{"a": 0x10, **b})
@other
async def f(x, /, y: int = 1, *rest, z=None, **more) -> str | None:
    """Document."""
    first, *others = *rest, (yield)
    if (n := len(others)) > 1_000 and not y or x is not ...:
        return f"a{{{x!r:>{n}.{y}}\\N{BULLET}" "é\\x85" f"{n = }" rf'\\d{y}' ''
    match x:
        case {"kind": str() as kind, **left} | [kind, *left] if kind: pass
        case Point(0, y=-1.5e300) | None | True | "text": n @= 2j
        case _: raise ValueError from None
    async with a as b, c: print(u"x", b"\\xff", sep="")
    def inner(a: int, b=lambda *, c=1: (c, *rest)) -> None:
        nonlocal n
        n: int = cast("int", {**a, 1: [*b]}[..., 1:2:-1, ::])
        text: str
    try:
        return [await i async for i in x for j in i if j if i]
    except* (TypeError, OSError) as error: del error, n[0]
    else: assert {i for i in ()}, {i: 1 for i in ()}
    finally: a[*b] = c = (yield x)
    for i, in x: continue
    else: return 1 if x < y <= n else -1
'''


def test_all_versions_of_python_agree() -> None:
    """Every version of Python writes the same canonical form: this is the one of Python 3.11."""
    (function,) = ast.parse(SAMPLE).body
    told = syntax.canonical(function)
    assert hashlib.blake2s(told.encode(), digest_size=6).hexdigest() == "c493e9222b08", told


def test_what_has_no_source(tmp_path: Path, define: Define) -> None:
    """A function without a source file, or whose file has changed, has no fingerprint."""
    names: dict[str, Any] = {}
    exec("def f(): pass", names)
    gone = define("def f(): pass")
    Path(gone.__code__.co_filename).unlink()
    less = define("\n\ndef f(): pass")
    Path(less.__code__.co_filename).write_text("\n", encoding="utf-8")
    broken, zeros = define("def f(): pass"), define("def f(): pass")
    Path(broken.__code__.co_filename).write_text("def f(: pass", encoding="utf-8")
    Path(zeros.__code__.co_filename).write_bytes(bytes(13))
    strange = [define("f = lambda: 1\n"), define("@(lambda _: lambda: 1)\ndef f(): pass\n")]
    for function in (len, names["f"], gone, less, broken, zeros, *strange):
        assert fingerprint(function) == ""
        assert not is_known(function, "000000000000")


class Process:
    """A process that builds, and stores a file for the next."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app = app_in(folder)
        self.read: list[str] = []
        monkeypatch.setattr(verify, "_BEFORE", {})
        monkeypatch.setattr(verify, "_NOW", {})
        monkeypatch.setattr(syntax, "of_code", self.of_code)

    def of_code(self, code: CodeType, stock: Callable[[CodeType], str] = syntax.of_code) -> str:
        """Record which sources are read."""
        self.read.append(code.co_name)
        return stock(code)

    def knows(self, function: Any, expected: str) -> bool:
        """Build with a lever that relies on the function."""
        verify.on_builder_inited(self.app)
        outcome = is_known(function, expected)
        verify.on_build_finished(self.app, None)
        return outcome


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Process]:
    """Return a function that starts a process of the same project."""
    return lambda: Process(tmp_path, monkeypatch)


def test_nothing_is_read_twice(define: Define, process: Callable[[], Process]) -> None:
    """The source of a function is read once, until it changes."""
    function = define(PLAIN)
    expected = fingerprint(function)
    first = process()
    assert first.knows(function, expected)
    assert first.knows(function, expected)
    assert first.read == ["f"]
    second = process()
    assert second.knows(function, f"000000000000 {expected}")
    assert second.read == []


@pytest.mark.parametrize("change", [('"ab"', '"ba"'), ('"ab"', '"abc"')])
def test_source_that_was_changed(
    define: Define, process: Callable[[], Process], change: tuple[str, str]
) -> None:
    """A source is read again if its time or its size has changed."""
    function = define(PLAIN)
    expected = fingerprint(function)
    assert process().knows(function, expected)
    path = Path(function.__code__.co_filename)
    then = path.stat()
    changed = load(path, PLAIN.replace(*change))
    is_alike = path.stat().st_size == then.st_size
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns + 1_000_000 * is_alike))
    assert not process().knows(changed, expected)
    load(path, PLAIN)
    assert process().knows(function, expected)


def test_what_is_not_known_is_not_kept(define: Define, process: Callable[[], Process]) -> None:
    """Unknown fingerprints are not stored: another version of a lever may know them."""
    function = define(PLAIN)
    assert not process().knows(function, "000000000000")
    assert process().knows(function, fingerprint(function))


@pytest.mark.parametrize("damage", ["", "[]", "cut", "other digits"])
def test_damaged_store(define: Define, process: Callable[[], Process], damage: str) -> None:
    """A damaged or wrong store is ignored and replaced."""
    function = define(PLAIN)
    expected = fingerprint(function)
    first = process()
    assert first.knows(function, expected)
    (file,) = first.app.doctreedir.iterdir()
    whole = file.read_text("utf-8")
    broken = {"cut": whole[:-9], "other digits": whole.replace(expected, "0" * 12)}
    file.write_text(broken.get(damage, damage), "utf-8")
    second = process()
    assert second.knows(function, expected)
    assert second.read == ["f"]
    assert file.read_text("utf-8") == whole
