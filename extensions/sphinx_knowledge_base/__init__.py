"""Turn a folder of Markdown articles with front matter into a knowledge base."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up every room, in the order in which an article passes through them."""
    # Imported here, so that the core can be used without Sphinx.
    from sphinx_knowledge_base import book, build, exports, i18n, site  # noqa: PLC0415
    from sphinx_knowledge_base.build.store import OUTSIDE_BUILDS  # noqa: PLC0415

    app.setup_extension("myst_parser")
    app.setup_extension("sphinx_design")
    app.setup_extension("notfound.extension")
    i18n.setup(app)
    # First the project, which decides what documents there are.
    build.setup(app)
    # Then pages: read, checked, and written as HTML.
    site.setup(app)
    # Books replace parts of pages that the site has registered.
    book.setup(app)
    # Exports describe finished pages, so their handlers come last.
    exports.setup(app)
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
        # For sphinx_fastbuild: resolving a document changes nothing but the document.
        "fastbuild_resolve_safe": True,
        # Directives record files as dependencies, and take all other data from the catalog.
        "fastbuild_records_dependencies": True,  # type: ignore[typeddict-unknown-key]
        # With the same input, a build does the same as the last one.
        "fastbuild_repeatable": True,
        # Pages show our own sidebar; `site.outdated` compares its content.
        "fastbuild_own_toctree": True,
        # A change of any other code makes Sphinx read all documents again.
        "fastbuild_outside_builds": OUTSIDE_BUILDS,
    }
