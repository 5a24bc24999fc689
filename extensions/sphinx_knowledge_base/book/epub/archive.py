"""The file of an EPUB: a ZIP archive (EPUB Open Container Format 3.2)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="package.opf" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)


@dataclass(frozen=True, slots=True)
class Item:
    """One file in the archive."""

    name: str
    data: bytes
    type: str
    """Its media type."""
    properties: str = ""
    """Its properties in the manifest, such as ``nav``."""
    in_spine: bool = False
    """Whether it is a page in reading order."""

    @property
    def id(self) -> str:
        """An XML identifier for any name; XML allows few characters in one."""
        known = {"cover.svg": "cover-image", "cover.png": "cover-image"}
        return known.get(self.name, f"i{uuid.uuid5(uuid.NAMESPACE_URL, self.name).hex}")

    @property
    def href(self) -> str:
        """Its name as a relative URL."""
        return quote(self.name)


def write_archive(path: Path, items: Iterable[Item]) -> None:
    """Write *items* into an EPUB file."""
    with ZipFile(path, "w") as archive:
        for name, data in (
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", _CONTAINER.encode()),
            *((item.name, item.data) for item in items),
        ):
            # The mimetype must come first and uncompressed.  A fixed date makes every build of the
            # archive the same.
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(info, data)
