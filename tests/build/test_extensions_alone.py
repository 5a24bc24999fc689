"""Each of the two extensions keeps its promises without the other."""

from __future__ import annotations

import random

import pytest
from sphinx.application import Sphinx

from tests.helpers.comparison import differences, sorted_warnings
from tests.helpers.edits import edit
from tests.helpers.newsroom import Newsroom
from tests.helpers.sites import Build, MakeSite, save_changes

pytestmark = pytest.mark.usefixtures("one_day")

#: A project that has nothing to do with articles.
PROJECT = {
    "conf.py": 'extensions = ["myst_parser", "sphinx_fastbuild"]\n',
    "index.md": "# Home\n\n```{toctree}\na\nb\nsub/index\n```\n\n"
    "```{toctree}\n:hidden:\n\nd\n```\n",
    "a.md": "# A\n\n## A1\n\n{ref}`lb`, [](b.md), [x](b.md#b1), [](later.md), [](table.csv)\n",
    "b.md": "# B\n\n(lb)=\n## B1\n",
    "d.md": "# D\n",
    "sub/index.md": "# Sub\n\n```{toctree}\n:hidden:\n:glob:\n\n*\n```\n",
    "sub/c.md": "# C\n\n## C1\n",
    "sub/e.rst": "E\n=\n\n.. index:: single: Word\n\n:doc:`/a`, :ref:`genindex`\n",
    "_static/own.css": "p {}\n",
}

#: One after the other: files to content, None for a file that goes.
EDITS: tuple[dict[str, str | None], ...] = (
    {"b.md": "# Bee\n\n(lb)=\n## B1\n"},
    {"b.md": "# Bee\n\n(lb)=\n## Bee *one*\n"},
    {"sub/c.md": "# See\n\n## C1\n"},
    {"sub/f.md": "# F\n", "table.csv": "1,2\n"},
    {"later.md": "# Later\n", "sub/e.rst": "E\n=\n\n.. index:: single: Words\n"},
    {"later.md": None, "table.csv": None, "sub/f.md": None},
    {"d.md": "# Dee\n\n## D1\n", "a.md": "# A\n\nText.\n"},
    {"conf.py": PROJECT["conf.py"] + 'html_static_path = ["_static"]\nlanguage = "de"\n'},
    {"conf.py": PROJECT["conf.py"] + "html_copy_source = False\n"},
    {"conf.py": PROJECT["conf.py"] + 'html_last_updated_fmt = ""\n'},
    {"b.md": None},
)


@pytest.mark.parametrize(
    ("builder", "theme"),
    [
        *(("html", theme) for theme in ("furo", "alabaster", "classic")),
        *((builder, "furo") for builder in ("dirhtml", "latex", "epub", "text", "xml")),
    ],
)
@pytest.mark.long
@pytest.mark.ci
def test_fastbuild(make_site: MakeSite, builder: str, theme: str) -> None:
    """In any project an incremental build equals a clean one, and says as much."""
    site, config = make_site(PROJECT), {"html_theme": theme}
    site.build(builder, config=config)
    for number, changes in enumerate(EDITS):
        site.write(changes)
        built = site.build(builder, config=config)
        builddir = site.srcdir.parent / f"clean-{number}"
        clean = site.build(builder, config=config, builddir=builddir)
        assert differences(built.files(), clean.files()) == {}, changes
        assert sorted_warnings(built) == sorted_warnings(clean), changes


@pytest.mark.parametrize(
    ("files", "changes"),
    [
        (PROJECT, {"a.md": "# First\n", "index.md": "# Home\n", "d.md": None}),
        (Newsroom.opened().files(), {"articles/alpha.md": None, "guide/one.md": "# First\n"}),
    ],
)
@pytest.mark.long
@pytest.mark.ci
def test_two_output_folders(
    make_site: MakeSite,
    files: dict[str, str | bytes],
    changes: dict[str, str | None],
) -> None:
    """Two folders that one builder fills from the same doctrees are each right."""
    site = make_site(files)

    def build(name: str, doctrees: str = "doctrees") -> dict[str, bytes]:
        outdir = site.srcdir.parent / name
        here = str(site.srcdir)
        kept = site.srcdir.parent / doctrees
        Sphinx(here, here, outdir, kept, "html", status=None, warning=None).build()
        return Build(outdir, "", "").files()

    build("one")
    build("other")
    site.write(changes)
    clean = build("clean", "clean-doctrees")
    assert differences(build("one"), clean) == {}
    assert differences(build("other"), clean) == {}


@pytest.mark.long
@pytest.mark.ci
def test_knowledge_base(make_site: MakeSite) -> None:
    """Without fastbuild every page and file is as in a clean build; what is gone may stay."""
    room, chance = Newsroom.opened(), random.Random(1)
    room.settings["extensions"] = ["myst_parser", "sphinx_design", "sphinx_knowledge_base"]
    site = make_site(before := room.files())
    site.build()
    for kind in ("title", "tags", "taxonomy", "clock", "index_page", "slug", "link", "setting"):
        edit(room, kind, chance)
        save_changes(site, before, now := room.files())
        before = now
        built = site.build().files()
        clean = site.build(builddir=site.srcdir.parent / f"clean-{kind}").files()
        assert differences({n: d for n, d in built.items() if n in clean}, clean) == {}, kind
