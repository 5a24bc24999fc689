"""Small projects that a test writes, edits and builds as often as it likes."""

from __future__ import annotations

import filecmp
import gc
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from sphinx.builders.html import _assets
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_colors

CONF = """\
project = "Test Site"
author = "Test Authors"
copyright = "2026, Test Authors"
extensions = ["myst_parser", "sphinx_design", "sphinx_sitemap", "sphinx_knowledge_base"]
html_theme = "furo"
html_baseurl = "https://kb.example.org/"
sitemap_url_scheme = "{link}"
"""


@dataclass(frozen=True, slots=True)
class Build:
    """What one build said and made."""

    outdir: Path
    """The folder of the builder's output."""
    status: str
    """What Sphinx would print, without colours."""
    warnings: str
    """The warnings, without colours, with paths relative to the source directory."""

    def path(self, docname: str) -> Path:
        """The HTML file of a document, of whichever HTML builder made it."""
        page = self.outdir / f"{docname}.html"
        if page.is_file():
            return page
        return self.outdir / docname.removesuffix("index") / "index.html"

    def html(self, docname: str) -> lxml.html.HtmlElement:
        """The parsed page of a document."""
        parser = lxml.html.HTMLParser(encoding="utf-8")
        return lxml.html.document_fromstring(self.path(docname).read_bytes(), parser=parser)

    def files(self) -> dict[str, bytes]:
        """All output: path below the output folder (with slashes) to content.

        But for the search index: Pagefind names its parts differently from run to run.
        """
        return {
            name: path.read_bytes()
            for path in sorted(self.outdir.rglob("*"))
            if path.is_file()
            and not (name := path.relative_to(self.outdir).as_posix()).startswith("pagefind/")
        }


@dataclass(frozen=True, slots=True)
class Site:
    """A project on disk, to be edited and built as often as a test likes."""

    srcdir: Path

    def write(self, files: Mapping[str, str | bytes | None]) -> Site:
        """Write files (path below the source directory to content); ``None`` deletes one."""
        for name, content in files.items():
            path = self.srcdir / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def build(
        self,
        builder: str = "html",
        *,
        jobs: int = 1,
        fresh: bool = False,
        config: Mapping[str, object] | None = None,
        builddir: Path | None = None,
    ) -> Build:
        """Build as ``sphinx-build -M builder`` does, in this process.

        Doctrees are shared between builders and kept for the next build, unless it is ``fresh``.
        ``config`` overrides ``conf.py``, as ``-D`` does; ``builddir`` is ``_build`` by default.
        """
        # Sphinx keeps the checksums of style sheets by path for as long as the process lives, which
        # is one build everywhere but here.
        _assets._file_checksum_inner.cache_clear()
        # Python keeps comparisons of files by size and time, which quick edits may not change.
        filecmp.clear_cache()
        app = SphinxTestApp(
            builder,
            srcdir=self.srcdir,
            builddir=builddir,
            confoverrides=dict(config or {}),
            freshenv=fresh,
            parallel=jobs,
        )
        try:
            app.build(force_all=fresh)
        finally:
            app.cleanup()
            # Builds with levers freeze all objects, because most processes end with a build.  The
            # next build would unfreeze them, and look through all that tests have loaded.
            gc.unfreeze()
        warnings = strip_colors(app.warning.getvalue())
        return Build(
            outdir=Path(app.outdir),
            status=strip_colors(app.status.getvalue()),
            warnings=warnings.replace(f"{self.srcdir}{os.sep}", ""),
        )


#: A function that makes a site of files; see the fixture ``make_site``.
MakeSite = Callable[..., Site]


def save_changes(
    site: Site, before: Mapping[str, str | bytes], now: Mapping[str, str | bytes]
) -> set[str]:
    """Write the files that changed, as an editor would, and return their names."""
    for name in before.keys() - now.keys():
        (site.srcdir / name).unlink()
        with suppress(OSError):
            (site.srcdir / name).parent.rmdir()  # an empty folder: git keeps none
    changed = {name: text for name, text in now.items() if before.get(name) != text}
    site.write(changed)
    return set(changed)
