"""What replaces a function of another package looks like it."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch
from tests.helpers.sites import MakeSite

CONF = """
extensions = ["myst_parser", "sphinx_fastbuild", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
html_theme = "alabaster"
"""


def current(target: str) -> Any:
    """What a module or class holds under a name now; None if it has no such name."""
    module, _, path = target.partition(":")
    above, _, name = path.rpartition(".")
    return vars(lookup(f"{module}:{above}")).get(name)


def face(value: Any) -> tuple[object, ...]:
    """What autodoc and viewcode see of a function or a property."""
    function: Any = value.fget if isinstance(value, property) else value
    return (
        function.__module__,
        function.__qualname__,
        value.__doc__,
        inspect.signature(function),
        inspect.getsource(function),
    )


def test_replacements_look_like_what_they_replace(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Module, name, docstring, signature and source of every replaced function are the same."""
    faces: dict[str, tuple[object, object]] = {}
    apply = Patch.apply

    def apply_and_compare(self: Patch) -> None:
        original = current(self.target)
        apply(self)
        replaced = current(self.target)
        if original is not None and replaced is not original:  # not a builtin of one module
            faces[self.target] = face(original), face(replaced)

    monkeypatch.setattr(Patch, "apply", apply_and_compare)
    make_site({"conf.py": CONF, "index.md": "# Home\n"}).build()
    assert len(faces) > 20
    assert [target for target, (one, other) in faces.items() if one != other] == []


@pytest.mark.long
@pytest.mark.ci
def test_autodoc_of_sphinx_itself(make_site: MakeSite) -> None:
    """Documentation of a replaced function is that of the function; ours has no page."""
    text = "A\n=\n\n.. automodule:: sphinx.domains.std\n   :members:\n   :undoc-members:\n"
    files = {"conf.py": CONF, "index.md": "# Home\n\n```{toctree}\na\n```\n", "a.rst": text}
    names = ("docutils.utils.get_stylesheet_list", "sphinx.domains.std.clean_astext")
    text = "".join(f".. autofunction:: {name}\n" for name in names)
    text += ".. automethod:: docutils.nodes.Node.findall\n"
    site = make_site({**files, "b.rst": f":orphan:\n\nB\n=\n\n{text}"})
    built = site.build().files()
    stock = files["conf.py"].replace('"sphinx_fastbuild", ', "")
    site.write({"conf.py": stock})
    clean = site.build(builddir=site.srcdir.parent / "stock").files()
    pages = [name for name in clean if name.endswith((".html", ".js"))]
    assert [name for name in pages if built.get(name) != clean[name]] == []
    assert built.keys() == clean.keys()
