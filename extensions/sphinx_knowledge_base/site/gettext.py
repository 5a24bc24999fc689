"""Add the texts of front matter and taxonomy to gettext templates; Sphinx adds only bodies.

The texts of an article go into the template of its document, those of the taxonomy into
``taxonomy.pot``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.gettext import MessageCatalogBuilder, MsgOrigin
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.i18n import docname_to_domain

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.core.catalog.translation import (
    TAXONOMY_DOMAIN,
    article_texts,
    term_texts,
)

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class LeaveOutGeneratedPages(SphinxPostTransform):
    """Leave generated pages out of templates: interface and taxonomy provide their texts."""

    # Before placeholders are filled (5).
    default_priority = 1
    builders = (MessageCatalogBuilder.name,)

    def run(self, **kwargs: Any) -> None:
        if project_of(self.env).is_generated(self.env.docname):
            self.document.clear()


class LeaveOutUnpublishedNames(SphinxPostTransform):
    """Leave out paragraphs whose source names an unpublished article: templates contain the source.

    They can be translated as soon as that article is published.
    """

    default_priority = 2
    builders = (MessageCatalogBuilder.name,)

    def run(self, **kwargs: Any) -> None:
        pattern = catalog_of(self.env).unpublished_names
        for node in self.document.findall(nodes.TextElement):
            if pattern and pattern.search(node.rawsource):
                node["translatable"] = False


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Add the texts of all articles and terms to the templates of a gettext build."""
    builder = app.builder
    if not isinstance(builder, MessageCatalogBuilder):
        return
    catalog = catalog_of(env)
    compact = app.config.gettext_compact
    for article in catalog.articles:
        messages = builder.catalogs[docname_to_domain(article.docname, compact)]
        origin = MsgOrigin(str(Path(app.srcdir, article.source)), 1)
        for text in article_texts(article):
            messages.add(text, origin)
    origin = MsgOrigin(str(Path(app.srcdir, build_of(env).settings.taxonomy)), 1)
    messages = builder.catalogs[docname_to_domain(TAXONOMY_DOMAIN, compact)]
    for taxonomy, terms in catalog.terms.items():
        for term in terms:
            if taxonomy != "archive":
                for text in term_texts(term):
                    messages.add(text, origin)
