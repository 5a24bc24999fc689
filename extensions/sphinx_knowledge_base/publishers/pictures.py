"""Featured pictures: copied once, and smaller copies of photographs for small screens."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import PIL
from PIL import Image, ImageOps

from sphinx_knowledge_base.core.pictures import published_path, variant_path, variant_widths
from sphinx_knowledge_base.publishers.kept import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_knowledge_base.core.model import Article

#: Of WebP; about that of a JPEG of 85, at two thirds of its size.
_QUALITY = 80


def pictures(
    articles: Iterable[Article], srcdir: Path, cache_folder: Path
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of all featured pictures with their smaller copies."""
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
        data = (srcdir / source).read_bytes()
        yield published_path(source), data
        for width in variant_widths(source, size):
            key = repr((PIL.__version__, _QUALITY, width)).encode() + data
            copy = kept(cache_folder, key, ".webp", lambda: smaller(data, width))  # noqa: B023
            yield variant_path(source, width), copy


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
