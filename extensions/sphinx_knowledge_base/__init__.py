"""A folder of Markdown articles with front matter becomes a knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.book import bodies as book_bodies
from sphinx_knowledge_base.book import (
    downloads,
    epub,
    finished,
    latex,
    references,
    structure,
    tables,
)
from sphinx_knowledge_base.book import parts as book_parts
from sphinx_knowledge_base.book import pictures as book_pictures
from sphinx_knowledge_base.publishers import head, output, sitemap
from sphinx_knowledge_base.site import (
    article,
    assets,
    bodies,
    checks,
    citations,
    compared,
    domain,
    filling,
    generated,
    html,
    listing,
    maths,
    messages,
    navigation,
    notfound,
    pictures,
    project,
    rebuild,
    reference,
    search,
    settings,
    source,
    terms,
    withheld,
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
    app.setup_extension("notfound.extension")
    app.add_message_catalog(words.MESSAGES, str(words.LOCALE_DIR))
    settings.register(app)
    app.connect("config-inited", notfound.on_config_inited)
    app.connect("config-inited", book_bodies.on_config_inited)
    app.connect("config-inited", citations.on_config_inited)
    app.connect("config-inited", compared.on_config_inited)
    # After all others, who may still say where the site stands.
    app.connect("config-inited", sitemap.on_config_inited, priority=900)

    # First of all handlers: others may ask for documents as soon as there is a builder.
    app.connect("builder-inited", project.on_builder_inited, priority=100)
    app.connect("builder-inited", html.on_builder_inited)
    app.connect("builder-inited", search.on_builder_inited)
    app.connect("builder-inited", structure.on_builder_inited)
    app.connect("builder-inited", finished.on_builder_inited)

    # What is read again.
    app.connect("env-get-outdated", rebuild.on_env_get_outdated)

    # Reading: sources, directives, transforms of bodies.
    app.connect("source-read", source.on_source_read)
    app.connect("source-read", generated.on_source_read)
    app.connect("include-read", withheld.on_include_read)
    app.add_domain(domain.KnowledgeBaseDomain)
    app.add_directive("articles", listing.ArticlesDirective)
    app.add_directive("kb-terms", terms.TermsDirective)
    app.add_directive("kb-page", generated.PageDirective)
    app.add_directive("kb-search", search.SearchDirective)
    app.add_directive("kb-settings", reference.SettingsDirective)
    app.add_transform(pictures.RootRelativePictures)
    app.add_transform(bodies.OneTopSection)
    app.add_transform(bodies.RawDivisions)
    app.add_transform(bodies.TaskLists)
    app.add_transform(bodies.KeyTakeaways)
    app.add_transform(bodies.Disclaimer)
    app.add_transform(search.MarkEntrance)
    app.add_transform(article.PlaceHeaderAndFooter)
    app.add_transform(citations.NumberCitations)
    app.add_transform(generated.CompleteHandWrittenPages)
    app.add_transform(domain.NoteMentions)
    app.add_transform(withheld.UnlinkWithheldFiles)
    app.add_transform(withheld.DropWithheldTexts)
    app.connect("doctree-read", pictures.on_doctree_read)
    app.connect("doctree-read", head.on_doctree_read)

    # Between reading and writing: what leads nowhere, and what changed.
    app.connect("env-updated", checks.on_env_updated)
    app.connect("env-updated", messages.on_env_updated)
    app.connect("env-updated", navigation.on_env_updated)
    # After the sidebar is settled, which every page shows.
    app.connect("env-updated", rebuild.on_env_updated, priority=600)
    app.connect("warn-missing-reference", checks.on_warn_missing_reference)

    # Writing.
    app.connect("write-started", rebuild.on_write_started)
    app.add_post_transform(messages.LeaveOutGeneratedPages)
    app.add_post_transform(filling.FillParts)
    app.add_builder(latex.BookLaTeXBuilder, override=True)
    app.add_builder(epub.BookEpubBuilder, override=True)
    app.add_post_transform(book_parts.FillBookParts)
    app.add_post_transform(downloads.LinkToBooks)
    app.add_post_transform(references.GatherReferences)
    app.add_post_transform(book_bodies.BoxKeyTakeaways)
    app.add_post_transform(book_bodies.RightToLeft)
    app.add_post_transform(book_bodies.TermsElsewhere)
    app.add_post_transform(book_bodies.DropRuleOfFootnotes)
    app.add_post_transform(book_bodies.StruckText)
    app.add_post_transform(book_bodies.PlainCode)
    app.add_post_transform(book_bodies.TextOfRawHTML)
    app.add_post_transform(book_pictures.VectorPictures)
    app.add_post_transform(book_pictures.RasterPictures)
    app.add_post_transform(tables.FitTables)
    app.add_node(pictures.responsive_picture, html=(pictures.visit_responsive_picture, None))
    app.add_html_math_renderer(maths.NAME, (maths.visit_inline, None), (maths.visit_display, None))
    # Before Furo (500), which makes its sidebar of what it finds in the context.
    app.connect("html-page-context", navigation.on_html_page_context, priority=400)
    app.connect("html-page-context", html.on_html_page_context, priority=400)
    app.connect("html-page-context", notfound.on_html_page_context, priority=400)
    app.connect("html-page-context", search.on_html_page_context, priority=400)
    app.connect("html-collect-pages", search.on_html_collect_pages)
    # After the extensions whose files these are.
    app.connect("html-page-context", assets.on_html_page_context, priority=800)
    # After everybody else: what they say of a page is not said twice.
    app.connect("html-page-context", head.on_html_page_context, priority=900)

    app.connect("build-finished", rebuild.on_build_finished)
    # Before sphinx-sitemap (500), which writes what it is told of.
    app.connect("build-finished", sitemap.on_build_finished, priority=400)
    app.connect("build-finished", notfound.on_build_finished)
    # After whatever else makes files of its own.
    output.register(app)

    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
        # For sphinx_fastbuild: resolving a document changes nothing but the document.
        "fastbuild_resolve_safe": True,  # type: ignore[typeddict-unknown-key]
        # And pages show the sidebar of `navigation`, of which `rebuild` knows what it shows.
        "fastbuild_own_toctree": True,
    }
