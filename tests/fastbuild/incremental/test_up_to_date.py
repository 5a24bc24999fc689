"""A build with nothing to do does nothing; whatever it depends on makes it work again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

from sphinx_fastbuild.incremental import file_cache
from tests.fastbuild.building import assert_equals_clean
from tests.helpers.sites import Build, MakeSite, Site

pytestmark = pytest.mark.usefixtures("one_day")

Files = Mapping[str, str | bytes | None]

CONF = """\
extensions = ["myst_parser", "sphinx_fastbuild"]
html_theme = "alabaster"
templates_path = ["../templates"]
html_static_path = ["static", "_build/made/html/static"]
html_extra_path = ["../extra"]
locale_dirs = ["../locales"]
"""

PROJECT: Files = {
    "docs/conf.py": CONF,
    "docs/index.md": "# Home\n\n```{toctree}\n:glob:\n\np/*\n```\n\n[lost](lost.md)\n",
    "docs/p/a.md": "# A\n\n```{include} ../../part.txt\n```\n\n![x](/x.png)\n\n{doc}`/nowhere`\n",
    "docs/p/b.rst": "B\n=\n\n.. literalinclude:: _build/made/html/code.txt\n",
    "docs/p/_build/made/html/code.txt": "code\n",
    "docs/x.png": b"not really a picture",
    "docs/orphan.md": "# Orphan\n",
    "docs/static/some.txt": "some\n",
    "docs/_build/made/html/.buildinfo": "",
    "docs/_build/made/html/static/made.txt": "made\n",
    "part.txt": "Part.\n",
    "templates/layout.html": '{% extends "!layout.html" %}\n',
    "extra/robots.txt": "Disallow: /\n",
}


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files for settled as soon as they are written: most tests do not wait."""
    monkeypatch.setattr(file_cache, "_TICK", 0)


@pytest.fixture
def project(tmp_path: Path, settled: None) -> Site:
    """A project.  Each test builds it first: pytest itself sets a variable of the environment."""
    Site(tmp_path).write(PROJECT)
    return Site(tmp_path / "docs")


def did_nothing(build: Build) -> bool:
    """Tell whether a build looked at no document."""
    return "updating environment" not in build.status


def clean(site: Site, builder: str = "html") -> Build:
    """Build elsewhere, with nothing to begin from."""
    return site.build(builder, fresh=True, builddir=site.srcdir.parent / "clean")


def test_nothing_is_done(project: Site) -> None:
    """The second build and the third leave the output of a clean build, with its warnings."""
    project.build()
    for _ in range(2):
        build = project.build()
        assert did_nothing(build)
        assert "lost.md" in build.warnings
        assert "nowhere" in build.warnings
        assert "orphan.md: WARNING: document isn't included in any toctree" in build.warnings
        assert_equals_clean(build, clean(project))


def edit(name: str, text: str | bytes | None) -> Callable[[Site], object]:
    """Write or remove a file below the folder around the project."""
    return lambda site: Site(site.srcdir.parent).write({name: text})


def touch(name: str) -> Callable[[Site], object]:
    """Change the times of a file."""
    return lambda site: (site.srcdir / name).touch()


def older(site: Site) -> None:
    """Put a file of the same size and with the same time in the place of another."""
    file = site.srcdir / "p/a.md"
    found = file.stat()
    file.write_text(file.read_text("utf-8").replace("# A", "# Z"), encoding="utf-8")
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


def damage(kind: str) -> Callable[[Site], object]:
    """Spoil a file beside the doctrees."""

    def spoil(site: Site) -> None:
        (file,) = (site.srcdir / "_build/doctrees").glob(kind)
        file.write_bytes(file.read_bytes()[:-9])

    return spoil


EDITS: Mapping[str, Callable[[Site], object]] = {
    "text": edit("docs/p/a.md", "# Other\n"),
    "older text of the same size": older,
    "same text, other times": touch("p/a.md"),
    "new document": edit("docs/p/c.md", "# C\n"),
    "removed document": edit("docs/p/b.rst", None),
    "included file outside": edit("part.txt", "Other.\n"),
    "removed file outside": edit("part.txt", None),
    "file in another output folder": edit("docs/p/_build/made/html/code.txt", "other\n"),
    "image": edit("docs/x.png", b"another one, not really either"),
    "template": edit("templates/layout.html", '{% extends "!layout.html" %}\n<!-- x -->\n'),
    "new template": edit("templates/search.html", '{% extends "!search.html" %}\n<!-- x -->\n'),
    "static file": edit("docs/static/some.txt", "else\n"),
    "static file in another output folder": edit("docs/_build/made/html/static/made.txt", "m\n"),
    "new static file": edit("docs/static/new.txt", "new\n"),
    "extra file": edit("extra/robots.txt", "Allow: /\n"),
    "new extra file": edit("extra/ads.txt", "none\n"),
    "setting": edit("docs/conf.py", f'{CONF}html_title = "Other"\n'),
    "helper of conf.py": edit("docs/helper.py", "x = 1\n"),
    "new catalog": edit("locales/en/LC_MESSAGES/p/a.po", 'msgid "A"\nmsgstr "B"\n'),
    "removed page": lambda site: (site.srcdir / "_build/html/p/a.html").unlink(),
    "removed file": lambda site: (site.srcdir / "_build/html/_static/some.txt").unlink(),
    "changed file": lambda site: (site.srcdir / "_build/html/genindex.html").write_bytes(b"x"),
    "new file": lambda site: (site.srcdir / "_build/html/.nojekyll").write_bytes(b""),
    "damaged record": damage("fastbuild-complete-*.json"),
    "damaged environment": damage("environment.pickle"),
}


@pytest.mark.parametrize("name", EDITS)
def test_edits(project: Site, name: str) -> None:
    """After an edit of anything, the build does its work and the result is right."""
    project.build()
    EDITS[name](project)
    build = project.build()
    assert not did_nothing(build)
    made = project.srcdir / "_build/html/.nojekyll"
    made.unlink(missing_ok=True)  # it is somebody else's
    assert_equals_clean(build, clean(project))
    # What is somebody else's is gone again, and an error is reported for as long as it is there.
    assert name in {"new file", "new catalog", "removed file outside"} or did_nothing(
        project.build()
    )


def test_variables(project: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the environment may mean something to anybody; those of shells do not."""
    project.build()
    monkeypatch.setenv("SHLVL", "7")
    assert did_nothing(project.build())
    monkeypatch.setenv("SOME_SWITCH", "1")
    assert not did_nothing(project.build())


def test_command_line(project: Site) -> None:
    """Settings, fresh environments and other builders of the command line count."""
    project.build()
    assert not did_nothing(project.build(config={"html_title": "Other"}))
    assert not did_nothing(project.build())
    assert did_nothing(project.build())
    assert not did_nothing(project.build(fresh=True))
    assert did_nothing(project.build())
    assert not did_nothing(project.build("dirhtml"))


def test_two_builders(project: Site) -> None:
    """Two builders that share doctrees do nothing by turns, and see edits by turns."""
    for builder in ("dirhtml", "html", "dirhtml"):
        project.build(builder)
    for builder in ("html", "dirhtml"):
        assert did_nothing(project.build(builder))
    edit("docs/p/a.md", "# Other\n")(project)
    for builder in ("html", "dirhtml"):
        assert_equals_clean(project.build(builder), clean(project, builder), builder)


def test_all_documents(project: Site) -> None:
    """A build that is told to write everything does, with all handlers."""
    project.build()
    page = project.srcdir / "_build/html/p/a.html"
    before = page.read_bytes()
    written = page.stat().st_mtime_ns
    app = SphinxTestApp("html", srcdir=project.srcdir)
    try:
        app.build(force_all=True)
    finally:
        app.cleanup()
    assert page.stat().st_mtime_ns > written
    assert page.read_bytes() == before
    assert_equals_clean(project.build(), clean(project))


def test_restored_from_a_cache(project: Site, tmp_path: Path) -> None:
    """Where everything is new, content decides as before; the build after that does nothing."""
    project.build()
    kept = project.srcdir / "_build"
    kept.rename(tmp_path / "kept")
    (tmp_path / "kept").rename(kept)
    for file in kept.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            file.unlink()
            file.write_bytes(data)
    build = project.build()
    assert not did_nothing(build)
    assert "reading sources... [" not in build.status
    assert_equals_clean(build, clean(project))
    assert did_nothing(project.build())


def test_interrupted(project: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a build that failed, and an edit that was taken back, the next one does its work."""
    project.build()
    page = project.srcdir / "docs.md"
    text = (project.srcdir / "p/a.md").read_bytes()
    edit("docs/p/a.md", "# Other\n")(project)
    with monkeypatch.context() as patch:
        patch.setattr("sphinx.builders.html.StandaloneHTMLBuilder.finish", _fail)
        with pytest.raises(RuntimeError):
            project.build()
    edit("docs/p/a.md", text)(project)
    build = project.build()
    assert not did_nothing(build)
    assert not page.exists()
    assert_equals_clean(build, clean(project))


def _fail(self: object) -> None:
    raise RuntimeError


HOOK = "\ndef setup(app):\n    app.connect('build-finished', lambda app, error: print('done'))\n"

UNKNOWN: Mapping[str, Files] = {
    "handler of conf.py": {"docs/conf.py": CONF + HOOK},
    "date in every page": {"docs/conf.py": f'{CONF}html_last_updated_fmt = ""\n'},
    "extension": {
        "docs/conf.py": f"import sys\nsys.path.insert(0, '.')\n{CONF}extensions += ['ext_of_us']\n",
        "docs/ext_of_us.py": "def setup(app):\n    return {'parallel_read_safe': True}\n",
    },
    "code": {"docs/conf.py": f"{CONF}extensions += ['sphinx.ext.autodoc']\n"},
    "servers": {"docs/conf.py": f"{CONF}extensions += ['sphinx.ext.intersphinx']\n"},
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_parts(project: Site, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With anything that may do more than what follows from its input, every build works."""
    monkeypatch.chdir(project.srcdir)
    Site(project.srcdir.parent).write(UNKNOWN[name])
    project.build()
    assert not did_nothing(project.build())


def test_two_seconds(make_site: MakeSite) -> None:
    """A file that was written just before a build may be written again in the same tick."""
    site = make_site({"conf.py": 'extensions = ["myst_parser", "sphinx_fastbuild"]\n'})
    site.build()
    assert not did_nothing(site.build())
    time.sleep(file_cache._TICK / 1e9 + 0.1)
    assert not did_nothing(site.build())
    assert did_nothing(site.build())


def test_errors_count(make_site: MakeSite, settled: None) -> None:
    """A build that reported an error is repeated: its reason may be gone."""
    conf = "extensions = ['myst_parser', 'sphinx_fastbuild']\n"
    site = make_site({"conf.py": conf, "a.rst": ":orphan:\n\nA\n=\n\n.. nothing::\n"})
    site.build()
    build = site.build()
    assert "ERROR" in build.warnings
    assert not did_nothing(build)
