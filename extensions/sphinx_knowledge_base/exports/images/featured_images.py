"""Featured images: a copy of each, and smaller variants of photographs for small screens."""

from __future__ import annotations

import sys
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import PIL
from PIL import Image, ImageOps

from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.core.catalog.images import published_path, variant_path, variant_widths
from sphinx_knowledge_base.core.published_images import publishable
from sphinx_knowledge_base.core.untrusted_images import opened
from sphinx_knowledge_base.exports.output_cache import cached
from sphinx_knowledge_base.exports.output_file import OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_knowledge_base.core.model import Article

#: WebP quality; it looks like a JPEG of quality 85 at two thirds of the size.
_QUALITY = 80


def featured_images(
    articles: Iterable[Article], srcdir: Path, cache_folder: Path, *, strip: bool
) -> Iterator[OutputFile]:
    """Yield a copy of each image that articles name, and its smaller variants.

    :param strip: Whether to remove metadata from copies; variants have none.
    """
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
        cache_key = f"{PIL.__version__} {status(file)}"
        copy = partial(publishable, file, strip=strip)
        yield OutputFile(published_path(source), copy, f"{cache_key} {strip}")
        for width in variant_widths(source, size):
            make = partial(_variant, cache_folder, file, width)
            yield OutputFile(variant_path(source, width), make, cache_key)


def _variant(folder: Path, file: Path, width: int) -> bytes:
    data = file.read_bytes()
    key = repr((PIL.__version__, _QUALITY, width)).encode() + data
    return cached(folder, key, ".webp", lambda: resized(data, width))


def resized(data: bytes, width: int) -> bytes:
    """Return the image *data* as WebP, upright and *width* pixels wide."""
    # The catalog has already checked its size.
    with opened(data, sys.maxsize) as found:
        image = ImageOps.exif_transpose(found)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    height = max(1, round(image.height * width / image.width))
    result = BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(
        result, "WEBP", quality=_QUALITY, method=4
    )
    return result.getvalue()
