"""The lever ``templates``: keep the bytecode of templates, and check no files for every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache
from sphinx.jinja2glue import BuiltinTemplateLoader

from sphinx_fastbuild.guard.lever import Lever, Listener

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def on_builder_inited(app: Sphinx) -> None:
    """Cache bytecode in the doctree directory; Jinja checks that it is current."""
    templates = getattr(app.builder, "templates", None)
    if app.config.fastbuild_templates and isinstance(templates, BuiltinTemplateLoader):
        directory = app.doctreedir / ".templates"
        directory.mkdir(parents=True, exist_ok=True)
        templates.environment.bytecode_cache = FileSystemBytecodeCache(str(directory))
        # Templates do not change while pages are written, and each page needs a dozen.
        templates.environment.auto_reload = False


LEVER = Lever(
    "templates",
    "Keep the bytecode of templates.",
    listeners=(Listener("builder-inited", on_builder_inited),),
)
