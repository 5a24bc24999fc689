"""Give every document its front matter and its place in the target."""

from __future__ import annotations

import posixpath
import re
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_knowledge_base.importers.aliases import RESERVED, give_aliases
from sphinx_knowledge_base.importers.key_mapper import map_keys
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.key_record import KeyRecord
from sphinx_knowledge_base.importers.knowledge_base import (
    MAX_SLUG_BYTES,
    slug_of,
    slugify,
)
from sphinx_knowledge_base.importers.missing_facts import MissingFacts
from sphinx_knowledge_base.importers.model import Fate, Place
from sphinx_knowledge_base.importers.source_site import fold_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_knowledge_base.importers.model import Account, Document, Options
    from sphinx_knowledge_base.importers.systems.system import System
    from sphinx_knowledge_base.importers.target_folder import Target
    from sphinx_knowledge_base.importers.terms import Terms


class Articles:
    """Gives every document its front matter and its place in the target."""

    def __init__(
        self,
        system: System,
        terms: Terms,
        account: Account,
        options: Options,
        target: Target,
        first_commits: Callable[[], dict[str, str]],
    ) -> None:
        """Make articles for *target*; *first_commits* are the last resort for dates."""
        self.system = system
        self.terms = terms
        self.account = account
        self.options = options
        self.target = target
        self.facts = MissingFacts(system, terms, account, first_commits)
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
            self.facts.give_title(document)
            if document.role == "page" and document.front_matter.get("draft") is True:
                self.note(document, "page", "is a draft, so it became one of an article")
                document.role = "article"
            if document.role == "article":
                self.facts.give_category(document)
                self.facts.give_date(document)
        pages = [document for document in documents if document.role == "page"]
        articles = [document for document in documents if document.role == "article"]
        self.give_slugs(articles)
        for page in pages:
            self.give_page(page)
        give_aliases(articles, pages, self.account)
        for document in (*articles, *pages):
            self.account.files[document.path] = Fate(document.role, target=document.target)

    def note(self, document: Document, type_: str, message: str) -> None:
        self.account.note(Place(document.path), type_, message)

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
            is_known = kept is not None and kept.startswith("articles/")
            is_ours = is_known and self._slugs.setdefault(slug, document.path) == document.path
            # One that an editor moved still has its slug, in another file.
            if kept and (is_ours or (is_known and self.target.read(kept) is None)):
                document.slug, document.target = slug, kept
                self._targets[kept] = document.path
            else:
                waiting.append(document)
        for document in waiting:
            document.slug = self.free_slug(document)
            published = document.front_matter.get("publishedAt")
            folder = str(published)[:4] if published else "drafts"
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
        wanted = name
        if first in RESERVED or f"{name}.md" in self._targets or self.is_foreign(f"{name}.md"):
            name = f"pages/{name}"
        base = name
        while self._targets.setdefault(f"{name}.md", document.path) != document.path:
            name = f"{base}-{blake2b(document.path.encode(), digest_size=3).hexdigest()}"
        document.docname = name
        document.target = f"{name}.md"
        kept = {"orphan": True}
        if excerpt := document.front_matter.get("excerpt"):
            kept["html_meta"] = {"description": excerpt}  # type: ignore[assignment]
        document.front_matter = dict(kept)
        lost = document.addresses[1:] if name == wanted else document.addresses
        for old in dict.fromkeys(lost):
            message = f"old address {old} is that of a page, which has no redirects"
            self.note(document, "address", message)

    def is_foreign(self, path: str) -> bool:
        return path not in self.target.before and self.target.read(path) is not None


def _cut(slug: str) -> str:
    """Return a slug that is no longer than one may be, cut at a word."""
    if len(slug.encode()) <= MAX_SLUG_BYTES - 20:
        return slug
    short = slug.encode()[: MAX_SLUG_BYTES - 20].decode("utf-8", "ignore")
    return short.rpartition("-")[0] or short
