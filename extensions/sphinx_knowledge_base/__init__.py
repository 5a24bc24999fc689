"""A folder of Markdown articles with front matter becomes a knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.site import (
    article,
    bodies,
    checks,
    domain,
    filling,
    generated,
    html,
    listing,
    navigation,
    pictures,
    project,
    search,
    settings,
    source,
    terms,
    words,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

PACKAGE = Path(__file__).parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything, in the order in which a build meets it."""
    app.setup_extension("myst_parser")
    app.setup_extension("sphinx_design")
    app.add_message_catalog(words.MESSAGES, str(words.LOCALE_DIR))
    settings.register(app)

    # First of all handlers: others may ask for documents as soon as there is a builder.
    app.connect("builder-inited", project.on_builder_inited, priority=100)
    app.connect("builder-inited", html.on_builder_inited)

    # Reading: sources, directives, transforms of bodies.
    app.connect("source-read", source.on_source_read)
    app.connect("source-read", generated.on_source_read)
    app.add_domain(domain.KnowledgeBaseDomain)
    app.add_directive("articles", listing.ArticlesDirective)
    app.add_directive("kb-terms", terms.TermsDirective)
    app.add_directive("kb-page", generated.PageDirective)
    app.add_directive("kb-search", search.SearchDirective)
    app.add_transform(pictures.RootRelativePictures)
    app.add_transform(bodies.OneTopSection)
    app.add_transform(bodies.RawDivisions)
    app.add_transform(bodies.KeyTakeawaysAndDisclaimer)
    app.add_transform(article.PlaceHeaderAndFooter)
    app.add_transform(generated.CompleteHandWrittenPages)
    app.add_transform(domain.NoteMentions)
    app.connect("doctree-read", pictures.on_doctree_read)

    # Between reading and writing: what leads nowhere, and what changed.
    app.connect("env-updated", checks.on_env_updated)
    app.connect("env-updated", navigation.on_env_updated)
    app.connect("warn-missing-reference", checks.on_warn_missing_reference)

    # Writing.
    app.add_post_transform(filling.FillParts)
    # Before Furo (500), which makes its sidebar of what it finds in the context.
    app.connect("html-page-context", navigation.on_html_page_context, priority=400)
    app.connect("html-page-context", html.on_html_page_context, priority=400)

    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
        # For sphinx_fastbuild: resolving a document changes nothing but the document.
        "fastbuild_resolve_safe": True,  # type: ignore[typeddict-unknown-key]
    }
