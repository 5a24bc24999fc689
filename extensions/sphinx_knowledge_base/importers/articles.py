"""Give each article a title, a slug, a date and an address if its front matter has none."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Container
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx_knowledge_base.importers.anchors import headings, plain_heading
from sphinx_knowledge_base.importers.code_masking import Masked
from sphinx_knowledge_base.importers.dates import date_of_name, read_date
from sphinx_knowledge_base.importers.key_mapper import map_keys
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.key_record import KeyRecord
from sphinx_knowledge_base.importers.knowledge_base import (
    MAX_SLUG_BYTES,
    as_docname,
    parse_moment,
    slug_of,
    slugify,
    title_of_code,
)
from sphinx_knowledge_base.importers.model import Fate, Place
from sphinx_knowledge_base.importers.source_site import fold_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_knowledge_base.importers.model import Account, Document, Options, Value
    from sphinx_knowledge_base.importers.systems.system import System
    from sphinx_knowledge_base.importers.target_folder import Target
    from sphinx_knowledge_base.importers.terms import Terms

#: The category of articles that name none and are in no folder that could be one.
DEFAULT_CATEGORY = "General"

#: First folders of addresses that belong to pages which the knowledge base makes itself.
_RESERVED = frozenset(
    {
        *("articles", "categories", "tags", "authors", "audiences", "series", "archive", "api"),
        *("_static", "_images", "_sources", "_downloads", "pagefind", "index", "search"),
        *("genindex", "404", "conf", "_build"),
    }
)


#: File names end at 255 bytes in every common file system; ``.html`` must fit too.
_MAX_NAME = 240


class Articles:
    """Gives every document its front matter and its place in the target."""

    def __init__(
        self, system: System, terms: Terms, account: Account, options: Options, target: Target
    ) -> None:
        self.system = system
        self.terms = terms
        self.account = account
        self.options = options
        self.target = target
        self.date_last: Callable[[], dict[str, str]] = dict
        self._commits: dict[str, str] | None = None
        self._slugs: dict[str, str] = {}
        self._targets: dict[str, str] = {}

    def map(self, documents: Sequence[Document]) -> None:
        """Map the front matter of all, then give each a slug and addresses of its own."""
        for document in documents:
            record = KeyRecord(document, self.system, self.terms, self.account, self.options)
            document.front_matter = map_keys(record)
            if document.role == "term":
                self.account.files[document.path] = Fate("term", target="taxonomy.yaml")
                continue
            self.give_title(document)
            if document.role == "article":
                self.give_category(document)
                self.give_date(document)
        pages = [document for document in documents if document.role == "page"]
        articles = [document for document in documents if document.role == "article"]
        self.give_slugs(articles)
        for page in pages:
            self.give_page(page)
        self.give_aliases(articles, pages)
        for document in (*articles, *pages):
            self.account.files[document.path] = Fate(document.role, target=document.target)

    def note(self, document: Document, type_: str, message: str) -> None:
        self.account.note(Place(document.path), type_, message)

    def give_title(self, document: Document) -> None:
        """Without a title, take the first heading; without a heading, the name of the file."""
        title = line(document.front_matter.get("title"))
        if not _is_seen(title):
            masked = Masked(document.body, indented=self.system.INDENTED_CODE)
            found = headings(masked.text)
            title = plain_heading(masked.shown(found[0])) if found else ""
            if "{{" in title or "{%" in title or not _is_seen(title):
                title = ""
            how = "its first heading"
            if not title:
                stem = posixpath.basename(self.system.stem(document.path)) or document.path
                title = title_of_code(re.sub(r"[-_]+", "_", stem).strip("_")) or stem
                title = title.replace("_", " ")
                how = "the name of its file"
            self.note(document, "title", f"has no title; {how} became it: {title}")
        document.title = document.front_matter["title"] = title

    def give_category(self, document: Document) -> None:
        if "category" not in document.front_matter:
            label = title_of_code(document.section) if document.section else DEFAULT_CATEGORY
            document.front_matter["category"] = self.terms.use("categories", label)
            how = "the name of its folder" if document.section else "this one for all"
            self.note(document, "category", f"has no category; {how} became it: {label}")

    def give_date(self, document: Document) -> None:
        """Find a date: in the front matter, the name, the last change, git, or the file's time."""
        matter = document.front_matter
        document.draft = matter.get("draft") is True
        if not document.draft:
            matter.pop("draft", None)
        if "publishedAt" not in matter:
            self.find_date(document)
        if "updatedAt" in matter and _before(matter["updatedAt"], matter.get("publishedAt")):
            message = f"updatedAt {matter['updatedAt']} is before publishedAt and was left out"
            self.note(document, "date", message)
            del matter["updatedAt"]

    def find_date(self, document: Document) -> None:
        matter = document.front_matter
        if named := date_of_name(document.path):
            matter["publishedAt"] = named
        elif "updatedAt" in matter:
            matter["publishedAt"] = matter.pop("updatedAt")
            self.note(document, "date", "has no date; that of its last change became it")
        elif not document.draft:
            if self._commits is None:
                self._commits = self.date_last()
            if first := self._commits.get(document.path):
                matter["publishedAt"] = read_date(first).text
                self.note(document, "date", "has no date; that of its first commit became it")
            else:
                seconds = self.system.tree.files[document.path].stat().st_mtime
                matter["publishedAt"] = f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
                self.note(document, "date", "has no date; that of the file itself became it")

    def give_slugs(self, articles: Sequence[Document]) -> None:
        """Give every article a unique slug, and keep the slug that the last import gave it."""
        for path in self.target.foreign_files("articles"):
            data = self.target.read(path)
            if data is not None and (slug := slug_of(path, data)):
                self._slugs[slug] = path
        waiting = []
        before = self.target.by_origin()
        for document in articles:
            kept = before.get(document.path)
            slug = posixpath.splitext(posixpath.basename(kept))[0] if kept else ""
            if (
                kept
                and kept.startswith("articles/")
                and self._slugs.setdefault(slug, document.path) == document.path
            ):
                document.slug, document.target = slug, kept
                self._targets[kept] = document.path
            else:
                waiting.append(document)
        for document in waiting:
            document.slug = self.free_slug(document)
            year = str(document.front_matter.get("publishedAt", "drafts"))[:4]
            folder = "drafts" if year == "draf" else year
            document.target = f"articles/{folder}/{document.slug}.md"
        for document in articles:
            document.front_matter["slug"] = document.slug
            document.docname = f"articles/{document.slug}"

    def free_slug(self, document: Document) -> str:
        wanted = self.wanted_slug(document)
        proposals = [wanted]
        above = [
            part for part in posixpath.dirname(self.system.stem(document.path)).split("/") if part
        ]
        proposals += [
            _cut(slugify(" ".join([*above[-count:], wanted])) or wanted)
            for count in range(1, len(above) + 1)
        ]
        digest = blake2b(document.path.encode(), digest_size=3).hexdigest()
        proposals.append(f"{wanted}-{digest}")
        for slug in proposals:
            if self._slugs.setdefault(slug, document.path) == document.path:
                if slug != wanted:
                    owner = self._slugs[wanted]
                    self.note(
                        document, "slug", f"slug {wanted!r} is that of {owner}; it got {slug!r}"
                    )
                return slug
        raise AssertionError(proposals)  # a digest of six figures stands twice for one slug

    def wanted_slug(self, document: Document) -> str:
        """Return a slug made from the last part of the address, the file name or the title."""
        own = line(document.front_matter.pop("slug", "")).strip("/")
        address = document.addresses[0].strip("/") if document.addresses else ""
        if "?" in address:
            address = ""
        last = re.sub(r"\.html?$", "", unquote(posixpath.basename(address)))
        stem = posixpath.basename(self.system.stem(document.path))
        for text in (posixpath.basename(own), last, stem, document.title):
            if slug := slugify(text):
                return _cut(slug) if slug != "index" else _cut(slugify(document.title) or "start")
        return f"article-{blake2b(document.path.encode(), digest_size=4).hexdigest()}"

    def give_page(self, document: Document) -> None:
        """Put a page at its old address, below the root of the target."""
        address = document.addresses[0] if document.addresses else f"/{document.path}"
        parts = [slugify(part) for part in fold_address(address).split("/")]
        name = "/".join(filter(None, parts)) or "start"
        first = name.partition("/")[0]
        if first in _RESERVED or f"{name}.md" in self._targets or self.is_foreign(f"{name}.md"):
            name = f"pages/{name}"
        base = name
        while self._targets.setdefault(f"{name}.md", document.path) != document.path:
            name = f"{base}-{blake2b(document.path.encode(), digest_size=3).hexdigest()}"
        document.docname = name
        document.target = f"{name}.md"
        kept = {"orphan": True}
        if excerpt := document.front_matter.get("excerpt"):
            kept["html_meta"] = {"description": excerpt}  # type: ignore[assignment]
        document.draft = document.front_matter.get("draft") is True
        if document.draft:
            self.note(document, "page", "is a draft, but a build publishes pages")
        document.front_matter = dict(kept)

    def is_foreign(self, path: str) -> bool:
        return path not in self.target.before and self.target.read(path) is not None

    def give_aliases(self, articles: Iterable[Document], pages: Iterable[Document]) -> None:
        """Redirect every old address to its article; no address leads to two."""
        taken = {document.docname for document in (*articles, *pages)} | {"index", "articles"}
        claimed: dict[str, Document] = {}
        for document in articles:
            aliases: dict[str, Value] = {}
            if not document.addresses and not document.draft:
                self.note(document, "address", "nobody knows its old address; no redirect")
            for address in dict.fromkeys(document.addresses):
                alias = _as_alias(address)
                page = as_docname(unicodedata.normalize("NFC", unquote(alias)).strip("/"))
                if not page or page == document.docname:
                    continue
                reason = _why_no_alias(alias, page, taken)
                if not reason and claimed.setdefault(page, document) is not document:
                    reason = f"is that of {claimed[page].path} too"
                if reason:
                    message = f"old address {address} {reason}; no redirect"
                    self.note(document, "address", message)
                else:
                    aliases.setdefault(page, alias)
            if aliases:
                document.front_matter["aliases"] = list(aliases.values())


def _why_no_alias(alias: str, page: str, taken: Container[str]) -> str:
    """Return why an old address cannot lead anywhere, or an empty text."""
    if not alias.startswith("/") or {"?", "#"} & set(alias):
        return "is not a path"
    if page in taken or page.endswith("/index"):
        return "is that of a page"
    if page.partition("/")[0] in _RESERVED - {"articles"}:
        return "is among those of generated pages"
    if any(len(part.encode()) > _MAX_NAME for part in page.split("/")):
        return "is longer than the name of a file can be"
    if alias.endswith((".md", ".bib", ".ris", ".json", ".xml", ".txt")):
        return "is that of a file"
    return ""


def _as_alias(address: str) -> str:
    """Return an address as the contract writes it: decoded where that is plain."""
    path = posixpath.normpath(address.partition("#")[0])
    path = path + ("/" if address.endswith("/") and path != "/" else "")
    path = re.sub("^/+", "/", path)
    return (
        quote(unquote(path), safe="/-_.~!$&'()*+,;=:@")
        if re.search(r"[\s\\<>\"%?#\x00-\x1f]", unquote(path))
        else unquote(path)
    )


def _is_seen(text: str) -> bool:
    return any(unicodedata.category(c)[0] not in "ZC" for c in text)


def _cut(slug: str) -> str:
    """Return a slug that is no longer than one may be, cut at a word."""
    if len(slug.encode()) <= MAX_SLUG_BYTES - 20:
        return slug
    short = slug.encode()[: MAX_SLUG_BYTES - 20].decode("utf-8", "ignore")
    return short.rpartition("-")[0] or short


def _before(one: Value, other: Value) -> bool:
    if other is None:
        return False
    try:
        return parse_moment(str(one), UTC) < parse_moment(str(other), UTC)
    except ValueError:
        return False
