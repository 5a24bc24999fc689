"""Convert images to the formats that books can contain."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.util import logging

from sphinx_knowledge_base.book.book_builder import BUILDERS
from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.core.published_images import publishable
from sphinx_knowledge_base.core.untrusted_images import ImageError, opened

if TYPE_CHECKING:
    from sphinx.util._pathlib import _StrPath

logger = logging.getLogger(__name__)

RSVG_CONVERT = "rsvg-convert"

#: Seconds until the conversion of an SVG is given up: a few lines of SVG can take forever.
_TIMEOUT = 60


class _BookImages(ImageConverter):
    """A converter for books only; browsers show all of these formats.

    Each format has its own folder, because ``x.gif`` and ``x.webp`` have the same name when
    converted.
    """

    _format = ""

    def handle(self, node: nodes.image) -> None:
        self._format = self.get_conversion_rule(node)[0].rpartition("/")[2]
        super().handle(node)

    @property
    def imagedir(self) -> _StrPath:
        return super().imagedir / self._format

    def match(self, node: nodes.image) -> bool:
        kinds = {kind for kind, _ in self.conversion_rules}
        return (
            build_of(self.env).builder.name in BUILDERS
            # Test this first: super() looks for the program, and warns if it is missing.
            and not kinds.isdisjoint(self.guess_mimetypes(node))
            and super().match(node)
        )


class VectorImages(_BookImages):
    """Convert SVG to PDF, which is sharp at every size."""

    fastbuild_needs = (nodes.image,)
    fastbuild_adds = False
    conversion_rules = [("image/svg+xml", "application/pdf")]  # noqa: RUF012 -- as Sphinx has it

    def is_available(self) -> bool:
        if shutil.which(RSVG_CONVERT):
            return True
        message = "%s is missing, so books have no SVG images: install librsvg2-bin"
        logger.warning(message, RSVG_CONVERT, type="kb", subtype="book")
        return False

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        command = [RSVG_CONVERT, "--format=pdf", f"--output={os.fspath(_to)}"]
        # The PDF contains a date; a fixed one makes it the same in every build.
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
        try:
            # From a pipe: a picture without an address loads no other files.
            done = subprocess.run(  # noqa: S603
                command,
                env=environment,
                input=publishable(Path(_from), strip=False),
                capture_output=True,
                check=False,
                timeout=_TIMEOUT,
            )
        except subprocess.TimeoutExpired as error:
            logger.warning("%s: %s", _from, error, type="kb", subtype="image")
            return False
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            logger.warning("%s: %s", _from, said, type="kb", subtype="image")
        return done.returncode == 0


class RasterImages(_BookImages):
    """Convert other image formats of the web to PNG."""

    fastbuild_needs = (nodes.image,)
    fastbuild_adds = False
    conversion_rules = [  # noqa: RUF012
        ("image/webp", "image/png"),
        ("image/avif", "image/png"),
        ("image/gif", "image/png"),
    ]

    def is_available(self) -> bool:
        return True

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        try:
            limit = build_of(self.env).settings.image_max_pixels
            with opened(Path(_from), limit) as image:
                image.convert("RGBA").save(Path(_to), "PNG")
        except ImageError as error:
            logger.warning("%s: %s", _from, error, type="kb", subtype="image")
            return False
        return True
