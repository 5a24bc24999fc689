"""What a build finds out belongs to that build: it is not stored, nor left to the next one."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from sphinx.project import Project
from sphinx.testing.util import SphinxTestApp

from sphinx_knowledge_base.build.context import FinishedBooks, Sidebar, build_of
from sphinx_knowledge_base.build.project import KnowledgeBaseProject, project_of
from tests.helpers.articles import article

if TYPE_CHECKING:
    from tests.helpers.sites import MakeSite

FILES = {
    "index.md": "# Home\n",
    "articles/a.md": article(),
    "references.bib": "@misc{x, title={X}}",
}


def test_nothing_of_a_build_is_left_to_the_next(make_site: MakeSite) -> None:
    """A second Sphinx in the same process starts with settings and builder, and nothing else."""
    site = make_site(FILES)
    for _ in range(2):
        app = SphinxTestApp("html", srcdir=site.srcdir)
        try:
            begun = build_of(app.env)
            assert begun.builder is app.builder
            assert (begun.sidebar, begun.books, begun.shown.pages) == (
                Sidebar(),
                FinishedBooks(),
                {},
            )
            app.build()
            ended = build_of(app.env)
            assert ended.sidebar.groups
            assert ended.shown.pages.keys() == app.env.all_docs.keys()
            assert set(ended.bibliography) == {"x"}
            assert begun.shown.pages == {}  # a value: handing over changes none
        finally:
            app.cleanup()


def test_the_environment_holds_nothing_of_a_build(make_site: MakeSite) -> None:
    """Of our project the stored environment has what Sphinx's own has; of the context, nothing."""
    site = make_site(FILES)
    build = site.build()
    stored = (build.outdir.parent / "doctrees" / "environment.pickle").read_bytes()
    project = pickle.loads(stored).project
    assert isinstance(project, KnowledgeBaseProject)
    assert vars(project).keys() == vars(Project(site.srcdir, {})).keys()
    for name in (b"build.context", b"build.settings", b"core.catalog"):
        assert name not in stored


def test_the_project_answers_sphinx_and_no_more(make_site: MakeSite) -> None:
    """What others may ask our project for is what Sphinx asks for, and the catalog behind it."""
    app = SphinxTestApp("html", srcdir=make_site(FILES).srcdir)
    try:
        project = project_of(app.env)
        names = {name for name in dir(project) if not name.startswith("_")}
        own = {"catalog", "is_generated", "replaced", "not_documents"}
        assert names - set(dir(Project(app.srcdir, {}))) == own
    finally:
        app.cleanup()
