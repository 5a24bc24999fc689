"""Links to book files, on the web pages of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site import css_classes

if TYPE_CHECKING:
    from typing import Any


class LinkToBookFiles(SphinxPostTransform):
    """Add links to an article's footer: to the book files that contain it."""

    formats = ("html",)
    # After footers are filled (5).
    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        article = catalog_of(self.env).article_at(self.env.docname)
        books = build_of(self.env).books.links.get(article.slug) if article else None
        if not books:
            return
        containers = self.document.findall(nodes.container)
        footer = next((one for one in containers if css_classes.FOOTER in one["classes"]), None)
        if footer is None:
            return
        lines = nodes.bullet_list()
        for title, formats in books:
            text = f"{title}: " if title else translate("This article: ")
            line = nodes.paragraph("", text)
            for number, (kind, target) in enumerate(formats):
                line += [*([nodes.Text(", ")] if number else []), self._link(kind.upper(), target)]
            lines += nodes.list_item("", line)
        heading = nodes.paragraph(
            "", translate("Read offline"), classes=[css_classes.BLOCK_HEADING]
        )
        footer += nodes.container("", heading, lines, classes=[css_classes.BLOCK, "kb-downloads"])

    def _link(self, text: str, target: str) -> nodes.reference:
        if "://" not in target:
            # The target is a path below the site's root; make it relative to the page.
            here = build_of(self.env).builder.get_target_uri(self.env.docname)
            target = relative_uri(here, quote(target))
        return nodes.reference("", text, refuri=target)
