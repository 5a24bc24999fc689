"""Warnings are given in every build until their reason is gone, whoever gives them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.fastbuild.building import EXTENSIONS, write
from tests.helpers.sites import Site

pytestmark = pytest.mark.usefixtures("one_day")

#: An extension that warns wherever it is called, in every way in which a location can be given.
STRANGER = '''
from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

logger = getLogger(__name__)

def warn(what, docname="", node=None):
    """Warn without a place, at documents, lines and nodes, twice, and once in a build."""
    where = docname or "whole project"
    for location in (None, node, *([docname, (docname, None), (docname, 3)] if docname else [])):
        logger.warning("%s of %s", what, where, location=location)
        logger.warning("%s of %s", what, where, location=location, type="own", subtype="kind")
    logger.error("%s of %s is 100%% wrong", what, where, location="/elsewhere/file.txt:3")
    logger.warning("%s about another", what, location="index")
    logger.warning(what, once=True)

class worry(nodes.General, nodes.Element):
    pass

def visit_worry(self, node):
    warn("visit", node["docname"], node)
    raise nodes.SkipNode

class Worry(SphinxDirective):
    def run(self):
        node = worry(docname=self.env.docname)
        self.set_source_info(node)
        warn("directive", self.env.docname, node)
        return [node]

class Transform(SphinxTransform):
    default_priority = 500

    def apply(self, **kwargs):
        for node in self.document.findall(worry):
            warn("transform", self.env.docname, node)

class PostTransform(SphinxPostTransform):
    default_priority = 500

    def run(self, **kwargs):
        for node in self.document.findall(worry):
            warn("post-transform", self.env.docname, node)

def on_source_read(app, docname, source):
    if "worry" in source[0]:
        warn("source", docname)

def on_doctree_read(app, tree):
    if any(tree.findall(worry)):
        warn("tree", app.env.docname)

def on_doctree_resolved(app, tree, docname):
    if any(tree.findall(worry)):
        warn("resolved", docname)

def on_html_page_context(app, docname, template, context, tree):
    if tree is not None and any(tree.findall(worry)):
        warn("page", docname)

def on_env_merge_info(app, env, docnames, other):
    logger.warning("documents are merged")

def setup(app):
    app.add_node(worry, html=(visit_worry, None))
    app.add_directive("worry", Worry)
    app.add_transform(Transform)
    app.add_post_transform(PostTransform)
    app.connect("source-read", on_source_read)
    app.connect("doctree-read", on_doctree_read)
    app.connect("doctree-resolved", on_doctree_resolved)
    app.connect("html-page-context", on_html_page_context)
    for event in ("env-updated", "env-check-consistency", "html-collect-pages", "build-finished"):
        app.connect(event, lambda app, *_, event=event: warn(event) or ())
    app.connect("env-merge-info", on_env_merge_info)
    return {
        "parallel_read_safe": True,
        "parallel_write_safe": True,
        "fastbuild_resolve_safe": IS_SAFE,
    }
'''

CONF = """
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
extensions = ["{module}", "sphinx_fastbuild"]
html_theme = "alabaster"
"""

INDEX = "Home\n====\n\n.. toctree::\n   :glob:\n\n   *\n"
WORRY = "{}\n=====\n\n.. worry::\n"


def lines(text: str) -> Counter[str]:
    """The warnings of a build, with how often each was given; their order is Sphinx's affair."""
    return Counter(line for line in text.splitlines() if "documents are merged" not in line)


@pytest.mark.parametrize("is_safe", [True, False])
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.long
@pytest.mark.ci
def test_all_are_repeated(tmp_path: Path, jobs: int, *, is_safe: bool) -> None:
    """Of every phase and form, as often as a clean build gives them; edited pages lose theirs."""
    module = f"stranger_{jobs}_{is_safe}".lower()  # imported once a process
    pages = {f"p{number:02}.rst": WORRY.format(number) for number in range(30)}
    site = Site(tmp_path / "site").write(
        {"conf.py": CONF.format(module=module), "index.rst": INDEX, **pages}
        | {f"{module}.py": STRANGER.replace("IS_SAFE", repr(is_safe))}
    )
    edits: tuple[dict[str, str | bytes | None], ...] = (
        {},
        {},
        {"p03.rst": "Three\n=====\n\nNo more.\n"},
        {"p03.rst": WORRY.format("Three"), "p04.rst": None},
    )
    for number, edit in enumerate(edits):
        site.write(edit)
        built = lines(site.build(jobs=jobs).warnings)
        clean = lines(site.build(jobs=jobs, builddir=tmp_path / f"clean{number}").warnings)
        assert built == clean
        assert sum(built.values()) > 2000


def test_what_is_said_while_merging(tmp_path: Path) -> None:
    """It has no document: it is repeated, once, until all that were merged are read again."""
    pages = {f"p{number:02}.rst": "Title\n=====\n" for number in range(30)}
    extension = (
        "from sphinx.util.logging import getLogger\n"
        "def merge(*_): getLogger(__name__).warning('merged')\n"
        "def setup(app):\n    app.connect('env-merge-info', merge)\n"
        "    return {'parallel_read_safe': True, 'parallel_write_safe': True}\n"
    )
    site = Site(tmp_path / "site").write(
        {"conf.py": CONF.format(module="merging"), "merging.py": extension, "index.rst": INDEX}
        | pages
    )
    assert "merged" in site.build(jobs=2).warnings
    site.write({"p01.rst": "Other\n=====\n"})
    assert site.build(jobs=2).warnings.count("merged") == 1
    site.write(dict.fromkeys(pages, "Other\n=====\n") | {"index.rst": INDEX + "\nMore.\n"})
    assert "merged" not in site.build(jobs=1).warnings


def test_strict_builds_stay_strict(tmp_path: Path) -> None:
    """``-W -j2`` fails in the second build as in the first, though Sphinx itself writes."""
    source = write(
        tmp_path / "source",
        {
            "conf.py": CONF.format(module="stranger"),
            "stranger.py": STRANGER.replace("IS_SAFE", "False").replace(
                "def warn(", "def warn(*_):\n    pass\n\ndef unused("
            ),
            "index.rst": INDEX,
        }
        | {f"p{number}.rst": f"{number:05}\n=====\n\n:ref:`no{number}`\n" for number in range(40)},
    )
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-j2", str(source), f"{tmp_path}/out"]
    told = []
    for _ in range(2):
        done = subprocess.run(
            command,
            env=os.environ | {"PYTHONPATH": str(EXTENSIONS)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        told.append(lines(done.stderr))
    assert told[0] == told[1]
    assert len([line for line in told[0] if "undefined label" in line]) == 40


def test_equal_warnings_of_one_line(tmp_path: Path) -> None:
    """They are given as often as in a clean build, also about a file that two documents include."""
    site = Site(tmp_path).write(
        {
            "conf.py": CONF.format(module="myst_parser"),
            "index.rst": f"{INDEX}\n:ref:`no` :ref:`no` :no:`x` :no:`x`\n\n.. include:: part.txt\n",
            "other.rst": "Other\n=====\n\n.. include:: part.txt\n",
            "part.txt": ":role:`x` :role:`x`\n",
        }
    )
    first = lines(site.build().warnings)
    assert {2, 4} <= set(first.values())
    assert lines(site.build().warnings) == first


def test_lost_warnings_are_made_again(tmp_path: Path) -> None:
    """Without the record of what pages caused, all pages are written again."""
    site = Site(tmp_path).write(
        {
            "conf.py": CONF.format(module="myst_parser"),
            "index.rst": "Home\n====\n\n:ref:`no`\n",
        }
    )
    first = site.build()
    (kept,) = first.outdir.parent.joinpath("doctrees").glob("fastbuild-warnings-*")
    kept.write_text("[]")
    assert site.build().warnings == first.warnings != ""


@pytest.mark.parametrize("extension", ["graphviz", "imgmath"])
def test_missing_programs(tmp_path: Path, extension: str) -> None:
    """Sphinx warns once a build, whichever document needs the program, as long as one does."""
    directive = {"graphviz": "graphviz::\n\n   digraph { a -> b }", "imgmath": "math:: x"}[
        extension
    ]
    text, no_more = f"NAME\n=====\n\n.. {directive}\n", "No more\n=======\n"
    settings = (
        f'extensions += ["sphinx.ext.{extension}"]\n'
        'graphviz_dot = imgmath_latex = "no-such-program"\n'
    )
    site = Site(tmp_path / "site").write(
        {"conf.py": CONF.format(module="myst_parser") + settings, "index.rst": INDEX}
        | {f"{name}.rst": text.replace("NAME", name) for name in ("one", "two", "six")}
    )
    edits: tuple[dict[str, str | bytes | None], ...] = (
        {},
        {"two.rst": text.replace("NAME", "Two")},
        {"one.rst": no_more},
        {"six.rst": no_more},
        {"six.rst": text},
        {"two.rst": no_more},
        {"six.rst": None},
    )
    for number, edit in enumerate(edits):
        site.write(edit)
        built = lines(site.build().warnings)
        assert built == lines(site.build(builddir=tmp_path / f"clean{number}").warnings)
        assert sum("no-such-program" in line for line in built) == (number < 6)


def test_missing_programs_in_two_processes(tmp_path: Path) -> None:
    """Sphinx warns once, though each process needs the program."""
    text = "Title\n=====\n\n.. graphviz::\n\n   digraph { a -> b }\n"
    settings = 'extensions += ["sphinx.ext.graphviz"]\ngraphviz_dot = "no-such-program"\n'
    site = Site(tmp_path / "site").write(
        {"conf.py": CONF.format(module="myst_parser") + settings, "index.rst": INDEX}
        | {f"p{number:02}.rst": text for number in range(30)}
    )
    for edit in (text, text + "\nMore.\n"):
        site.write({"p03.rst": edit})
        assert site.build(jobs=2).warnings.count("no-such-program") == 1


@pytest.mark.parametrize("place", ["location=docname", "type='mine'"])
def test_between_reading_and_writing(tmp_path: Path, place: str) -> None:
    """An extension may look only at what was read; it says again what is still true."""
    extension = f"""
from sphinx.util.logging import getLogger

def note(app, docname, source):
    vars(app.env).setdefault("new", {{}})[docname] = "wrong" in source[0]

def look(app, env):
    for docname, is_wrong in sorted(env.new.items()):
        if is_wrong:
            getLogger(__name__).warning("looks wrong", {place})
    env.new.clear()

def setup(app):
    app.connect("source-read", note)
    app.connect("env-updated", look)
"""
    module = f"looking_{place[:4]}"  # imported once a process
    site = Site(tmp_path / "site").write(
        {"conf.py": CONF.format(module=module), f"{module}.py": extension, "index.rst": INDEX}
        | {"one.rst": "One\n===\n\nwrong\n", "two.rst": "Two\n===\n\nwrong\n"}
    )
    edits: tuple[dict[str, str | bytes | None], ...] = (
        {},
        {},
        {"two.rst": "Two\n===\n"},
        {},
        {"one.rst": None},
        {"one.rst": "One\n===\n\nwrong\n"},
        {},
    )
    for number, edit in enumerate(edits):
        site.write(edit)
        built = lines(site.build().warnings)
        assert built == lines(site.build(builddir=tmp_path / f"clean{number}").warnings)
        said = [count for line, count in built.items() if "looks wrong" in line]
        assert sum(said) == [2, 2, 1, 1, 0, 1, 1][number]
