"""HTML: where templates and styles come from, and what a page is told of its source."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx_knowledge_base.site.project import catalog_of, project_of

if TYPE_CHECKING:
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

PACKAGE = Path(__file__).parent.parent

#: Templates and styles of this package; a site's own, of the same names, come before them.
TEMPLATES = PACKAGE / "templates"
STATIC = PACKAGE / "static"

STYLES = "knowledge-base.css"


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Add templates and styles behind the site's own."""
    config.templates_path = [*config.templates_path, str(TEMPLATES)]
    config.html_static_path = [str(STATIC), *config.html_static_path]


def on_builder_inited(app: Sphinx) -> None:
    """Link the style sheet: before the theme's extras and the site's own, which may override."""
    if app.builder.format == "html":
        app.add_css_file(STYLES, priority=450)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Say where the page's source is, so that links to it and copies of it are right."""
    project = project_of(app.env)
    if project.is_generated(pagename):
        context["sourcename"] = context["page_source_suffix"] = ""
    elif (article := catalog_of(app.env).article_at(pagename)) is not None:
        suffix = PurePosixPath(article.source).suffix
        context["page_source_suffix"] = suffix
        context["kb_source"] = article.source
        if context.get("sourcename"):
            context["sourcename"] = pagename + suffix
            if suffix != app.config.html_sourcelink_suffix:
                context["sourcename"] += app.config.html_sourcelink_suffix
