"""Find the documents and files of a source by every name that a link can use."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_knowledge_base.importers.model import Document
    from sphinx_knowledge_base.importers.source_tree import Tree

PICTURES = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".ico", ".tif", ".tiff"}
)
TEXTS = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".html", ".htm"})

_ENDINGS = ("/index.html", "/index.htm", "/index", ".html", ".htm", "/", ".md", ".markdown", ".mdx")


#: In Docusaurus, ``@site`` is the root of the source, and ``pathname:`` says "not a page".
_ALIAS = re.compile(r"^(?:@site(?=/)|pathname://)")


def split_address(address: str) -> SplitResult:
    """Return the parts of an address as its author typed it; all are empty if it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def fold_address(address: str) -> str:
    """Fold an address: strip its ending, ignore case, decode percent signs."""
    path = unquote(address.partition("#")[0].partition("?")[0])
    path = posixpath.normpath("/" + path.lstrip("/")) + ("/" if path.endswith("/") else "")
    while True:
        for ending in _ENDINGS:
            if path.casefold().endswith(ending) and len(path) > len(ending):
                path = path[: -len(ending)]
                break
        else:
            return path.casefold() or "/"


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of the source whose files are found below an address."""

    folder: str
    prefix: str = "/"


@dataclass(slots=True)
class Site:
    """The documents and files that links of the source can lead to."""

    tree: Tree
    mounts: Sequence[Mount]
    """Where static files are; the first that has a file counts."""
    hosts: frozenset[str] = frozenset()
    """Of the source itself."""
    prefix: str = ""
    """The path of the source on its host, without the last slash."""
    by_path: dict[str, Document] = field(default_factory=dict)
    by_address: dict[str, Document] = field(default_factory=dict)
    by_id: dict[str, Document] = field(default_factory=dict)
    _by_name: dict[str, list[str]] | None = None

    def add(self, documents: Iterable[Document]) -> None:
        """Register *documents* by all their names; the first to have a name keeps it."""
        for document in documents:
            self.by_path.setdefault(document.path, document)
            for address in document.addresses:
                self.by_address.setdefault(fold_address(address), document)
            for name in document.ids:
                self.by_id.setdefault(name.casefold(), document)

    def own_path(self, target: str) -> str | None:
        """Return the path of an address on the source's own site, or None for others."""
        target = _ALIAS.sub("", target)
        try:
            parts = urlsplit(target)
        except ValueError:
            return None
        if not parts.scheme and not parts.netloc:
            return target
        if parts.scheme in {"", "http", "https"} and parts.hostname in self.hosts:
            query = f"?{parts.query}" if parts.query else ""
            fragment = f"#{parts.fragment}" if parts.fragment else ""
            return f"{parts.path or '/'}{query}{fragment}"
        return None

    def document(self, source: Document, target: str, roots: Sequence[str]) -> Document | None:
        """Return the document that *target*, a path without fragment, leads to from *source*."""
        path, mark, query = target.partition("?")
        if mark and (found := self.by_id.get(f"?{query}".casefold())) is not None:
            return found
        path = unquote(path)
        if not path:
            return source
        candidates = (
            [path.lstrip("/")] + [posixpath.join(root, path.lstrip("/")) for root in roots]
            if path.startswith("/")
            else [posixpath.join(posixpath.dirname(source.path), path)]
        )
        for candidate in candidates:
            if (found := self._at(posixpath.normpath(candidate))) is not None:
                return found
        addresses = (
            [path, self.prefix + path]
            if path.startswith("/")
            else [posixpath.join(_folder(one), path) for one in source.addresses[:1]]
        )
        for address in addresses:
            if (found := self.by_address.get(fold_address(address))) is not None:
                return found
        return None

    def _at(self, path: str) -> Document | None:
        names = [
            "",
            ".md",
            ".mdx",
            ".markdown",
            "/index.md",
            "/_index.md",
            "/README.md",
            "/index.mdx",
        ]
        for ending in names:
            if (found := self.by_path.get(path + ending)) is not None:
                return found
        if path.endswith((".html", ".htm")):
            return self._at(path.rpartition(".")[0])
        return None

    def file(self, source: Document, target: str, roots: Sequence[str]) -> str | None:
        """Return the path in the source of the file that *target* leads to."""
        path = unquote(target.partition("#")[0].partition("?")[0])
        candidates: list[str] = []
        if path.startswith("/"):
            for path_ in dict.fromkeys((path, path.removeprefix(self.prefix))):
                candidates += [
                    posixpath.join(mount.folder, path_.removeprefix(mount.prefix).lstrip("/"))
                    for mount in self.mounts
                    if path_.startswith(mount.prefix)
                ]
                candidates += [posixpath.join(root, path_.lstrip("/")) for root in (*roots, "")]
        else:
            candidates.append(posixpath.join(posixpath.dirname(source.path), path))
            candidates += [posixpath.join(mount.folder, path) for mount in self.mounts]
            if source.addresses:
                joined = posixpath.join(_folder(source.addresses[0]), path)
                candidates += [
                    posixpath.join(mount.folder, joined.lstrip("/")) for mount in self.mounts
                ]
        for candidate in candidates:
            normal = posixpath.normpath(candidate)
            if normal in self.tree:
                return normal
        return None

    def named(self, name: str) -> str | None:
        """Return the file of that name if there is only one in all folders, as Obsidian does."""
        if self._by_name is None:
            self._by_name = {}
            for path in self.tree.files:
                self._by_name.setdefault(posixpath.basename(path).casefold(), []).append(path)
        found = self._by_name.get(posixpath.basename(unquote(name)).casefold(), [])
        return found[0] if found else None


def _folder(address: str) -> str:
    """Return the address to which relative links on a page are relative."""
    return address if address.endswith("/") else posixpath.dirname(address)


def site_path(path: str) -> str:
    """Return the address of a file below the root of the site."""
    return "/" + quote(path.lstrip("/"), safe="/~!$'*+,;=@")
