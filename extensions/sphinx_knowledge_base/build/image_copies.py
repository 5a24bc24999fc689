"""Publish pictures without scripts and without metadata about their authors."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.store import store_of
from sphinx_knowledge_base.core.published_images import publishable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx


def on_builder_inited(app: Sphinx) -> None:
    """Make the builder copy cleaned pictures instead of the site's files."""
    builder = app.builder
    copy: Callable[[], None] | None = getattr(builder, "copy_image_files", None)
    if copy is None:
        return

    def copy_cleaned() -> None:
        images = builder.images
        builder.images = cleaned(app, images)
        try:
            copy()
        finally:
            builder.images = images

    builder.copy_image_files = copy_cleaned  # type: ignore[attr-defined]


def cleaned(app: Sphinx, images: Mapping[str, str]) -> dict[str, str]:
    """Return *images*, names by source, with cleaned files as sources if there are any."""
    folder = store_of(app).cache("clean-pictures")
    strip = build_of(app.env).settings.strip_metadata
    found = {}
    for source, name in images.items():
        file = Path(app.srcdir, source)
        path = source
        if file.is_file():
            data = publishable(file, strip=strip)
            if data != file.read_bytes():
                copy = folder / f"{blake2b(data, digest_size=16).hexdigest()}{file.suffix}"
                folder.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(data)
                path = str(copy)
        found[path] = name
    return found
