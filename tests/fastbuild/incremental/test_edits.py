"""Edits of things that documents depend on and Sphinx does not know of."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tests.fastbuild.building import assert_equals_clean
from tests.helpers.sites import Build, Site, save_changes

pytestmark = pytest.mark.usefixtures("one_day")

Files = Mapping[str, str | bytes | None]

CONF = 'extensions = ["myst_parser", "sphinx_fastbuild"]\nhtml_theme = "alabaster"\n'
PROJECT: Files = {
    "conf.py": CONF,
    "index.md": "# Home\n\n```{toctree}\n:glob:\n\np/*\n```\n",
    "p/a.rst": "A\n=\n\nText.\n",
    "p/b.rst": "B\n=\n\nText.\n",
}


def png(color: str) -> bytes:
    """A small image of one colour."""
    data = io.BytesIO()
    Image.new("RGB", (8, 4), color).save(data, "PNG")
    return data.getvalue()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><title>one</title></svg>'
PNG, OTHER_PNG = png("red"), png("blue")

ADDED = """
from pathlib import Path

def setup(app):
    if hasattr(app, "add_static_dir"):
        app.add_static_dir(Path(__file__).parent / "added")
        app.add_css_file("x.css")
"""

CLAIMS = """\
{}
=

.. _label:

Heading
-------

.. glossary::

   word
      Text.

.. math:: a
   :label: sum

.. py:function:: f

.. option:: --all

.. envvar:: HOME

.. [C] Cited.
"""


def rst(text: str) -> str:
    """A document with one paragraph."""
    return f"A\n=\n\n{text}\n"


@dataclass(frozen=True, slots=True)
class Edits:
    """Edits, one after the other, of a project that begins as ``PROJECT`` with ``first``."""

    first: Files
    then: tuple[Files, ...]
    builders: tuple[str, ...] = ("html",)


def missing(text: str, name: str) -> Edits:
    """A file that a document reads is added, changed, removed, and added again."""
    there: tuple[Files, ...] = ({name: "1,2\n"}, {name: "3,4\n"}, {name: None}, {name: "1,2\n"})
    return Edits({"p/a.rst": rst(text)}, there)


EDITS = {
    "included file": missing(".. include:: part.txt", "p/part.txt"),
    "included by an included file": Edits(
        {
            "p/a.rst": rst(".. include:: one.txt"),
            "p/one.txt": ".. note::\n\n   .. include:: two.txt\n",
        },
        ({"p/two.txt": "Two.\n"}, {"p/two.txt": None}),
    ),
    "included file with a quote in its name": missing(".. include:: o'part.txt", "p/o'part.txt"),
    "table": missing(".. csv-table::\n   :file: part.txt", "p/part.txt"),
    "raw": missing(".. raw:: html\n   :file: part.txt", "p/part.txt"),
    "literalinclude": missing(".. literalinclude:: part.txt", "p/part.txt"),
    "compared file": missing(".. literalinclude:: b.rst\n   :diff: part.txt", "p/part.txt"),
    "Markdown": Edits(
        {
            "p/c.md": "# C\n\n```{csv-table}\n:file: part.txt\n```\n\n"
            "```{eval-rst}\n.. include:: other.txt\n```\n"
        },
        ({"p/part.txt": "1,2\n"}, {"p/other.txt": "Other.\n"}, {"p/part.txt": None}),
    ),
    "image in any format": Edits(
        {"p/a.rst": rst(".. image:: x.*"), "p/x.png": PNG},
        ({"p/x.svg": SVG}, {"p/x.png": None}, {"p/x.png": PNG}, {"p/a.rst": rst("Text.")}),
        ("html", "latex", "epub", "singlehtml"),
    ),
    "image in another language": Edits(
        {
            "conf.py": f'{CONF}language = "de"\n',
            "p/a.rst": rst(".. image:: x.png\n\n.. image:: y.*"),
            "p/x.png": PNG,
            "p/y.png": PNG,
        },
        ({"p/x.de.png": OTHER_PNG}, {"p/y.de.svg": SVG}, {"p/x.de.png": None}),
        ("html", "latex"),
    ),
    "images of one name": Edits(
        {"p/a.rst": rst(".. image:: z/x.png"), "p/z/x.png": PNG},
        (
            {"p/b.rst": "B\n=\n\n.. image:: y/x.png\n", "p/y/x.png": OTHER_PNG},
            {"p/b.rst": "B\n=\n"},
        ),
        ("html", "epub"),
    ),
    "target of several documents": Edits(
        {
            "p/a.rst": CLAIMS.format("A"),
            "p/e.rst": "E\n=\n\n:ref:`label` :term:`word` :eq:`sum` :py:func:`f` "
            ":option:`--all` :envvar:`HOME` [C]_.\n",
        },
        (
            {"p/b.rst": CLAIMS.format("B")},
            {"p/a.rst": CLAIMS.format("Z")},
            {"p/b.rst": "B\n=\n\nText.\n"},
            {"p/b.rst": CLAIMS.format("B")},
            {"p/b.rst": None},
        ),
        ("html", "text"),
    ),
    "list of to-do entries": Edits(
        {
            "conf.py": f'{CONF}extensions.append("sphinx.ext.todo")\ntodo_include_todos = True\n',
            "p/a.rst": rst(".. todo:: One."),
            "p/b.rst": "B\n=\n\n.. todolist::\n",
        },
        (
            {"p/a.rst": rst(".. todo:: *One*.")},
            {"p/a.rst": rst("Text.\n\n.. todo:: *One*.")},
            {"p/c.rst": "C\n=\n\n.. todo:: Two.\n"},
            {"p/a.rst": rst("Text.")},
        ),
        ("html", "text"),
    ),
    "depth of a table of contents": Edits(
        {"p/a.rst": ":tocdepth: 1\n\nA\n=\n\nS\n-\n"},
        ({"p/a.rst": "A\n=\n\nS\n-\n"}, {"p/a.rst": ":tocdepth: 1\n\nA\n=\n\nS\n-\n"}),
        ("html", "text"),
    ),
    "index in several files": Edits(
        {
            "conf.py": f"{CONF}html_split_index = True\n",
            "p/a.rst": rst(".. index:: apple, bear"),
        },
        ({"p/b.rst": "B\n=\n\n.. index:: zoo\n"}, {"p/a.rst": rst("Text.")}),
        ("html", "epub"),
    ),
    "files and folders that are copied": Edits(
        {
            "conf.py": f'{CONF}html_static_path = ["one", "two"]\nhtml_extra_path = ["more"]\n',
            "one/x.txt": "1",
            "two/x.txt": "2",
            "more/folder/x.txt": "1",
            "more/y.txt": "1",
        },
        (
            {"one/x.txt": None, "more/folder/x.txt": None, "more/folder": "A file."},
            {"two/x.txt": None, "two/x.txt/y": "A folder.", "more/y.txt": None},
        ),
        ("html", "singlehtml"),
    ),
    # With Sphinx before 9.1 there is none, and all of this is nothing.
    "folder that an extension copies": Edits(
        {
            "conf.py": f"{CONF}{ADDED}",
            "added/x.css": "a {}\n",
            "added/folder/y.txt": "1",
        },
        (
            {"added/x.css": "b {}\n"},
            {"added/folder/y.txt": None, "added/z_t": "1"},
            {"conf.py": CONF},
        ),
        ("html", "dirhtml"),
    ),
    "language and search": Edits(
        {},
        (
            {"conf.py": f'{CONF}html_use_opensearch = "https://example.org"\n'},
            {"conf.py": f'{CONF}language = "de"\n'},
            {"conf.py": CONF},
        ),
        ("html", "singlehtml"),
    ),
    "extension that makes files of its own": Edits(
        {
            "conf.py": f'{CONF}extensions.append("sphinx.ext.githubpages")\n'
            'html_baseurl = "https://example.org"\n'
        },
        ({"p/a.rst": rst("Other text.")}, {"conf.py": CONF}),
        ("html", "dirhtml"),
    ),
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.long
@pytest.mark.ci
def test_edits(make_site: Callable[..., Site], name: str) -> None:
    """An incremental build equals a clean one, and gives the same warnings."""
    build_after_each_edit(make_site, EDITS[name], EDITS[name].builders[:1])


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name, edits in EDITS.items() if edits.builders[1:]])
def test_edits_with_several_builders(make_site: Callable[..., Site], name: str) -> None:
    """That holds for all builders, and when they share one doctree directory."""
    build_after_each_edit(make_site, EDITS[name], EDITS[name].builders)


def build_after_each_edit(
    make_site: Callable[..., Site], edits: Edits, builders: Sequence[str]
) -> None:
    """Compare an incremental build with a clean one after each edit, and after each undo."""
    site = make_site({**PROJECT, **edits.first})
    states: list[dict[str, str | bytes]] = []
    for changes in ({**PROJECT, **edits.first}, *edits.then):
        now = {**(states[-1] if states else {}), **changes}
        states.append({path: text for path, text in now.items() if text is not None})
    clean: dict[tuple[int, str], Build] = {}
    written = states[0]
    numbers = range(len(states))
    for number in (*numbers, *reversed(numbers[:-1])):
        save_changes(site, written, states[number])
        written = states[number]
        for builder in builders:
            if (key := (number, builder)) not in clean:
                folder = site.srcdir.parent / f"clean-{number}"
                clean[key] = site.build(builder, builddir=folder)
            assert_equals_clean(site.build(builder), clean[key], key)


def test_files_of_others(make_site: Callable[..., Site]) -> None:
    """Files of others stay, even when an extension is removed and all output is made again."""
    site = make_site({**PROJECT, "conf.py": f'{CONF}extensions.append("sphinx.ext.githubpages")\n'})
    outdir = site.build().outdir
    (outdir / "own.txt").write_text("Own.")
    (outdir / "_images").mkdir()
    (outdir / "_images" / "own.svg").write_text(SVG)
    site.write({"p/a.rst": None})
    site.build()
    site.write({"conf.py": CONF})
    files = site.build().files()
    assert {"own.txt", "_images/own.svg"} <= files.keys()
    assert not {".nojekyll", "p/a.html"} & files.keys()


def test_started_elsewhere(make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning about an included file is repeated, wherever the build was started."""
    site = make_site(
        {**PROJECT, "p/a.rst": rst(".. include:: part.txt"), "p/part.txt": ":no:`x`\n"}
    )
    monkeypatch.chdir(site.srcdir.parent)
    for _ in range(3):
        assert (
            site.build().warnings.count('part.txt:1: ERROR: Unknown interpreted text role "no"')
            == 1
        )


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.long
@pytest.mark.ci
def test_labels_of_several_documents(tmp_path: Path, jobs: int) -> None:
    """All but the first document by name get a warning, however they are read."""
    with_label = "{}\n=\n\n.. _{}:\n\nHeading\n-------\n\nText.\n"
    names = [f"p/{letter}{number}" for letter in "abc" for number in range(9)]
    site = Site(tmp_path / "site").write(
        {"conf.py": CONF, "index.md": PROJECT["index.md"]}
        | {f"{name}.rst": with_label.format(name, name) for name in names}
    )
    assert site.build(jobs=jobs).warnings == ""
    for at, edit in enumerate(
        (
            {"p/a0.rst": "shared", "p/c0.rst": "shared"},
            {"p/b0.rst": "shared"},
            {"p/a0.rst": "search"},
            {"p/b1.rst": "own"},
            {"p/c0.rst": "alone"},
        )
    ):
        site.write({name: with_label.format(name, label) for name, label in edit.items()})
        told = [
            sorted(site.build(jobs=jobs, builddir=folder).warnings.splitlines())
            for folder in (None, tmp_path / f"clean{at}")
        ]
        assert told[0] == told[1]
        assert len([line for line in told[0] if "duplicate label" in line]) == (1, 2, 2, 2, 1)[at]


#: Text of which something is wrong twice on one line, when it is read or when it is written.
TWICE: Files = {
    "p/a.md": "# A\n\n[x](#no) and [y](#no), {no}`z` and {no}`z`\n\n{doc}`gone` {doc}`gone`\n",
    "p/b.md": "# B\n\n```{include} ../part.txt\n```\n",
    "p/c.md": "# C\n\n```{include} ../part.txt\n```\n",
    "p/d.md": "# D\n\nText.\n",
    "part.txt": "{no}`z` and {no}`z`; [x](#no) [y](#no)\n",
    "p/a.rst": None,
    "p/b.rst": None,
}


@pytest.mark.parametrize("jobs", [1, 2])
def test_equal_warnings_on_one_line(make_site: Callable[..., Site], jobs: int) -> None:
    """They are given as often by any next build as by a clean one, whatever is edited."""
    site = make_site(PROJECT).write(TWICE)
    clean = sorted(site.build(jobs=jobs).warnings.splitlines())
    assert any(clean.count(line) == 2 for line in clean)
    for edited in ("p/d.md", "p/c.md", "p/a.md", "index.md", ""):
        if edited:
            site.write({edited: (site.srcdir / edited).read_text("utf-8") + "\nMore.\n"})
        assert sorted(site.build(jobs=jobs).warnings.splitlines()) == clean, edited


SAYS_EVERY_TIME = """
from pathlib import Path
from sphinx.util.logging import getLogger

def say(app, env):
    if not (Path(app.srcdir) / "right").exists():
        getLogger("x").warning("wrong", location=f"{env.doc2path('p/a', base=False)}:1")

def setup(app):
    app.connect("env-updated", say)
"""


def test_what_a_handler_finds_out_anew(make_site: Callable[..., Site]) -> None:
    """What is said once all documents are read is not repeated when it is true no more."""
    conf = f"{CONF}{SAYS_EVERY_TIME}"
    site = make_site({**PROJECT, "conf.py": conf})
    assert site.build().warnings.count("wrong") == 1
    assert site.build().warnings.count("wrong") == 1
    assert "wrong" not in site.write({"right": ""}).build().warnings
