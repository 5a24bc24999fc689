"""Make incremental builds equal clean builds, byte for byte and warning for warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.config import ENUM

from sphinx_fastbuild.incremental import (
    drawn_images,
    duplicate_labels,
    inventories,
    missing_files,
    outputs,
    python_code,
    silent_extensions,
    target_owners,
)
from sphinx_fastbuild.incremental.appeared import AppearedFiles
from sphinx_fastbuild.incremental.build_inputs import DEPENDS_ON
from sphinx_fastbuild.incremental.duplicate_labels import DuplicateLabels
from sphinx_fastbuild.incremental.file_cache import FileCache
from sphinx_fastbuild.incremental.pages import OutdatedPages
from sphinx_fastbuild.incremental.python_code import PythonCode
from sphinx_fastbuild.incremental.references import ReferencesCollector
from sphinx_fastbuild.incremental.repairs import (
    bibliographies,
    c_symbols,
    document_order,
    image_names,
    redirects,
    search_index,
    section_numbers,
    viewcode,
)
from sphinx_fastbuild.incremental.repairs.late_files import LateFiles
from sphinx_fastbuild.incremental.repairs.literalinclude import LiteralIncludeNotingDiff
from sphinx_fastbuild.incremental.silent_extensions import SilentExtensions
from sphinx_fastbuild.incremental.sources import ChangedSources
from sphinx_fastbuild.incremental.up_to_date import UpToDate
from sphinx_fastbuild.incremental.warnings import RepeatedWarnings

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register all handlers, in build order."""
    files = FileCache()
    late = LateFiles()
    code, silent = PythonCode(files), SilentExtensions()
    sources, pages = ChangedSources(files, code), OutdatedPages()
    stale = outputs.StaleOutputs(files, pages)
    warnings, appeared, labels = RepeatedWarnings(), AppearedFiles(), DuplicateLabels()
    up_to_date = UpToDate()

    app.add_config_value(
        "fastbuild_prune",
        "own",
        "",
        types=ENUM("own", "strict", "off"),
        description="Which stale files of the output directory are removed.",
    )

    app.add_event(DEPENDS_ON)
    app.connect("config-inited", up_to_date.on_config_inited)
    # Before all other handlers, which may make files from here on.
    app.connect("builder-inited", outputs.on_builder_inited, priority=5)
    app.connect("builder-inited", appeared.on_builder_inited, priority=10)
    app.connect("builder-inited", files.on_builder_inited, priority=10)
    # After all other handlers: extensions may replace the project, or add documents.
    app.connect("builder-inited", sources.on_builder_inited, priority=900)
    app.connect("builder-inited", pages.on_builder_inited, priority=900)
    app.connect("builder-inited", stale.on_builder_inited, priority=900)
    app.connect("builder-inited", late.on_builder_inited, priority=900)
    app.connect("builder-inited", warnings.on_builder_inited, priority=900)
    app.connect("builder-inited", labels.on_builder_inited, priority=900)

    # Read.
    app.connect("env-get-outdated", sources.on_env_get_outdated)
    app.connect("env-before-read-docs", c_symbols.on_env_before_read_docs, priority=900)
    app.connect("env-before-read-docs", silent.on_env_before_read_docs, priority=900)
    app.connect("env-before-read-docs", sources.on_env_before_read_docs, priority=900)
    app.connect("env-before-read-docs", warnings.on_env_before_read_docs, priority=950)
    app.add_env_collector(ReferencesCollector)
    app.add_transform(missing_files.NoteWantedFiles)
    app.add_directive("literalinclude", LiteralIncludeNotingDiff, override=True)
    missing_files.wanted_files.connect(app)
    duplicate_labels.labels.connect(app)
    target_owners.defined.connect(app)
    drawn_images.drawing.connect(app)
    inventories.linked.connect(app)
    python_code.connect(app)
    silent_extensions.using.connect(app)
    viewcode.shown.connect(app)
    viewcode.idle.connect(app)
    # After the standard domain, which stores the targets of the document.
    app.connect("doctree-read", target_owners.on_doctree_read, priority=900)
    app.connect("doctree-read", labels.on_doctree_read, priority=900)
    app.connect("doctree-read", silent.on_doctree_read, priority=900)
    app.connect("doctree-read", code.on_doctree_read, priority=900)
    app.connect("doctree-read", inventories.on_doctree_read, priority=900)
    app.connect("doctree-read", drawn_images.on_doctree_read, priority=900)
    # After viewcode (500).
    app.connect("doctree-read", viewcode.on_doctree_read, priority=900)
    app.connect("env-purge-doc", warnings.on_env_purge_doc)

    # Between reading and writing.  Before all other handlers, which run in every build.
    app.connect("env-updated", warnings.on_env_updated, priority=0)
    app.connect("env-updated", document_order.on_env_updated, priority=100)
    app.connect("env-updated", target_owners.on_env_updated, priority=100)
    app.connect("env-updated", viewcode.on_env_updated, priority=100)
    app.connect("env-updated", image_names.on_env_updated, priority=100)
    app.connect("env-updated", bibliographies.on_env_updated, priority=100)
    app.connect("env-updated", silent.on_env_updated, priority=100)
    app.connect("env-updated", code.on_env_updated, priority=100)
    app.connect("env-updated", sources.on_env_updated, priority=100)
    # Before Sphinx numbers sections (500).
    app.connect("env-get-updated", section_numbers.on_env_get_updated, priority=100)
    # After all other handlers, which may still change what references mean.
    app.connect("env-get-updated", pages.on_env_get_updated, priority=900)
    app.connect("env-get-updated", warnings.on_env_get_updated)
    app.connect("env-check-consistency", labels.on_env_check_consistency)
    app.connect("env-check-consistency", warnings.on_env_check_consistency)

    # Write.
    app.connect("write-started", sources.on_write_started)
    # Before `pages` hides from Sphinx which toctree contains which document.
    app.connect("write-started", warnings.on_write_started, priority=100)
    # Stale files are removed before anything is written.
    app.connect("write-started", stale.on_write_started, priority=100)
    app.connect("write-started", pages.on_write_started)
    app.connect("html-page-context", stale.on_html_page_context)
    # After all other handlers, which may replace the functions that make the tags.
    app.connect("html-page-context", late.on_html_page_context, priority=950)
    # Before all other handlers, which may warn.
    app.connect("doctree-resolved", warnings.on_doctree_resolved, priority=0)
    app.connect("html-collect-pages", search_index.on_html_collect_pages)
    app.connect("build-finished", silent.on_build_finished)
    # Before rediraffe (500) writes redirects.
    app.connect("build-finished", redirects.on_build_finished, priority=400)
    app.connect("build-finished", stale.on_build_finished)
    app.connect("build-finished", labels.on_build_finished)
    app.connect("build-finished", warnings.on_build_finished, priority=900)
    app.connect("build-finished", pages.on_build_finished, priority=900)
    app.connect("build-finished", late.on_build_finished, priority=950)
    app.connect("build-finished", files.on_build_finished, priority=950)
    app.connect("build-finished", appeared.on_build_finished, priority=950)
    # Last of all: it looks at what all others have left.
    app.connect("build-finished", up_to_date.on_build_finished, priority=2000)

    return {
        # No "env_version": Sphinx writes it into search indexes.  If a record in the environment
        # changes its shape, rename it instead.
        "parallel_read_safe": True,
        "parallel_write_safe": True,
        # Resolving a document changes nothing but the document: workers may do it.
        "fastbuild_resolve_safe": True,  # type: ignore[typeddict-unknown-key]
    }
