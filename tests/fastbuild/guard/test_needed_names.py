"""A name of Sphinx that is gone turns incremental builds over to Sphinx, and stops none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sphinx_fastbuild
from sphinx_fastbuild.guard import needed_names
from sphinx_fastbuild.guard.names import ChangedError
from tests.fastbuild.building import EXTENSIONS, build, write

INCREMENTAL = sorted((Path(sphinx_fastbuild.__file__).parent / "incremental").rglob("*.py"))

#: Builds a project without this extension, so that Sphinx is loaded, and then once for each name on
#: the command line in a process without that name.
BUILDS = """
import io, multiprocessing, sys
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

def build(folder, **settings):
    status, warning = io.StringIO(), io.StringIO()
    with patch_docutils(source), docutils_namespace():
        app = Sphinx(source, source, folder, folder, "html", settings, status, warning)
        app.build()
    assert warning.getvalue() == "", warning.getvalue()
    return status.getvalue()

def build_without(name):
    module, _, attribute = name.partition(":")
    delattr(sys.modules[module], attribute)
    said = build(f"{source}/_build/{attribute}")
    assert "incremental builds are as Sphinx makes them" in said and attribute in said, said

source, *names = sys.argv[1:]
build(f"{source}/_build/stock", extensions=["sphinx.ext.todo"])
failed = []
for name in names:
    process = multiprocessing.get_context("fork").Process(target=build_without, args=[name])
    process.start()
    process.join()
    if process.exitcode:
        failed.append(name)
sys.exit(f"failed without {failed}" if failed else 0)
"""

CONF = 'extensions = ["sphinx_fastbuild"]\nhtml_theme = "alabaster"\n'

#: Names that modules of incremental builds import, and that a loaded Sphinx does without.
IMPORTED = (
    "sphinx.util:docname_join",
    "sphinx.util.i18n:format_date",
    "sphinx.util.i18n:get_image_filename_for_language",
    "sphinx.util.matching:Matcher",
)


def test_nothing_is_missing() -> None:
    """Incremental builds are on with the installed Sphinx."""
    assert list(needed_names.missing()) == []


@pytest.mark.parametrize("owner", needed_names.NEEDED)
def test_each_missing_attribute_is_noticed(monkeypatch: pytest.MonkeyPatch, owner: str) -> None:
    """A renamed attribute, be it of the class or of its instances, is named."""
    stock = needed_names._attributes
    for attribute in needed_names.NEEDED[owner]:
        monkeypatch.setattr(
            needed_names, "_attributes", lambda found, gone=attribute: stock(found) - {gone}
        )
        found = [change.name for change in needed_names.missing()]
        assert f"{owner}.{attribute}" in found


def test_a_missing_class_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """So is a class that is gone."""

    def no_such(name: str) -> object:
        raise ChangedError(name, "is missing")

    monkeypatch.setattr(needed_names, "lookup", no_such)
    assert [change.name for change in needed_names.missing()] == list(needed_names.NEEDED)


def test_every_attribute_in_use_is_checked() -> None:
    """What the modules ask of environments and builders stands in the table."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in INCREMENTAL)
    text = re.sub(r'""".*?"""|#[^\n]*', "", text, flags=re.DOTALL)
    used = set(re.findall(r"\b(?:env|builder)\.([a-z]\w+)", text))
    table = {name for names in needed_names.NEEDED.values() for name in names}
    # `name` is documented; `out_suffix` belongs to builders of text.
    of_others = {name for name in used if name.startswith("fastbuild_")} | {"name", "out_suffix"}
    assert used - table - of_others == set()


def test_builds_without_names(tmp_path: Path) -> None:
    """A build without a name, of those that modules import, is Sphinx's own."""
    write(tmp_path, {"conf.py": CONF, "index.rst": "Home\n====\n"})
    done = subprocess.run(
        [sys.executable, "-c", BUILDS, str(tmp_path), *IMPORTED],
        env=os.environ | {"PYTHONPATH": str(EXTENSIONS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


#: Lets no build import these packages, as where they are not installed.
BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"furo", "sphinx_design", "myst_parser", "markdown_it"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Blocked())
"""


def test_without_furo_and_sphinx_design(tmp_path: Path) -> None:
    """A project without these packages, which are not installed, builds again and again."""
    source = write(tmp_path / "source", {"conf.py": CONF + BLOCKED, "index.rst": "Home\n====\n"})
    for _ in range(2):
        assert build(source, tmp_path, "html", 1, ()).warnings == []
