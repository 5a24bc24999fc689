"""Pictures in the formats that books can hold."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from PIL import Image
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.util import logging

from sphinx_knowledge_base.book.published import FORMATS
from sphinx_knowledge_base.build.project import project_of

if TYPE_CHECKING:
    from sphinx.util._pathlib import _StrPath

logger = logging.getLogger(__name__)

RSVG_CONVERT = "rsvg-convert"


class _BookPictures(ImageConverter):
    """A converter for books: browsers show all of these formats themselves.

    What ``x.gif`` and ``x.webp`` are converted to would have one name, so each format has a folder.
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
            project_of(self.env).builder.name in FORMATS.values()
            # Only of these does it matter whether a program is there.
            and not kinds.isdisjoint(self.guess_mimetypes(node))
            and super().match(node)
        )


class VectorPictures(_BookPictures):
    """SVG to PDF, sharp at every size."""

    fastbuild_needs = (nodes.image,)
    fastbuild_adds = False
    conversion_rules = [("image/svg+xml", "application/pdf")]  # noqa: RUF012 -- as Sphinx has it

    def is_available(self) -> bool:
        if shutil.which(RSVG_CONVERT):
            return True
        message = "%s is missing, and books have no SVG pictures: install librsvg2-bin"
        logger.warning(message, RSVG_CONVERT, type="kb", subtype="book")
        return False

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        command = [RSVG_CONVERT, "--format=pdf", f"--output={os.fspath(_to)}", os.fspath(_from)]
        # The date in the file; that of the file it is made from says nothing either.
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
        done = subprocess.run(  # noqa: S603
            command, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            logger.warning("%s: %s", _from, done.stderr.strip(), type="kb", subtype="image")
        return done.returncode == 0


class RasterPictures(_BookPictures):
    """Formats of the web to PNG."""

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
            with Image.open(_from) as image:
                image.convert("RGBA").save(Path(_to), "PNG")
        except OSError as error:
            logger.warning("%s: %s", _from, error, type="kb", subtype="image")
            return False
        return True
