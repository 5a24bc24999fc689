"""Clean a picture file before it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.image_metadata import without_metadata
from sphinx_knowledge_base.core.svg import without_scripts
from sphinx_knowledge_base.core.untrusted_images import ImageError

if TYPE_CHECKING:
    from pathlib import Path

#: Replaces a file that is not valid SVG: browsers run the scripts of a broken one up to the fault.
_NO_PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def publishable(file: Path, *, strip: bool) -> bytes:
    """Return the picture in *file* without scripts and foreign parts.

    :param strip: Whether to remove metadata too (``kb_strip_metadata``).
    """
    data = file.read_bytes()
    if file.suffix.casefold() == ".svg":
        try:
            return without_scripts(data)
        except ImageError:
            return _NO_PICTURE
    return without_metadata(data) if strip else data
