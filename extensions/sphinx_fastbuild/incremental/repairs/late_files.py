"""Leave out checksums of files that an extension writes when all pages are written.

Sphinx adds the checksum of a style sheet or a script to its address if the file exists.  In a
clean build such a file does not exist yet; in the next build it does.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_fastbuild.incremental.directories import names_below
from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.application import Sphinx

#: Style sheets and scripts in ``_static`` that were written after all pages.
_STORE: StateFile[list[str]] = StateFile("late", list[str])

_CHECKSUM = re.compile(r"\?v=[0-9a-f]+")


class LateFiles:
    """Knows which files existed when the first page was written."""

    def __init__(self) -> None:
        self._early: set[str] | None = None
        self._late: set[str] = set()

    def on_builder_inited(self, app: Sphinx) -> None:
        """Note the style sheets and scripts as soon as Sphinx has copied its own."""
        builder = app.builder
        self._early, self._late = None, set(_STORE.load(app) or ())
        if isinstance(builder, StandaloneHTMLBuilder):
            copy = builder.copy_assets

            def copy_assets() -> None:
                copy()
                self._early = _files(app)

            builder.copy_assets = copy_assets  # type: ignore[method-assign]

    def on_html_page_context(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Make templates leave out the checksums of late files."""
        if self._late:
            for name in ("css_tag", "js_tag"):
                if name in context:
                    context[name] = self._without_checksum(context[name])

    def _without_checksum(self, tag: Callable[[Any], str]) -> Callable[[Any], str]:
        def make(file: Any) -> str:
            name = str(getattr(file, "filename", file))
            made = tag(file)
            return _CHECKSUM.sub("", made) if name in self._late else made

        return make

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Record the style sheets and scripts that were written after all pages."""
        if exception is None and self._early is not None:
            there = _files(app)
            _STORE.save(app, sorted((there - self._early) | (self._late & there)))


def _files(app: Sphinx) -> set[str]:
    folder = Path(app.outdir, "_static")
    names = (name for name in names_below(folder) if name.endswith((".css", ".js")))
    return {f"_static/{name}" for name in names}
