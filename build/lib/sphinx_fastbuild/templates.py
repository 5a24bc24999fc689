"""Templates: compiled once, not again in the next build, and not looked for at every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache
from sphinx.jinja2glue import BuiltinTemplateLoader

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def pull(app: Sphinx) -> None:
    """Keep the bytecode of templates beside the environment; Jinja checks that it is current."""
    templates = getattr(app.builder, "templates", None)
    if app.config.fastbuild_templates and isinstance(templates, BuiltinTemplateLoader):
        folder = app.doctreedir / ".templates"
        folder.mkdir(parents=True, exist_ok=True)
        templates.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
        # A dozen make up a page, and nobody changes them while pages are written.
        templates.environment.auto_reload = False
