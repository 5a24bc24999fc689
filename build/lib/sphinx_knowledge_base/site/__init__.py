"""What readers see: bodies, pages, links and navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.site import (
    checks,
    domain,
    gettext,
    outdated,
    settings_reference,
    unpublished,
)
from sphinx_knowledge_base.site.content import (
    citations,
    images,
    legacy_html,
    literalinclude,
    math,
    source,
)
from sphinx_knowledge_base.site.pages import (
    article,
    fill_placeholders,
    generated,
    listing,
    navigation,
    not_found,
    search,
    templates,
    term_list,
    unused_assets,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register what reads, checks and writes pages, in the order in which a build does it."""
    app.connect("config-inited", not_found.on_config_inited)
    app.connect("config-inited", citations.on_config_inited)
    app.connect("config-inited", literalinclude.on_config_inited)
    app.connect("builder-inited", templates.on_builder_inited)
    app.connect("builder-inited", search.on_builder_inited)

    # What is read again.
    app.connect("env-get-outdated", outdated.on_env_get_outdated)

    # Reading: sources, directives, transforms of bodies.
    app.connect("source-read", source.on_source_read)
    app.connect("source-read", generated.on_source_read)
    app.connect("include-read", unpublished.on_include_read)
    app.add_domain(domain.KnowledgeBaseDomain)
    app.add_directive("articles", listing.ArticlesDirective)
    app.add_directive("kb-terms", term_list.TermsDirective)
    app.add_directive("kb-page", generated.PageDirective)
    app.add_directive("kb-search", search.SearchDirective)
    app.add_directive("kb-settings", settings_reference.SettingsDirective)
    app.add_transform(images.RootRelativePictures)
    app.add_transform(legacy_html.OneTopSection)
    app.add_transform(legacy_html.RawDivisions)
    app.add_transform(legacy_html.TaskLists)
    app.add_transform(legacy_html.KeyTakeaways)
    app.add_transform(legacy_html.Disclaimer)
    app.add_transform(search.MarkEntrance)
    app.add_transform(article.PlaceHeaderAndFooter)
    app.add_transform(citations.NumberCitations)
    app.add_transform(generated.CompleteHandWrittenPages)
    app.add_transform(domain.NoteMentions)
    app.add_transform(unpublished.UnlinkWithheldFiles)
    app.add_transform(unpublished.DropWithheldTexts)
    app.connect("doctree-read", images.on_doctree_read)

    # Between reading and writing: what leads nowhere, and what changed.
    app.connect("env-updated", checks.on_env_updated)
    app.connect("env-updated", gettext.on_env_updated)
    app.connect("env-updated", navigation.on_env_updated)
    # After the sidebar is settled, which every page shows.
    app.connect("env-updated", outdated.on_env_updated, priority=600)
    app.connect("warn-missing-reference", checks.on_warn_missing_reference)

    # Writing.
    app.connect("write-started", outdated.on_write_started)
    app.add_post_transform(gettext.LeaveOutGeneratedPages)
    app.add_post_transform(fill_placeholders.FillParts)
    app.add_node(images.responsive_picture, html=(images.visit_responsive_picture, None))
    app.add_html_math_renderer(math.NAME, (math.visit_inline, None), (math.visit_display, None))
    # Before Furo (500), which makes its sidebar of what it finds in the context.
    app.connect("html-page-context", navigation.on_html_page_context, priority=400)
    app.connect("html-page-context", templates.on_html_page_context, priority=400)
    app.connect("html-page-context", not_found.on_html_page_context, priority=400)
    app.connect("html-page-context", search.on_html_page_context, priority=400)
    app.connect("html-collect-pages", search.on_html_collect_pages)
    # After the extensions whose files these are.
    app.connect("html-page-context", unused_assets.on_html_page_context, priority=800)

    app.connect("build-finished", outdated.on_build_finished)
    app.connect("build-finished", not_found.on_build_finished)
