"""A library that changed costs one lever, and nothing else."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

from sphinx_fastbuild.guard import patch, tested
from sphinx_fastbuild.guard.names import ChangedError, lookup
from sphinx_fastbuild.levers import known_transforms
from sphinx_fastbuild.levers.pull import pull
from sphinx_fastbuild.levers.registry import LEVERS
from tests.fastbuild.building import ALL_LEVERS, Output, assert_same, build, write

#: A project that uses every package that levers know.
CONF = """
extensions = ["myst_parser", "sphinx_design", "sphinx_fastbuild"]
html_theme = "furo"
"""

PROJECT = {
    "index.md": """\
# "Home"

```{toctree}
:glob:

*
```

{ref}`sub` `x`[^1]

[^1]: Note.
""",
    "one.md": """\
# One

(sub)=
## Sub

:::{dropdown} A
[B](two.rst)
:::

```python
1
```
""",
    "two.rst": """\
Two
===

.. c:function:: int f(int a)

.. image:: none.png

|a|

.. |a| replace:: b
""",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SphinxTestApp]:
    """An application before it builds, with no lever pulled."""
    folder = write(tmp_path_factory.mktemp("source"), {**PROJECT, "conf.py": CONF})
    app = SphinxTestApp("html", srcdir=folder)
    patch.put_back()
    yield app
    app.cleanup()


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """Let Python show no deprecation warnings, as outside of tests."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        yield
    patch.put_back()


def names_of(app: SphinxTestApp, lever: str) -> set[str]:
    """Every name of another package that a lever relies on."""
    names = {
        name
        for one in LEVERS[lever].patches(app)
        for name in (one.target, *one.known)
        if one.target != "sphinx.events:repr"  # a builtin
    }
    if lever == "transforms":
        names |= {name for read in known_transforms.REVIEWED for name in read.known}
    # A function of a property or a decorator goes with it.
    return {
        name.removesuffix(".fget").removesuffix(".fset").removesuffix(".__wrapped__")
        for name in names
    }


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> object:
    """Return a context manager in which a name is missing."""

    class Without:
        def __init__(self, name: str) -> None:
            module, _, path = name.partition(":")
            above, _, self.attribute = path.rpartition(".")
            self.owner = lookup(f"{module}:{above}")

        def __enter__(self) -> None:
            self.value = vars(self.owner)[self.attribute]
            delattr(self.owner, self.attribute)

        def __exit__(self, *_: object) -> None:
            setattr(self.owner, self.attribute, self.value)

    return Without


def test_with_the_installed_versions_all_levers_are_on(app: SphinxTestApp) -> None:
    """No lever is off, in whole or in part, because a library changed under it."""
    assert pull(app, LEVERS.values()) == {}


@pytest.mark.parametrize("lever", LEVERS)
def test_each_missing_name_turns_off_its_levers(
    app: SphinxTestApp, without: type, lever: str
) -> None:
    """Without one name, the levers that rely on it are off, and all others are on."""
    all_names = {other: names_of(app, other) for other in LEVERS}
    for name in sorted(all_names[lever]):
        expected = {
            other
            for other, names in all_names.items()
            if any(f"{one}.".startswith(f"{name}.") for one in names)
        }
        with without(name):
            changes = pull(app, LEVERS.values())
            patch.put_back()
        assert set(changes) == expected, name


#: Removes names when the theme and all extensions have used them, and before levers are pulled.
WITHOUT = """
def setup(app):
    app.connect("builder-inited", remove, priority=1)

def remove(app):
    from sphinx_fastbuild.guard.names import lookup
    for name in {names!r}:
        module, _, attribute = name.partition(":")
        delattr(lookup(module), attribute)
"""

GONE = (
    "sphinx_design.aside:AsideHtmlTransform",
    "furo:WrapTableAndMathInAContainerTransform",
    "myst_parser.mdit_to_docutils.transforms:SortFootnotes",
    "sphinx.util.nodes:NodeMatcher",
)

#: Replaces every function that a lever has read by one that does the same.
WRAPPED = """
def setup(app):
    app.connect("builder-inited", wrap, priority=1)

def wrap(app):
    import types
    from sphinx_fastbuild.guard.names import ChangedError, is_loaded, lookup
    from sphinx_fastbuild.guard.verify import EXISTS
    from sphinx_fastbuild.levers.known_transforms import REVIEWED
    from sphinx_fastbuild.levers.registry import LEVERS
    known = [patch.known for one in LEVERS.values() for patch in one.patches(app)]
    known += [read.known for read in REVIEWED]
    for name in {name for names in known for name in names if names[name] != EXISTS}:
        above, _, attribute = name.replace(":", ":.").rpartition(".")
        owner = lookup(above.replace(":.", ":").rstrip(":")) if is_loaded(name) else None
        function = getattr(owner, "__dict__", {}).get(attribute)
        # A property is left as it is.
        if isinstance(function, types.FunctionType) and attribute != "__wrapped__":
            setattr(owner, attribute, wrapper(function))

def wrapper(function):
    return lambda *args, **kwargs: function(*args, **kwargs)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project on disk, whose ``conf.py`` tests replace."""
    return write(tmp_path_factory.mktemp("source"), {**PROJECT, "conf.py": CONF})


@pytest.fixture(scope="module")
def stock(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Output:
    """The output of the project with all levers off."""
    return build(source, tmp_path_factory.mktemp("stock"), "html", 1, ALL_LEVERS)


@pytest.mark.parametrize("setup", [WITHOUT.format(names=GONE), WRAPPED], ids=["missing", "changed"])
def test_a_build_without_known_functions_is_right(
    source: Path, tmp_path: Path, stock: Output, setup: str
) -> None:
    """Names are missing, or every function has changed: files and warnings are the same."""
    write(source, {"conf.py": CONF + setup})
    assert_same(build(source, tmp_path, "html", 1, ()), stock)


LOADED = """
import sys

def check(app, exception):
    used = {name.partition(".")[0] for name in sys.modules}
    assert not used & {"furo", "markdown_it", "mdit_py_plugins", "myst_parser", "sphinx_design"}

def setup(app):
    app.connect("build-finished", check)
"""


def test_unused_packages_are_not_imported(tmp_path: Path) -> None:
    """A project without MyST, sphinx-design and Furo builds without them."""
    files = {
        "conf.py": f'extensions = ["sphinx_fastbuild"]\nhtml_theme = "alabaster"\n{LOADED}',
        "index.rst": "Home\n====\n",
    }
    source = write(tmp_path / "source", files)
    assert build(source, tmp_path, "html", 1, ()).warnings == []


@pytest.mark.parametrize("suppressed", [[], ["fastbuild.levers"]])
def test_levers_that_are_off_are_reported_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without: type, suppressed: list[str]
) -> None:
    """A build with a newer library says so once; this is no warning, even with ``-W``."""
    monkeypatch.setattr(tested, "TESTED", {"docutils": ("docutils", "0.1")})
    write(
        tmp_path,
        {
            "conf.py": f'extensions = ["sphinx_fastbuild"]\nsuppress_warnings = {suppressed!r}\n',
            "index.rst": "Home\n====\n",
        },
    )
    with without("docutils.writers._html_base:HTMLTranslator.starttag"):
        app = SphinxTestApp("dummy", srcdir=tmp_path, warningiserror=True)
    line = f"sphinx_fastbuild: 1 of {len(LEVERS)} levers are off with docutils "
    assert app.status.getvalue().count(line) == (not suppressed)
    assert line not in app.warning.getvalue()
    app.cleanup()


def test_no_package_is_newer_than_what_was_tested() -> None:
    """The versions in the table are not behind the pinned ones."""
    assert tested.newer([ChangedError(f"{name}:x", "") for name in tested.TESTED]) == []
