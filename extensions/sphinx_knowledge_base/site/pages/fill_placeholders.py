"""Replace placeholders with content from the catalog while a page is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.site.pages import article, generated, listing, search, term_list
from sphinx_knowledge_base.site.placeholders import PlaceholderKind, Writing, placeholder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sphinx_knowledge_base.site.placeholders import Filler

FILLERS: Mapping[PlaceholderKind, Filler] = {
    PlaceholderKind.ARTICLE_HEADER: article.header,
    PlaceholderKind.ARTICLE_FOOTER: article.footer,
    PlaceholderKind.ARTICLES: listing.articles,
    PlaceholderKind.TERMS: term_list.terms,
    PlaceholderKind.PAGE: generated.page_content,
    PlaceholderKind.SEARCH: search.box,
}


class FillPlaceholders(SphinxPostTransform):
    """Replace each placeholder with its content."""

    # Before cross-references are resolved (10) and images converted (100 and up).
    default_priority = 5
    fastbuild_needs = (placeholder,)

    def run(self, **kwargs: Any) -> None:
        found = list(self.document.findall(placeholder))
        if not found:
            return
        builder = build_of(self.env).builder
        writing = Writing(self.env, builder, self.env.docname, catalog_of(self.env))
        for node in found:
            fill = FILLERS[node["kind"]]
            node.replace_self(list(fill(writing, node["docname"], node["options"])))
