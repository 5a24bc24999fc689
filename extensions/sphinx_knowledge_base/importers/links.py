"""Find links and pictures in bodies, resolve them, and rewrite them for the target."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property, partial
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx_knowledge_base.importers.anchors import anchors_of, headings, resolve
from sphinx_knowledge_base.importers.bodies.html import headings_of_html
from sphinx_knowledge_base.importers.bodies.ranges import first_text
from sphinx_knowledge_base.importers.code_masking import Masked
from sphinx_knowledge_base.importers.knowledge_base import LINK_SCHEMES
from sphinx_knowledge_base.importers.source_site import PICTURES, fold_address, split_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Document
    from sphinx_knowledge_base.importers.source_images import SourceImages
    from sphinx_knowledge_base.importers.source_site import Site
    from sphinx_knowledge_base.importers.systems.system import System
    from sphinx_knowledge_base.importers.terms import Terms

#: A link or picture in a line; its text may hold brackets that match.
_INLINE = re.compile(
    r"(?<!\\)(?P<bang>!?)\[(?P<text>(?:[^\[\]\\]|\\.|!?\[(?:[^\[\]\\]|\\.)*+\])*+)\]"
    r"\([ \t]*+(?P<target><[^<>\n]*>|(?:[^\s()<\\]|\\.|\([^\s()]*\))*+)"
    r"(?P<title>[ \t\n]++(?:\"[^\"]*+\"|'[^']*+'|\([^()]*+\)))?[ \t]*+\)"
)
_DEFINITION = re.compile(
    r"^(?P<head> {0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]*)(?P<target><[^<>\n]*>|[^\s<]"
    r"[^\s]*)(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
_ATTRIBUTE = re.compile(
    r"(?P<head><(?:a|img|source|video|audio|iframe|embed)\b[^<>]*?\s(?:href|src|poster)\s*=\s*)"
    r"(?P<quote>[\"'])(?P<target>[^\"'<>]*)(?P=quote)",
    re.IGNORECASE,
)
#: Addresses of lists, which the knowledge base makes itself.
_LISTS = frozenset({"blog", "posts", "post", "archive", "archives", "articles", "news", "all"})
_TAXONOMIES: Mapping[str, str] = {
    "category": "categories", "categories": "categories", "tag": "tags", "tags": "tags",
    "author": "authors", "authors": "authors", "series": "series",
}  # fmt: skip
#: Schemes that MyST takes for addresses by itself.
_KNOWN_SCHEMES = frozenset({"http", "https", "mailto", "ftp"})
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class Links:
    """Resolves the links of all documents of one site."""

    def __init__(self, site: Site, system: System, pictures: SourceImages, terms: Terms) -> None:
        self.site = site
        self.system = system
        self.pictures = pictures
        self.terms = terms
        self.roots = system.roots
        self.system_name = system.NAME
        self.attachments: Mapping[str, tuple[str, str]] = system.attachments

    def rewrite(self, context: Context, text: str) -> str:
        """Return *text* with every link and picture as the target needs it."""

        def inline(match: re.Match[str]) -> str:
            label = _INLINE.sub(inline, match["text"]) if "](" in match["text"] else match["text"]
            target = match["target"].strip()
            if target.startswith("<"):
                target = target[1:-1]
            target = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target)
            if context.masked and _has_code(context, target):
                if target.startswith(context.masked.open):
                    return match[0]
                target = context.shown(target)  # the heading has code in its name
            is_picture = bool(match["bang"])
            new = self.picture(context, target) if is_picture else self.link(context, target)
            if new is None:
                return (
                    f"{match['bang']}[{label}]("
                    f"{match[0][len(match['bang']) + len(match['text']) + 3 :]}"
                    if label != match["text"]
                    else match[0]
                )
            context.drop(match["target"])
            return f"{match['bang']}[{label}]({new}{match['title'] or ''})"

        if "](" in text:
            text = _INLINE.sub(inline, text)
        if "]:" in text:
            text = _DEFINITION.sub(partial(self._definition, context), text)
        if "<" in text:
            text = _ATTRIBUTE.sub(partial(self._attribute, context), text)
        return text

    def _definition(self, context: Context, match: re.Match[str]) -> str:
        target = match["target"].strip("<>")
        if _has_code(context, target):
            return match[0]
        new = self.link(context, target, is_definition=True)
        if new is None:
            return match[0]
        context.drop(match["target"])
        return f"{match['head']}{new}{match['rest']}"

    def _attribute(self, context: Context, match: re.Match[str]) -> str:
        is_link = match["head"][:3].casefold() == "<a "
        target = match["target"].replace("&amp;", "&")
        if _has_code(context, target):
            return match[0]
        new = self.link(context, target) if is_link else self.picture(context, target)
        if new is None:
            return match[0]
        context.drop(match["target"])
        return f"{match['head']}{match['quote']}{new.replace('&', '&amp;')}{match['quote']}"

    def link(self, context: Context, target: str, *, is_definition: bool = False) -> str | None:
        """Return the new target of a link, or None if it stays as it is.

        :param is_definition: Whether it is the definition of a name, which pictures use too.
        """
        own = self.site.own_path(target)
        if own is None or target.startswith("//"):
            if scheme := _SCHEME.match(target):
                self.scheme(context, scheme[0][:-1].casefold(), target)
            return f"https:{target}" if target.startswith("//") else None
        path, hash_, fragment = own.partition("#")
        source = context.document
        roots = self.system.roots
        document = self.site.document(source, path, roots) or (
            self.site.document(source, self.system.original(path), roots) if path else None
        )
        if document is not None:
            return self.to(context, source, document, unquote(fragment) if hash_ else "", target)
        found = self.file(source, path, is_definition=is_definition) or self.listing(path)
        if found is None and not source.is_own:  # such links can lead where only a build knows
            where = "nowhere" if own == target else "to the old site"
            context.account.note(context.place(target), "link", f"leads {where}: {target}")
        return found

    def file(self, source: Document, path: str, *, is_definition: bool) -> str | None:
        """Copy a file that a text links to, and return its new address."""
        file = self.existing(source, path)
        if file is None or not self.is_brought(file):
            return None
        copied = self.pictures.bring(file)
        is_picture = posixpath.splitext(file)[1].casefold() in PICTURES
        return copied if is_picture and is_definition else f"/_static{copied}"

    def existing(self, source: Document, path: str) -> str | None:
        """Return the file of the source that *source* calls *path*."""
        return self.site.file(source, path, self.system.roots) or self.site.file(
            source, self.system.original(path), self.system.roots
        )

    def is_brought(self, file: str) -> bool:
        """Tell whether a file of the source may be copied: no text, no settings, nothing hidden."""
        is_picture = posixpath.splitext(file)[1].casefold() in PICTURES
        role, _ = self.system.role(file)
        return role in {"picture", "file"} or (is_picture and role == "layout")

    def scheme(self, context: Context, scheme: str, target: str) -> None:
        """Note a scheme that must be added to MyST's settings, or report one that is refused."""
        if scheme not in LINK_SCHEMES:
            message = f"is no link any more, for kb_link_schemes lacks {scheme!r}: {target}"
            context.account.note(context.place(target), "link", message)
        elif scheme not in _KNOWN_SCHEMES:
            context.account.schemes.add(scheme)

    def listing(self, path: str) -> str | None:
        """Return the new address of a list of the old site: home page, term, or all articles."""
        parts = [part for part in fold_address(path).split("/") if part]
        parts = parts[len([part for part in self.site.prefix.split("/") if part]) :]
        if not path.startswith("/"):
            return None
        if not parts:
            return "/index"
        if parts[0] in _LISTS and len(parts) == 1:
            return "/articles/index"
        taxonomy = _TAXONOMIES.get(parts[-2]) if len(parts) > 1 else None
        # Of several categories, all but the first are tags.
        others = ["tags"] if taxonomy == "categories" else []
        for of in [taxonomy, *others] if taxonomy else ["categories"]:
            if slug := self.terms.slug_of(of, parts[-1]):
                return f"/{of}/{slug}"
        return (
            f"/{_TAXONOMIES[parts[0]]}/index"
            if len(parts) == 1 and parts[0] in _TAXONOMIES
            else None
        )

    def to(
        self, context: Context, source: Document, document: Document, fragment: str, written: str
    ) -> str:
        """Return the target of a link to *document*."""
        anchor = ""
        if fragment:
            found = resolve(self.anchors(document), fragment)
            if found is None:
                message = f"leads to a missing heading: {written}"
                context.account.note(context.place(written), "link", message)
                if document is source:
                    return f"#{fragment}"
            anchor = f"#{found}" if found else ""
            if found and self._owners.get(found) == document.path:
                return anchor  # a target, which MyST finds from everywhere
        if document is source and anchor:
            return anchor
        if document.draft and not source.draft:
            message = f"leads to a draft: {written}"
            context.account.note(context.place(written), "link", message)
        address = (
            f"/articles/{document.slug}" if document.role == "article" else f"/{document.docname}"
        )
        return (
            quote(address, safe="/-_.~") + anchor
            if document.role != "article"
            else address + anchor
        )

    def owns(self, document: Document, identifier: str) -> bool:
        """Tell whether *document* is the first text to give a block this identifier.

        Targets of MyST are those of the whole site, so no two can have one name.
        """
        return self._owners.get(identifier) == document.path

    @cached_property
    def _owners(self) -> dict[str, str]:
        owners: dict[str, str] = {}
        for document in self.site.by_path.values():
            if not self.system.identifiers(document.body)[1]:
                continue  # as most have none, their code need not be looked for
            masked = Masked(document.body, indented=self.system.has_indented_code(document.path))
            for identifier in self.system.identifiers(masked.text)[1]:
                owners.setdefault(identifier, document.path)
        return owners

    def anchors(self, document: Document) -> dict[str, str]:
        """Return the anchors of a document, old to new; computed once, for the first link."""
        if not document.anchors:
            body = document.body
            if document.format == "html":
                body = headings_of_html(body)
            masked = Masked(body, indented=self.system.has_indented_code(document.path))
            text, others = self.system.identifiers(masked.text)
            shown = masked.shown("\n\n".join(f"# {heading}" for heading in headings(text)))
            has_title = masked.text.startswith("# ", first_text(masked.text))
            top = "" if has_title else f"# {document.title}\n\n"
            document.anchors = anchors_of(top + shown, self.system.ANCHORS) or {"": ""}
            document.anchors |= {one: one for one in others if self.owns(document, one)}
        return document.anchors

    def picture(self, context: Context, target: str) -> str | None:
        """Return the new address of a picture, or None if it stays as it is."""
        if target.startswith("data:"):
            return None
        own = self.site.own_path(target)
        if own is None or target.startswith("//"):
            context.account.remote_pictures.setdefault(target, []).append(context.place(target))
            return f"https:{target}" if target.startswith("//") else None
        if _SCHEME.match(target) and own == target:
            return None
        file = self.existing(context.document, own)
        if file is None or not self.is_brought(file):
            why = "is not in the source" if file is None else "is no picture"
            message = f"{why}: {target}"
            context.account.note(context.place(target), "picture", message)
            return None
        return self.pictures.bring(file)

    def featured(self, context: Context, target: str) -> str | None:
        """Return the address of a featured picture, or None if it cannot be used."""
        own = self.site.own_path(target)
        place = context.place(target)
        if own is None or target.startswith("//"):
            context.account.remote_pictures.setdefault(target, []).append(place)
            parts = split_address(target)
            if parts.scheme == "https" and parts.hostname:
                return quote(target, safe="/:?#[]@!$&'()*+,;=%~")
            return None
        file = self.site.file(context.document, own, self.system.roots)
        if file is None and not own.startswith("/"):
            file = self.site.file(context.document, f"/{own}", self.system.roots)
        if file is None or posixpath.splitext(file)[1].casefold() not in PICTURES:
            return None
        return self.pictures.bring(file)


def _has_code(context: Context, target: str) -> bool:
    return context.masked is not None and context.masked.open in target
