"""Filling: every placeholder becomes what the catalog says on the day of the build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.site.pages import article, generated, listing, search, term_list
from sphinx_knowledge_base.site.pages.placeholders import Writing, part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sphinx_knowledge_base.site.pages.placeholders import Filler

FILLERS: Mapping[str, Filler] = {
    "article-header": article.header,
    "article-footer": article.footer,
    "articles": listing.articles,
    "terms": term_list.terms,
    "page": generated.page_content,
    "search": search.box,
}


class FillParts(SphinxPostTransform):
    """Replace every placeholder by its content."""

    # Before cross-references are resolved (10) and pictures converted (100 and up).
    default_priority = 5
    fastbuild_needs = (part,)

    def run(self, **kwargs: Any) -> None:
        placeholders = list(self.document.findall(part))
        if not placeholders:
            return
        builder = project_of(self.env).builder
        writing = Writing(self.env, builder, self.env.docname, catalog_of(self.env))
        for placeholder in placeholders:
            fill = FILLERS[placeholder["kind"]]
            content = fill(writing, placeholder["docname"], placeholder["options"])
            placeholder.replace_self(list(content))
