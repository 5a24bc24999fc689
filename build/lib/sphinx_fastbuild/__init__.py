"""Builds of Sphinx that are right and fast: incremental equals clean, and content decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_fastbuild import (
    absent,
    duplicates,
    images,
    levers,
    numbers,
    search_index,
    targets,
    writing,
)
from sphinx_fastbuild.compared import NoteComparedFile
from sphinx_fastbuild.content import ContentDecides
from sphinx_fastbuild.duplicates import Duplicates
from sphinx_fastbuild.files import KnownFiles
from sphinx_fastbuild.leftovers import Leftovers
from sphinx_fastbuild.outputs import NothingStale
from sphinx_fastbuild.pages import PagesByWhatTheyShow
from sphinx_fastbuild.references import NoteReferences
from sphinx_fastbuild.reports import WarningsStay

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything, in the order in which a build meets it."""
    files = KnownFiles()
    content, pages, outputs = ContentDecides(files), PagesByWhatTheyShow(), NothingStale(files)
    reports, leftovers, labels = WarningsStay(), Leftovers(), Duplicates()
    levers.register(app)
    app.add_event(writing.WRITTEN)

    # Before all others, who may make files from here on.
    app.connect("builder-inited", leftovers.on_builder_inited, priority=10)
    app.connect("builder-inited", files.on_builder_inited, priority=10)
    # After all others: extensions may put a project or documents of their own in place.
    app.connect("builder-inited", content.on_builder_inited, priority=900)
    app.connect("builder-inited", pages.on_builder_inited, priority=900)
    app.connect("builder-inited", outputs.on_builder_inited, priority=900)
    app.connect("builder-inited", reports.on_builder_inited, priority=900)
    app.connect("builder-inited", labels.on_builder_inited, priority=900)

    # Reading.
    app.connect("env-get-outdated", content.on_env_get_outdated)
    app.connect("env-before-read-docs", content.on_env_before_read_docs, priority=900)
    app.connect("env-before-read-docs", reports.on_env_before_read_docs, priority=950)
    app.add_env_collector(NoteReferences)
    app.add_transform(absent.NoteAbsentFiles)
    app.add_directive("literalinclude", NoteComparedFile, override=True)
    for notes in (absent.absent_files, duplicates.labels, targets.claims):
        notes.connect(app)
    # After the standard domain has its share of the document.
    app.connect("doctree-read", targets.on_doctree_read, priority=900)
    app.connect("doctree-read", labels.on_doctree_read, priority=900)
    app.connect("env-purge-doc", reports.on_env_purge_doc)

    # Between reading and writing.
    app.connect("env-updated", targets.on_env_updated, priority=100)
    app.connect("env-updated", images.on_env_updated, priority=100)
    app.connect("env-updated", content.on_env_updated, priority=100)
    app.connect("env-updated", reports.on_env_updated, priority=100)
    # Before sections are numbered (500); and after all others, which may still change what there
    # is to refer to.
    app.connect("env-get-updated", numbers.on_env_get_updated, priority=100)
    app.connect("env-get-updated", pages.on_env_get_updated, priority=900)
    app.connect("env-check-consistency", labels.on_env_check_consistency)
    app.connect("env-check-consistency", reports.on_env_check_consistency)

    # Writing: first what is gone goes, then what was written is forgotten until all is.
    app.connect("write-started", content.on_write_started)
    # Before `pages` hides from Sphinx which document lists which.
    app.connect("write-started", reports.on_write_started, priority=100)
    app.connect("write-started", outputs.on_write_started, priority=100)
    app.connect("write-started", pages.on_write_started)
    app.connect("html-page-context", outputs.on_html_page_context)
    app.connect("html-collect-pages", search_index.on_html_collect_pages)
    app.connect("build-finished", outputs.on_build_finished)
    app.connect("build-finished", labels.on_build_finished)
    app.connect("build-finished", reports.on_build_finished, priority=900)
    app.connect("build-finished", pages.on_build_finished, priority=900)
    app.connect("build-finished", files.on_build_finished, priority=950)
    app.connect("build-finished", leftovers.on_build_finished, priority=950)

    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
        # Resolving a document changes nothing but the document: it may be done in workers.
        "fastbuild_resolve_safe": True,  # type: ignore[typeddict-unknown-key]
    }
