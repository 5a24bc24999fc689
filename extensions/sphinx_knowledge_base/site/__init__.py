"""The pages that readers see: bodies, headers and footers, lists, links and navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.site import (
    checks,
    domain,
    file_access,
    gettext,
    guarded,
    links,
    mentions,
    outdated,
    refused_files,
    refused_link_schemes,
    settings_reference,
)
from sphinx_knowledge_base.site.content import (
    author_policy,
    citations,
    images,
    literalinclude,
    raw_html,
    refused_markup,
    sections,
    source,
)
from sphinx_knowledge_base.site.content.html import addresses
from sphinx_knowledge_base.site.content.html.transforms import BalanceRawHTML, ResolveAddresses
from sphinx_knowledge_base.site.content.markdown import nodes as markdown_nodes
from sphinx_knowledge_base.site.content.markdown.parser import ArticleParser
from sphinx_knowledge_base.site.content.mathml import html_renderer as mathml
from sphinx_knowledge_base.site.content.mathml.formula_check import ReplaceBrokenFormulas
from sphinx_knowledge_base.site.pages import (
    article,
    date_format,
    fill_placeholders,
    generated,
    listing,
    navigation,
    not_found,
    search,
    source_copies,
    templates,
    term_list,
    unused_assets,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register all handlers and transforms that read, check and write pages, in build order."""
    app.connect("config-inited", not_found.on_config_inited)
    app.connect("config-inited", links.on_config_inited)
    app.connect("config-inited", citations.on_config_inited)
    app.connect("config-inited", literalinclude.on_config_inited)
    app.connect("builder-inited", citations.on_builder_inited)
    app.connect("builder-inited", templates.on_builder_inited)
    app.connect("builder-inited", search.on_builder_inited)

    app.connect("builder-inited", guarded.on_builder_inited)

    # Before reading: decide what is read again.
    app.connect("env-get-outdated", outdated.on_env_get_outdated)

    # Read: sources, directives and transforms.
    app.add_source_parser(ArticleParser, override=True)
    markdown_nodes.setup(app)
    addresses.setup(app)
    app.connect("env-before-read-docs", file_access.on_env_before_read_docs)
    app.connect("source-read", source.on_source_read)
    app.connect("source-read", generated.on_source_read)
    app.connect("source-read", file_access.on_source_read)
    app.add_domain(domain.KnowledgeBaseDomain)
    app.add_directive("articles", listing.ArticlesDirective)
    app.add_directive("kb-terms", term_list.TermsDirective)
    app.add_directive("kb-page", generated.PageDirective)
    app.add_directive("kb-search", search.SearchDirective)
    app.add_directive("kb-settings", settings_reference.SettingsDirective)
    app.add_directive("image", images.ImageDirective, override=True)
    app.add_directive("figure", images.FigureDirective, override=True)
    app.add_transform(source.DropControlCharacters)
    app.add_transform(images.ResolveImagePaths)
    app.add_transform(images.ResolveFileLinks)
    app.add_transform(sections.NestTopSections)
    app.add_transform(raw_html.ConvertRawDivs)
    app.add_transform(raw_html.LabelTaskBoxes)
    app.add_transform(BalanceRawHTML)
    app.add_transform(ResolveAddresses)
    app.add_transform(sections.MarkKeyTakeaways)
    app.add_transform(sections.MoveDisclaimer)
    app.add_transform(ReplaceBrokenFormulas)
    app.add_transform(refused_markup.ShowRefusedMarkup)
    app.add_transform(author_policy.KeepToAuthorPolicy)
    app.add_transform(refused_link_schemes.UnlinkRefusedSchemes)
    app.add_transform(search.MarkSearchSection)
    app.add_transform(article.AddHeaderAndFooter)
    app.add_transform(citations.NumberCitations)
    app.add_transform(generated.CompleteHandWrittenPages)
    app.add_transform(mentions.RecordMentions)
    app.add_transform(refused_files.RecordRefusedFiles)
    app.add_transform(refused_files.UnlinkRefusedFiles)
    app.add_transform(images.ReplaceBrokenImages)
    # After all handlers that read files for the document.
    app.connect("doctree-read", file_access.on_doctree_read, priority=900)
    app.connect("doctree-read", images.on_doctree_read)

    # Between reading and writing: decide what is written again, report dangling references.
    app.connect("env-updated", gettext.on_env_updated)
    app.connect("env-updated", navigation.on_env_updated)
    # After navigation (500) has made the sidebar, which every page shows.
    app.connect("env-updated", outdated.on_env_updated, priority=600)
    # After outdated (600), which knows what changes touch.
    app.connect("env-updated", checks.on_env_updated, priority=600)
    app.connect("warn-missing-reference", checks.on_warn_missing_reference)

    # Write.
    app.connect("write-started", outdated.on_write_started)
    app.connect("write-started", guarded.on_write_started)
    app.add_post_transform(gettext.LeaveOutGeneratedPages)
    app.add_post_transform(gettext.LeaveOutUnpublishedNames)
    app.add_post_transform(fill_placeholders.FillPlaceholders)
    # After all other handlers, which may add links.
    app.add_post_transform(refused_link_schemes.UnlinkRefusedSchemesOfAll)
    app.connect("html-page-context", refused_link_schemes.on_html_page_context, priority=950)
    app.add_node(date_format.time, html=(date_format.visit_time, date_format.depart_time))
    app.add_node(images.responsive_image, html=(images.visit_responsive_image, None))
    app.add_html_math_renderer(
        mathml.NAME, (mathml.visit_inline, None), (mathml.visit_display, None)
    )
    # Before Furo (500), which makes its sidebar from the context.
    app.connect("html-page-context", navigation.on_html_page_context, priority=400)
    app.connect("html-page-context", templates.on_html_page_context, priority=400)
    # After templates (400), which corrects the path of the copy.
    app.connect("html-page-context", source_copies.on_html_page_context, priority=450)
    app.connect("html-page-context", not_found.on_html_page_context, priority=400)
    app.connect("html-page-context", search.on_html_page_context, priority=400)
    app.connect("html-collect-pages", search.on_html_collect_pages)
    # After the extensions that add these files.
    app.connect("html-page-context", unused_assets.on_html_page_context, priority=800)

    app.connect("build-finished", file_access.on_build_finished)
    app.connect("build-finished", outdated.on_build_finished)
    app.connect("build-finished", not_found.on_build_finished)
    app.connect("build-finished", guarded.on_build_finished)
