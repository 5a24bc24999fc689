"""Links to the finished books on the pages of articles on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from typing import Any


class LinkToBooks(SphinxPostTransform):
    """Add to an article's footer links to the books that hold it, where readers can have them."""

    formats = ("html",)
    # After footers are filled (5).
    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        article = catalog_of(self.env).article_at(self.env.docname)
        books = project_of(self.env).downloads.get(article.slug) if article else None
        if not books:
            return
        containers = self.document.findall(nodes.container)
        footer = next((one for one in containers if "kb-footer" in one["classes"]), None)
        if footer is None:
            return
        lines = nodes.bullet_list()
        for title, links in books:
            text = f"{title}: " if title else translate("This article: ")
            line = nodes.paragraph("", text)
            for number, (kind, target) in enumerate(links):
                line += [*([nodes.Text(", ")] if number else []), self._link(kind.upper(), target)]
            lines += nodes.list_item("", line)
        heading = nodes.paragraph("", translate("Read offline"), classes=["kb-heading"])
        footer += nodes.container("", heading, lines, classes=["kb-block", "kb-downloads"])

    def _link(self, text: str, target: str) -> nodes.reference:
        if "://" not in target:
            # From the root of the site, wherever that is.
            here = self.app.builder.get_target_uri(self.env.docname)
            target = relative_uri(here, quote(target))
        return nodes.reference("", text, refuri=target)
