"""Find where the references of a document lead, from a snapshot; messages are those of a build."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_knowledge_base.checking.missing_images import KnownImages
from sphinx_knowledge_base.core.catalog.images import find_image
from sphinx_knowledge_base.core.catalog.link_targets import (
    SiteLinks,
    folders_of,
    is_path,
    resolve_path,
)
from sphinx_knowledge_base.core.problems import Problem, Severity, did_you_mean
from sphinx_knowledge_base.core.reading.references import Reference, heading_slug, wiki_target
from sphinx_knowledge_base.core.source_files import MARKDOWN_SUFFIXES, has_suffix, is_possible_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Taxonomy
    from sphinx_knowledge_base.core.problems import ProblemType

#: Roles that lead to a term, and the taxonomy that it belongs to.
TERM_ROLES: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tag": "tags",
    "author": "authors",
    "audience": "audiences",
    "series": "series",
}

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a reference leads."""

    docname: str = ""
    """The docname; empty if the target is not a document of this site, or is unknown."""
    slug: str = ""
    """The slug of the article, published or not."""
    message: str = ""
    """The problem, in words; empty if there is none."""
    severity: Severity = Severity.WARNING
    type: ProblemType = "link"
    moved_to: str = ""
    """The new target, if the written one is an old address or a former slug."""


_FINE = Verdict()


class Judge:
    """Finds where references lead; caches what many of them lead to."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.settings = snapshot.site.settings
        self._pictures = KnownImages(snapshot.site.root, self.settings.image_roots)
        self._known: dict[tuple[str, str, str], Verdict] = {}

    def problems(self) -> Iterator[Problem]:
        """Yield the problems of all references in all documents."""
        for path, document in self.snapshot.documents.items():
            for reference in document.references:
                found = self.destination(path, reference)
                if found.message and not _is_code(self.snapshot, path, reference):
                    yield Problem(
                        path,
                        reference.line,
                        reference.column,
                        found.type,
                        found.message,
                        found.severity,
                    )

    def destination(self, path: str, reference: Reference) -> Verdict:
        """Return where a *reference* of the file at *path* leads."""
        kind, target = reference.kind, reference.target
        from_root = target.startswith("/") or kind not in {"link", "image", "doc", "wiki"}
        key = (kind, target, "" if from_root else path)
        if key not in self._known:
            self._known[key] = self._destination(path, kind, target)
        return self._known[key]

    def _destination(self, path: str, kind: str, target: str) -> Verdict:
        if kind.startswith("kb:"):
            return self._named(kind.removeprefix("kb:"), target)
        if kind in {"link", "image", "doc", "wiki"}:
            relative = {
                "link": self._link,
                "image": self._image,
                "doc": self._document,
                "wiki": self._wiki,
            }
            return relative[kind](path, target)
        absolute = {"cite": self._citation, "term": self._term}
        return absolute[kind](target) if kind in absolute else _FINE

    def _link(self, path: str, target: str) -> Verdict:
        if _SCHEME.match(target) or target.startswith("//") or not target:
            return _FINE
        address, _, anchor = unescape(target).partition("#")
        address = address.partition("?")[0]
        if not address:
            # An article with an error is not published, so it has no docname.
            found = Verdict(self.snapshot.docname_of.get(path, ""))
            return self._anchored(found, path, target, anchor)
        if address.startswith("/"):
            found = self._site_path(target, address)
        else:
            found = self._relative(path, target, address)
        if anchor and not found.message and found.docname:
            file = self.snapshot.docnames.get(found.docname) or self._unpublished_at(found.docname)
            return self._anchored(found, file, target, anchor)
        return found

    def _wiki(self, path: str, target: str) -> Verdict:
        slug, anchor = wiki_target(target)
        return self._link(path, f"{slug}#{anchor}") if anchor else self._article(slug)

    def _anchored(self, found: Verdict, file: str, target: str, anchor: str) -> Verdict:
        if not anchor or not file or not has_suffix(file, MARKDOWN_SUFFIXES):
            return found
        known = self.snapshot.anchors(file)
        if anchor in known or heading_slug(anchor) in known or anchor in self.snapshot.labels:
            return found
        meant = did_you_mean(f"#{anchor}", [f"#{name}" for name in known])
        return replace(found, message=f"link {target!r} leads to no heading there{meant}")

    def _unpublished_at(self, docname: str) -> str:
        article = self.snapshot.everything.article_at(docname)
        return article.source if article else ""

    def _site_path(self, target: str, address: str) -> Verdict:
        moved = self.snapshot.catalog.moved_to(address)
        docname = self._links.page(address, "", "")
        if docname is not None:
            return self._moved(target, address, docname) if docname == moved else self._at(docname)
        page = posixpath.normpath(address.lstrip("/"))
        unpublished = resolve_path(self.snapshot.everything, self.settings.link_patterns, address)
        if unpublished is not None or self.snapshot.everything.article_at(page) is not None:
            return self._unpublished(f"link {target!r}", unpublished or page)
        if self._is_file(address) or self.settings.site_url:
            return _FINE
        return Verdict(message=f"link {target!r} leads nowhere{self._links.suggestion(address)}")

    @cached_property
    def _links(self) -> SiteLinks:
        snapshot = self.snapshot
        return SiteLinks(
            catalog=snapshot.catalog,
            docnames=snapshot.docnames,
            source=snapshot.docname_of.get,
            patterns=self.settings.link_patterns,
            folders=folders_of(self.settings.article_patterns),
            outputs=self.settings.outputs,
            home=snapshot.site.home,
        )

    def _is_file(self, address: str) -> bool:
        """Return whether a site path names a file of the site, or one that a build makes."""
        site = self.snapshot.site
        file = unquote(address.lstrip("/"))
        is_search = posixpath.normpath(address).removesuffix(".html") == "/search"
        return (
            find_image(site.root, self.settings.image_roots, address) is not None
            or (is_possible_path(file) and (site.root / file).is_file())
            or (bool(site.base_url) and self._links.has_file(address))
            or (is_search and self.settings.search != "none")
        )

    def _moved(self, target: str, address: str, docname: str) -> Verdict:
        """Return the verdict on an old address, with the current one to replace it."""
        today = f"/{docname}"
        article = self.snapshot.catalog.article_at(docname)
        return Verdict(
            docname,
            article.slug if article else "",
            f"link {target!r} is an old address of {today!r}",
            Severity.NOTE,
            moved_to=target.replace(address, today, 1),
        )

    def _relative(self, path: str, target: str, address: str) -> Verdict:
        folder = posixpath.dirname(path)
        file = posixpath.normpath(posixpath.join(folder, unquote(address)))
        if file in self.snapshot.documents:
            return self._file(target, file)
        if is_possible_path(file) and (self.snapshot.site.root / file).is_file():
            return _FINE
        here = self.snapshot.docname_of.get(path, "")
        if is_path(target) and (docname := self._links.page(address, here, path)) is not None:
            return self._at(docname)
        docname = posixpath.normpath(posixpath.join(posixpath.dirname(here or path), address))
        if docname in self.snapshot.docnames:
            return self._at(docname)
        if not address.endswith(self.snapshot.site.suffixes) and self._is_name(address):
            return _FINE
        siblings = {
            posixpath.relpath(other, folder or ".")
            for other in self.snapshot.documents
            if posixpath.basename(other)[:1] == posixpath.basename(file)[:1]
        }
        return Verdict(message=f"link {target!r} leads nowhere{did_you_mean(address, siblings)}")

    def _is_name(self, name: str) -> bool:
        """Return whether MyST finds *name* among labels, glossary terms, articles and terms."""
        catalog = self.snapshot.catalog
        return (
            name in self.snapshot.labels
            or name.casefold() in self.snapshot.glossary
            or catalog.article(name) is not None
            or any(catalog.find_term(taxonomy, name) for taxonomy in TERM_ROLES.values())
        )

    def _file(self, target: str, file: str) -> Verdict:
        docname = self.snapshot.docname_of.get(file)
        if docname is None:
            return Verdict(message=f"link {target!r} leads to a file that is left out")
        if docname in self.snapshot.docnames:
            return self._at(docname)
        return self._unpublished(f"link {target!r}", docname)

    def _at(self, docname: str) -> Verdict:
        article = self.snapshot.catalog.article_at(docname)
        return Verdict(docname, article.slug if article else "")

    def _unpublished(self, what: str, docname: str) -> Verdict:
        article = self.snapshot.everything.article_at(docname)
        slug = article.slug if article else ""
        why = self.snapshot.catalog.explain_unpublished(slug) or "is left out"
        return Verdict(docname, slug, f"{what} leads to an article that {why}")

    def _image(self, path: str, target: str) -> Verdict:
        if _SCHEME.match(target) or target.startswith("//"):
            return _FINE
        message = self._pictures.fault(path, target)
        return Verdict(message=message, type="image") if message else _FINE

    def _citation(self, key: str) -> Verdict:
        if key in self.snapshot.citations:
            return _FINE
        meant = did_you_mean(key, self.snapshot.citations)
        file = self.settings.bibliography
        return Verdict(message=f"there is no entry {key!r} in {file}{meant}")

    def _document(self, path: str, target: str) -> Verdict:
        docnames = self.snapshot.docnames
        here = posixpath.dirname(self.snapshot.docname_of.get(path, ""))
        docname = posixpath.normpath(posixpath.join("/", here, target)).lstrip("/")
        if docname in docnames:
            return self._at(docname)
        if self.snapshot.everything.article_at(docname) is not None:
            return self._unpublished(f"document {target!r}", docname)
        if self.snapshot.catalog.is_empty_index(docname):
            return _FINE
        meant = did_you_mean(docname, docnames)
        return Verdict(message=f"there is no document {target!r}{meant}")

    def _term(self, target: str) -> Verdict:
        known = self.snapshot.glossary
        if target.casefold() in known:
            return _FINE
        meant = did_you_mean(target, [written for written, _, _ in known.values()])
        return Verdict(message=f"the glossary has no term {target!r}{meant}")

    def _named(self, kind: str, target: str) -> Verdict:
        catalog = self.snapshot.catalog
        if kind == "article":
            return self._article(target)
        taxonomy = TERM_ROLES.get(kind)
        if taxonomy is None:
            return _FINE
        if (term := catalog.find_term(taxonomy, target)) is not None:
            return Verdict(catalog.routes.term(taxonomy, term.slug))
        known = [name for term in catalog.of(taxonomy) for name in (term.key, term.title)]
        return Verdict(message=f"there is no {kind} {target!r}{did_you_mean(target, known)}")

    def _article(self, slug: str) -> Verdict:
        catalog = self.snapshot.catalog
        if (article := catalog.article(slug)) is not None:
            return Verdict(article.docname, slug)
        if (moved := catalog.former_slugs.get(slug)) is not None:
            message = f"article {slug!r} is now called {moved!r}"
            return Verdict("", moved, message, Severity.NOTE, moved_to=moved)
        if (unpublished := self.snapshot.everything.article(slug)) is not None:
            why = catalog.explain_unpublished(slug) or "is left out"
            return Verdict(unpublished.docname, slug, f"article {slug!r} {why}")
        message = f"there is no article {slug!r}{did_you_mean(slug, self._slugs())}"
        return Verdict(message=message)

    def _slugs(self) -> list[str]:
        return [article.slug for article in self.snapshot.catalog.articles]


def _is_code(snapshot: Snapshot, path: str, reference: Reference) -> bool:
    """Return whether *reference* is part of an indented code block."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- only what seems wrong is parsed

    lines = snapshot.text(path).split("\n")
    line = lines[reference.line - 1] if reference.line <= len(lines) else ""
    if not line.startswith(("    ", "\t")):
        return False
    return any(
        token.type == "code_block" and token.map and token.map[0] < reference.line <= token.map[1]
        for token in MarkdownIt("commonmark").parse("\n".join(lines))
    )
