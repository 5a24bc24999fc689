"""HTML: where templates and styles come from, and what a page is told of its source."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, cast

from jinja2 import ChoiceLoader, PrefixLoader
from sphinx.jinja2glue import BuiltinTemplateLoader, SphinxFileSystemLoader

from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.i18n.interface import is_right_to_left, translate
from sphinx_knowledge_base.site.pages import theme_fixes

if TYPE_CHECKING:
    from typing import Any

    from docutils import nodes
    from jinja2 import BaseLoader
    from sphinx.application import Sphinx

PACKAGE = Path(__file__).parents[2]

#: Templates and styles of this package; a site's own, of the same names, come before them.
TEMPLATES = PACKAGE / "templates"
STATIC = PACKAGE / "static"

STYLES = "knowledge-base.css"


def on_builder_inited(app: Sphinx) -> None:
    """Offer templates and styles behind the site's own.

    Only now: as settings they would enter the fingerprint of the configuration, and with them
    the folder that this package is installed in.
    """
    if app.builder.format != "html":
        return
    templates = app.builder.templates
    if isinstance(templates, BuiltinTemplateLoader):
        # Behind the site's, so that "!page.html" there is the page of this package, which has no
        # such way to the theme's: a name of its own for each template of the theme is one.
        behind = templates.templatepathlen
        loaders = cast("list[BaseLoader]", templates.loaders)
        theme = PrefixLoader({"theme": ChoiceLoader(loaders[behind:])})
        loaders[behind:behind] = [SphinxFileSystemLoader(TEMPLATES), theme]
    app.config.html_static_path.insert(0, str(STATIC))
    # Before the theme's extras and the site's own, which may override it.
    app.add_css_file(STYLES, priority=450)


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Say what article the page is, and where its source is: links to it and copies are right."""
    context["kb_"] = translate
    if is_right_to_left(app.config.language):
        # Themes have a place for the language in their first tag, and none for the direction.
        context["language"] = f'{app.config.language}" dir="rtl'
    context["kb_correct"] = theme_fixes.correct
    project = project_of(app.env)
    if project.is_generated(pagename):
        context["sourcename"] = context["page_source_suffix"] = ""
    context["kb_article"] = article = catalog_of(app.env).article_at(pagename)
    if article is not None:
        suffix = PurePosixPath(article.source).suffix
        context["page_source_suffix"] = suffix
        if context.get("sourcename"):
            context["sourcename"] = pagename + suffix
            if suffix != app.config.html_sourcelink_suffix:
                context["sourcename"] += app.config.html_sourcelink_suffix
