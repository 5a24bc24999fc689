"""The templates and static files of this package, and its values in the context of every page."""

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

#: Templates and static files of this package.  A site overrides them with files of the same name.
TEMPLATES = PACKAGE / "templates"
STATIC = PACKAGE / "static"

STYLES = "knowledge-base.css"


def on_builder_inited(app: Sphinx) -> None:
    """Add this package's templates and static files, with lower precedence than the site's own.

    If they were added earlier, the folder where this package is installed would become part of
    the configuration that Sphinx compares between builds.
    """
    if app.builder.format != "html":
        return
    templates = app.builder.templates
    if isinstance(templates, BuiltinTemplateLoader):
        # After the site's loaders, so that "!page.html" in a site's template is the page.html of
        # this package.  That file cannot use "!" itself, so the theme's templates get a prefix.
        start = templates.templatepathlen
        loaders = cast("list[BaseLoader]", templates.loaders)
        theme = PrefixLoader({"theme": ChoiceLoader(loaders[start:])})
        loaders[start:start] = [SphinxFileSystemLoader(TEMPLATES), theme]
    app.config.html_static_path.insert(0, str(STATIC))
    # Before the extra styles of theme and site (500 and up), which may override it.
    app.add_css_file(STYLES, priority=450)


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add the article to the context, and correct the path of the page's source file."""
    context["kb_"] = translate
    if is_right_to_left(app.config.language):
        # Themes write the language into the <html> tag, but not the direction of its text.
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
