"""Find the page or file of the site that a link in an article means."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from sphinx_knowledge_base.core.catalog.exported_files import is_exported
from sphinx_knowledge_base.core.problems import nearest
from sphinx_knowledge_base.core.slugs import slugify
from sphinx_knowledge_base.core.source_files import MARKDOWN_SUFFIXES, has_suffix, spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Taxonomy

#: Fields in braces of ``kb_link_patterns``, and the taxonomy of each; None means an article.
LINK_FIELDS: Mapping[str, Taxonomy | None] = {
    "slug": None,
    "category": "categories",
    "tag": "tags",
    "author": "authors",
    "audience": "audiences",
    "series": "series",
}

#: A target with one of these cannot be the name of a label or a term.
_PATH_MARKS = frozenset("/#?")

_SUFFIXES = (".html", ".htm", *spellings(MARKDOWN_SUFFIXES))

#: How Zola writes paths from the folder of all content.
_FROM_CONTENT = "@/"

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_site_path(target: str) -> bool:
    """Return whether the target of a link is a path from the root of the site."""
    return target.startswith("/") and not target.startswith("//")


def is_path(target: str) -> bool:
    """Return whether the target of a link is a path, not a name or an external address."""
    if target.startswith(("#", "//")) or _SCHEME.match(target):
        return False
    return not _PATH_MARKS.isdisjoint(target) or target.endswith(_SUFFIXES)


def split_target(target: str) -> tuple[str, str]:
    """Return the path of a link, without its query, and the fragment."""
    path, _, fragment = target.partition("#")
    return path.partition("?")[0], fragment


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """The possible targets of links, and how to find them."""

    catalog: Catalog
    docnames: Collection[str]
    """All documents of the site."""
    source: Callable[[str], str | None]
    """Returns the docname of a source file, given its path in the source directory."""
    patterns: Sequence[str] = ()
    """The setting ``kb_link_patterns``."""
    folders: Sequence[str] = ()
    """Folders of articles, in which other systems look up site paths."""
    outputs: Collection[str] = ()
    """The setting ``kb_outputs``."""
    home: str = "index"

    def page(self, path: str, docname: str, source: str) -> str | None:
        """Return the docname of the page that the *path* of a link means, or None.

        A path can be an address on the site, with or without ``.html`` and ``index.html``, or a
        path among the source files, with or without suffix.

        :param docname: The document that contains the link: relative paths start at its page.
        :param source: The file of that document: relative paths may start there too.
        """
        if path.startswith(_FROM_CONTENT):
            path = path.removeprefix("@")
        typed = normalize("NFC", unquote(path))
        if not is_site_path(path):
            bases = (posixpath.dirname(source), posixpath.dirname(docname), docname)
            return self._first(bases, typed) or self._article(typed)
        return (
            self._first(("",), typed)
            or resolve_path(self.catalog, self.patterns, path)
            or resolve_path(self.catalog, self.patterns, _without_suffix(path))
            or self.catalog.moved_to(path)
            or self._first(self.folders, typed)
        )

    def has_file(self, path: str) -> bool:
        """Return whether the site path *path* is a file that the build makes besides the pages."""
        return is_exported(self.catalog, self.outputs, unquote(path).lstrip("/"))

    def suggestion(self, path: str) -> str:
        """Return `` (did you mean '/X'?)`` for a path that leads nowhere, or an empty string."""
        folder, _, last = _without_suffix(unquote(path).rstrip("/")).rpartition("/")
        slug = nearest(last, [article.slug for article in self.catalog.articles])
        article = self.catalog.article(slug) if slug else None
        if article is None:
            names = [name.removesuffix("/index") for name in self.catalog.pages]
            near = nearest(f"{folder}/{last}".strip("/"), names)
            return f" (did you mean {f'/{near}'!r}?)" if near else ""
        written = f"{folder}/{article.slug}"
        if not is_site_path(written) or not resolve_path(self.catalog, self.patterns, written):
            written = f"/{article.docname}"
        return f" (did you mean {written!r}?)"

    def _first(self, bases: Sequence[str], path: str) -> str | None:
        for base in bases:
            name = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
            if name == ".." or name.startswith("../"):
                continue
            for candidate in self._candidates("" if name == "." else name):
                if candidate is not None and candidate in self.docnames:
                    return candidate
        return None

    def _candidates(self, name: str) -> Iterator[str | None]:
        yield self.source(name) if has_suffix(name, MARKDOWN_SUFFIXES) else None
        bare = _without_suffix(name)
        for page in dict.fromkeys((name, bare)):
            yield page or self.home
            yield f"{page}/index".lstrip("/")
            yield page.removesuffix("index").rstrip("/")
        for suffix in MARKDOWN_SUFFIXES:
            yield self.source(f"{bare}{suffix}")
            yield self.source(f"{bare}/index{suffix}".lstrip("/"))

    def _article(self, path: str) -> str | None:
        """Return the docname of the article whose slug is exactly *path*."""
        slug = _without_suffix(path.removeprefix("./").rstrip("/"))
        article = self.catalog.article(self.catalog.former_slugs.get(slug, slug))
        return article.docname if article else None


def resolve_path(catalog: Catalog, patterns: Sequence[str], path: str) -> str | None:
    """Return the docname of the page that the site path *path* leads to, or None.

    Patterns are tried in order.  If one fits but leads nowhere, the next one is tried.
    """
    for pattern in patterns:
        matched = _compiled(pattern).fullmatch(path.rstrip("/"))
        if matched is None:
            continue
        for field, value in matched.groupdict().items():
            taxonomy = LINK_FIELDS.get(field)
            if taxonomy is not None:
                slugs = {term.slug for term in catalog.of(taxonomy)}
                if (slug := slugify(value)) in slugs:
                    return catalog.routes.term(taxonomy, slug)
            elif (article := catalog.article(value)) is not None:
                return article.docname
    return None


def folders_of(patterns: Sequence[str]) -> tuple[str, ...]:
    """Return the folders that glob *patterns* begin with: ``articles`` for ``articles/**``."""
    starts = (re.split(r"[*?\[]", pattern, maxsplit=1)[0] for pattern in patterns)
    return tuple(dict.fromkeys(filter(None, map(posixpath.dirname, starts))))


def _without_suffix(path: str) -> str:
    return next((path.removesuffix(one) for one in _SUFFIXES if path.endswith(one)), path)


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", pattern.rstrip("/"))
    fields = [f"(?P<{name}>[^/]+)" for name in parts[1::2]]
    literals = [re.escape(text) for text in parts[::2]]
    return re.compile("".join(a + b for a, b in zip(literals, [*fields, ""], strict=True)))
