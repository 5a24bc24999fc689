"""What translators are given: front matter and taxonomy, beside the bodies that Sphinx gives them.

An article's texts stand in the template of its body, the taxonomy's in ``taxonomy.pot``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.gettext import MessageCatalogBuilder, MsgOrigin
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.i18n import docname_to_domain

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
    """Ask no translator for what the interface and the taxonomy say on generated pages."""

    # Before the lists are filled in.
    default_priority = 1
    builders = (MessageCatalogBuilder.name,)

    def run(self, **kwargs: Any) -> None:
        if project_of(self.env).is_generated(self.env.docname):
            self.document.clear()


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Give the templates of a gettext build what its documents do not hold."""
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
    origin = MsgOrigin(str(Path(app.srcdir, project_of(env).settings.taxonomy)), 1)
    messages = builder.catalogs[docname_to_domain(TAXONOMY_DOMAIN, compact)]
    for taxonomy, terms in catalog.terms.items():
        for term in terms:
            if taxonomy != "archive":
                for text in term_texts(term):
                    messages.add(text, origin)
