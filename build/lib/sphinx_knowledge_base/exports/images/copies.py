"""Featured pictures: copied once, and smaller copies of photographs for small screens."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import PIL
from PIL import Image, ImageOps

from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.core.catalog.images import published_path, variant_path, variant_widths
from sphinx_knowledge_base.exports.file_cache import kept
from sphinx_knowledge_base.exports.writer import File

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_knowledge_base.core.model import Article

#: Of WebP; about that of a JPEG of 85, at two thirds of its size.
_QUALITY = 80


def pictures(articles: Iterable[Article], srcdir: Path, cache_folder: Path) -> Iterator[File]:
    """Yield all featured pictures with their smaller copies."""
    sizes = {
        source: size
        for article in articles
        for source, size in (
            (article.image, article.image_size),
            (article.social_image, article.social_image_size),
        )
        if source and "://" not in source
    }
    for source, size in sorted(sizes.items()):
        file = srcdir / source
        made_of = f"{PIL.__version__} {status(file)}"
        yield File(published_path(source), file.read_bytes, made_of)
        for width in variant_widths(source, size):
            make = partial(_kept, cache_folder, file, width)
            yield File(variant_path(source, width), make, made_of)


def _kept(folder: Path, file: Path, width: int) -> bytes:
    data = file.read_bytes()
    key = repr((PIL.__version__, _QUALITY, width)).encode() + data
    return kept(folder, key, ".webp", lambda: smaller(data, width))


def smaller(data: bytes, width: int) -> bytes:
    """Return the picture *data* as WebP, upright and *width* pixels wide."""
    with Image.open(BytesIO(data)) as opened:
        image = ImageOps.exif_transpose(opened)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    height = max(1, round(image.height * width / image.width))
    result = BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(
        result, "WEBP", quality=_QUALITY, method=4
    )
    return result.getvalue()
