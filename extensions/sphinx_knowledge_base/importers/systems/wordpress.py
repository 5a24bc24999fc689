"""WordPress: the file of "Tools, Export" (WXR), with uploads from a folder beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import TYPE_CHECKING, ClassVar, cast
from urllib.parse import unquote

from lxml import etree

from sphinx_knowledge_base.importers.bodies import wordpress
from sphinx_knowledge_base.importers.model import Document, Fate, Place
from sphinx_knowledge_base.importers.source_site import Mount, split_address
from sphinx_knowledge_base.importers.systems.system import System

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Account, Role, Value
    from sphinx_knowledge_base.importers.source_tree import Tree
    from sphinx_knowledge_base.importers.terms import Terms

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_UPLOADS = re.compile(r"^/?(?:.*/)?(?:wp-content/)?uploads/")


#: Fields of the plug-in Yoast, by keys of the contract.
_YOAST: Mapping[str, str] = {
    "_yoast_wpseo_title": "metaTitle",
    "_yoast_wpseo_metadesc": "metaDescription",
    "_yoast_wpseo_canonical": "canonicalUrl",
}


class WordPress(System):
    """One or more export files."""

    NAME: ClassVar[str] = "wordpress"
    TITLE: ClassVar[str] = "WordPress"
    CATEGORY_PATHS: ClassVar[bool] = False
    ADDRESS_KEYS: ClassVar[frozenset[str]] = frozenset({"slug"})

    @classmethod
    def evidence(cls, tree: Tree) -> list[str]:
        found = []
        for path in tree.files:
            if path.endswith(".xml") and "/" not in path.strip("/"):
                with tree.files[path].open("rb") as file:
                    if b"wordpress.org/export" in file.read(4096):
                        found += [
                            f"{path} is an export of WordPress",
                            "namespace wordpress.org/export",
                            "items",
                        ]
        return found

    def configure(self) -> None:
        self.roots = ["wp-content", "uploads"]
        self.mounts = [
            Mount("wp-content", "/wp-content"),
            Mount("uploads", "/wp-content/uploads"),
            Mount("uploads", "/uploads"),
        ]
        self.exports = [path for path in self.tree.files if path.endswith(".xml")]
        self.channels = {
            path: channel
            for path in self.exports
            if (channel := _channel(self.tree, path)) is not None
        }
        for channel in self.channels.values():
            self.title = self.title or _text(channel, "title")
            self.base_url = self.base_url or _text(channel, "link")
            self.language = self.language or _text(channel, "language").partition("-")[0]
            for item in channel.iterfind("item"):
                if _wp(item, "post_type") == "attachment":
                    self.attachments[_wp(item, "post_id")] = (
                        _wp(item, "attachment_url"),
                        _text(item, "title"),
                    )

    def role(self, path: str) -> tuple[Role, str]:
        if path in self.channels:
            return "settings", "the export; the report lists its items"
        if path.endswith((".md", ".html", ".xml")):
            return "left out", "it is not an export"
        return super().role(path)

    def is_kept(self, path: str) -> bool:
        return self.original(path) == path or self.original(path) not in self.tree

    def original(self, path: str) -> str:
        """WordPress makes smaller copies of every picture: ``name-300x200.jpg``."""
        return re.sub(r"-\d+x\d+(\.\w+)$", r"\1", path)

    def define_terms(self, terms: Terms, account: Account) -> None:
        for channel in self.channels.values():
            for author in channel.iterfind("{*}author"):
                known: dict[str, Value] = {
                    "name": _wp(author, "author_display_name"),
                    "login": _wp(author, "author_login"),
                }
                terms.define_author(
                    _wp(author, "author_login"), {key: one for key, one in known.items() if one}
                )
            for tag, taxonomy in (("category", "categories"), ("tag", "tags")):
                for term in channel.iterfind(f"{{*}}{tag}"):
                    name = _plain(_wp(term, "cat_name") or _wp(term, "tag_name"))
                    if name:
                        terms.define(
                            taxonomy, name, {"description": _wp(term, f"{tag}_description")}
                        )

    def read(self, account: Account) -> Iterator[Document]:
        yield from super().read(account)
        for path in self.exports:
            if path not in self.channels:
                account.files[path] = Fate("left out", "it is not valid XML")
        for path, channel in self.channels.items():
            names: set[str] = set()
            for number, item in enumerate(channel.iterfind("item"), 1):
                name = f"{path}#{_wp(item, 'post_id') or number}"
                if name in names:  # two exports in one file
                    name = f"{name}-{number}"
                names.add(name)
                document = self._item(name, item, account)
                if document is not None:
                    yield document

    def _item(self, name: str, item: Element, account: Account) -> Document | None:
        """Return the document of an item, or account for an item that is not one."""
        kind, status = _wp(item, "post_type"), _wp(item, "status")
        identifier = name.rpartition("#")[2]
        if kind == "attachment":
            self._attachment(name, _wp(item, "attachment_url"), account)
            return None
        if kind not in {"post", "page"} or status in {"trash", "auto-draft", "inherit"}:
            reason = f"{kind or 'item'} ({status or 'no status'}) is not an article"
            account.files[name] = Fate("left out", reason)
            return None
        values = {**_facts(item, status), **_labels(item), **self._metadata(item)}
        if comments := len(item.findall("{*}comment")):
            reason = f"{comments} {'comment' if comments == 1 else 'comments'}; articles have none"
            account.files[f"{name}/comments"] = Fate("left out", reason)
        content = item.find(_CONTENT)
        link = _text(item, "link")
        document = Document(
            name,
            "page" if kind == "page" else "article",
            {key: value for key, value in values.items() if value not in ("", [], None)},
            wordpress.paragraphs((content.text or "") if content is not None else ""),
            body_line=(content.sourceline or 1) if content is not None else 1,
            format="html",
        )
        parts = split_address(link)
        if parts.path.strip("/") and not parts.query:
            document.addresses.append(unquote(parts.path))
        document.ids += [identifier, link, unquote(_wp(item, "post_name"))]
        document.ids += [f"?p={identifier}", f"?page_id={identifier}"]
        return document

    def _attachment(self, name: str, url: str, account: Account) -> None:
        if self._upload(url) is not None:
            account.files[name] = Fate("file", "a description of an upload")
        else:
            account.files[name] = Fate("file", f"its file is not beside the export: {url}")
            account.note(Place(name), "picture", f"is not beside the export: {url}")

    def _metadata(self, item: Element) -> dict[str, Value]:
        """Return the featured picture, and the texts of Yoast."""
        values: dict[str, Value] = {}
        for meta in item.iterfind("{*}postmeta"):
            key, value = _wp(meta, "meta_key"), _wp(meta, "meta_value")
            if key == "_thumbnail_id" and value in self.attachments:
                values["image"], values["image_alt"] = self.attachments[value]
            elif key in _YOAST and value and "%%" not in value:
                values[_YOAST[key]] = value
        return values

    def locate(self, document: Document) -> None:
        """The addresses are in the export."""

    def file_of(self, path: str) -> str:
        return path.rpartition("#")[0] or path  # each item is a document

    def stem(self, path: str) -> str:
        return path.rpartition("#")[2] if "#" in path else super().stem(path)

    def section_of(self, path: str) -> str:
        return ""

    def _upload(self, url: str) -> str | None:
        below = _UPLOADS.sub("", unquote(split_address(url).path))
        return next(
            (
                path
                for path in (f"wp-content/uploads/{below}", f"uploads/{below}")
                if path in self.tree
            ),
            None,
        )

    def prepare(self, context: Context, text: str) -> str:
        return wordpress.shortcodes(context, text)


def _channel(tree: Tree, path: str) -> Element | None:
    """Return the channel of an export.  No entity is resolved and nothing is fetched."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=True,
        strip_cdata=False,
    )
    try:
        root = cast("Element | None", etree.fromstring(tree.bytes(path), parser))
    except etree.XMLSyntaxError:
        return None
    return root.find("channel") if root is not None and root.tag == "rss" else None


def _facts(item: Element, status: str) -> dict[str, Value]:
    """Return the title, author, dates and state of an item."""
    values: dict[str, Value] = {
        "title": _plain(_text(item, "title")),
        "author": _text(item, "{*}creator"),
        "slug": unquote(_wp(item, "post_name")),
    }
    in_utc, local = _wp(item, "post_date_gmt"), _wp(item, "post_date")
    if in_utc and not in_utc.startswith("0000"):
        values["date"] = f"{in_utc} +0000"
    elif local and not local.startswith("0000"):
        values["date"] = local
    modified = _wp(item, "post_modified_gmt")
    if modified and not modified.startswith("0000") and modified > str(values.get("date", "~")):
        values["updated"] = f"{modified} +0000"
    if status not in {"publish", "future"}:  # of a future one, the date says enough
        values["status"] = status
    if _wp(item, "post_password"):
        values["status"] = "private"
    if _wp(item, "is_sticky") == "1":
        values["sticky"] = True
    for element in item.iterfind("{*}encoded"):
        if str(element.tag) != _CONTENT and (element.text or "").strip():
            values["excerpt"] = re.sub(r"<[^<>]*>", "", element.text or "").strip()
    return values


def _labels(item: Element) -> dict[str, Value]:
    """Return the categories, tags and series of an item."""
    values: dict[str, Value] = {}
    for domain, key in (("category", "categories"), ("post_tag", "tags"), ("series", "series")):
        values[key] = [
            _plain(one.text or "")
            for one in item.iterfind("category")
            if one.get("domain") == domain
        ]
    return values


def _plain(text: str) -> str:
    """Return a title or a name, which can hold entities and tags, as text."""
    return unescape(_TAG.sub("", text)).strip()


def _text(element: Element, name: str) -> str:
    found = element.find(name)
    return (found.text or "").strip() if found is not None else ""


def _wp(element: Element, name: str) -> str:
    return _text(element, f"{{*}}{name}")
