"""Map the front matter of a source to the keys of the contract, one by one."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_knowledge_base.importers.dates import read_date
from sphinx_knowledge_base.importers.key_names import (
    FIELDS,
    PRESENTATION,
    fold_key,
    labels,
    line,
    truth,
)
from sphinx_knowledge_base.importers.knowledge_base import is_own_key
from sphinx_knowledge_base.importers.model import Place
from sphinx_knowledge_base.importers.source_site import split_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_knowledge_base.importers.model import Account, Document, Options, Value
    from sphinx_knowledge_base.importers.systems.system import System
    from sphinx_knowledge_base.importers.terms import Terms

#: Values of keys such as ``status`` that say that a text is not published.
_UNPUBLISHED = frozenset(
    {"draft", "private", "hidden", "pending", "future", "trash", "auto-draft", "skip", "unlisted"}
)

#: Prefix for keys of the source whose names mean something else to the knowledge base.
_FOREIGN = "source-"


class Mapper:
    """Maps the keys of one document."""

    def __init__(
        self, document: Document, system: System, terms: Terms, account: Account, options: Options
    ) -> None:
        self.document = document
        self.system = system
        self.terms = terms
        self.account = account
        self.options = options
        self.found: dict[str, Value] = {}
        """The mapped front matter, by keys of the contract."""
        self.more_tags: list[str] = []

    def run(self) -> dict[str, Value]:
        """Return the front matter, and count every key of the file."""
        by_field: dict[str, list[str]] = {}
        rest: list[str] = []
        for key, value in self.document.values.items():
            folded = fold_key(key)
            field = self.system.FIELDS.get(folded) or _FIELD_OF.get(folded)
            if value is None or value in ("", [], {}):
                self.count(key, "named", "empty")
            elif folded in self.system.ADDRESS_KEYS:
                self.count(key, "mapped", "aliases")
                if field == "slug":
                    self.found["slug"] = value
            elif field:
                by_field.setdefault(field, []).append(key)
            elif folded in PRESENTATION:
                self.count(key, "named", PRESENTATION[folded])
            else:
                rest.append(key)
        for field, keys in by_field.items():
            order = FIELDS[field]
            keys.sort(key=lambda key: order.index(f) if (f := fold_key(key)) in order else -1)
        for field in FIELDS:  # in an order in which dates know of drafts
            for key in by_field.get(field, ()):
                _HANDLERS[field](self, key, self.document.values[key])
        for key in rest:
            self.keep(key)
        self.add_tags()
        return self.found

    def count(self, key: str, fate: str, what: str) -> None:
        """Count a key that stands in the file."""
        if key not in self.document.inherited:
            self.account.key(key, fate, what, self.place(key))  # type: ignore[arg-type]

    def place(self, key: str) -> Place:
        return Place(self.document.path, self.document.key_lines.get(key, 1))

    def map(self, key: str, name: str, value: Value) -> None:
        """Map *key* to the contract's *name*, unless another key already has."""
        if name in self.found:
            self.keep(key)
        else:
            self.found[name] = value
            self.count(key, "mapped", name)

    def keep(self, key: str, reason: str = "") -> None:
        """Keep a key that is not in the contract."""
        if key in self.document.inherited:
            return
        name = f"{_FOREIGN}{key}" if is_own_key(key) else key
        self.found[name] = self.document.values[key]
        self.account.extra_keys.add(name)
        self.count(key, "extra", name)
        if reason:
            self.account.note(self.place(key), "front matter", f"{key}: {reason}")

    # One method a field.

    def text(self, key: str, value: Value, name: str) -> None:
        text = line(value)
        if text:
            self.map(key, name, text)
        else:
            self.keep(key, "is not text")

    def title(self, key: str, value: Value) -> None:
        self.text(key, value, "title")

    def slug(self, key: str, value: Value) -> None:
        self.text(key, value, "slug")

    def date(self, key: str, value: Value, name: str) -> None:
        if isinstance(value, dict):  # Docusaurus: last_update: {date: ...}; MkDocs: {created: ...}
            parts = {fold_key(part): one for part, one in value.items()}
            if name == "publishedAt" and "updated" in parts and "updatedAt" not in self.found:
                self.date_of(key, parts["updated"], "updatedAt")
            value = parts.get("date") or parts.get("created")
        if name == "publishedAt" and (is_out := truth(value)) is not None:
            self.found["draft"] = self.found.get("draft", False) or not is_out
            self.count(key, "mapped", "draft")
            return
        if self.date_of(key, value, name):
            self.count(key, "mapped", name)
        else:
            self.keep(key)

    def date_of(self, key: str, value: Value, name: str) -> bool:
        """Take a date unless there is one already, and report a value that is not a date."""
        if name in self.found:
            return False
        try:
            moment = read_date(value, month_first=self.options.month_first)
        except ValueError as error:
            self.account.note(self.place(key), "date", f"{key}: {error}")
            return False
        if moment.doubt:
            self.account.note(self.place(key), "date", f"{key}: {moment.doubt}")
        self.found[name] = moment.text
        return True

    def excerpt(self, key: str, value: Value) -> None:
        has_one = "excerpt" in self.found and fold_key(key) == "description"
        self.text(key, value, "metaDescription" if has_one else "excerpt")

    def category(self, key: str, value: Value) -> None:
        found = [
            part.strip()
            for label in labels(value, blanks=self.system.BLANKS_DIVIDE)
            for part in label.split("/" if self.system.CATEGORY_PATHS else "\0")
            if part.strip()
        ]
        if not found:
            self.count(key, "named", "empty")
            return
        first, *others = found
        if "category" in self.found:
            others = found
        else:
            self.found["category"] = self.terms.use("categories", first)
        self.more_tags += others
        self.count(key, "mapped", "category and tags" if others else "category")

    def tags(self, key: str, value: Value) -> None:
        found = labels(value, blanks=self.system.BLANKS_DIVIDE)
        self.more_tags = found + self.more_tags
        self.count(key, "mapped", "tags")

    def add_tags(self) -> None:
        """Write each tag once, in the spelling that the site uses."""
        category = str(self.found.get("category", ""))
        used = [self.terms.use("tags", label) for label in self.more_tags if label != category]
        if used:
            self.found["tags"] = list(dict.fromkeys(used))

    def authors(self, key: str, value: Value) -> None:
        names = [
            name
            for item in (value if isinstance(value, list) else self.system.split_authors(value))
            if (name := self.terms.author(item))
        ]
        if not names:
            self.keep(key, "names no author")
            return
        before = self.found.get("authors", [])
        together = [*(before if isinstance(before, list) else [before]), *names]
        self.found["authors"] = list(dict.fromkeys(map(str, together)))
        self.count(key, "mapped", "authors")

    def image(self, key: str, value: Value) -> None:
        if isinstance(value, list):
            value = value[0]
        if isinstance(value, dict):  # {image: ..., alt: ...}, {path: ...}, {src: ...}
            parts = {fold_key(part): one for part, one in value.items()}
            alt = line(parts.get("alt"))
            value = next(
                (parts[n] for n in ("image", "src", "path", "url", "filename") if n in parts), None
            )
            if alt and "featuredImage" not in self.found:
                self.found.setdefault("featuredImageAlt", alt)
        self.picture(key, value, "featuredImage")

    def picture(self, key: str, value: Value, name: str) -> None:
        address = line(value)
        if address and truth(value) is None and name not in self.found:
            self.map(key, name, address)  # looked up when all files are known
        else:
            self.keep(key)

    def image_alt(self, key: str, value: Value) -> None:
        self.text(key, value, "featuredImageAlt")

    def draft(self, key: str, value: Value) -> None:
        is_set = truth(value)
        if is_set is None:
            is_set = line(value).casefold() in _UNPUBLISHED
            if is_set and line(value).casefold() != "draft":
                self.account.note(self.place(key), "front matter", f"{key}: {value} became a draft")
        self.found["draft"] = is_set or self.found.get("draft", False)
        self.count(key, "mapped", "draft")

    def number(self, key: str, value: Value, name: str) -> None:
        try:
            number = float(line(value))
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            self.map(key, name, int(number) if number == int(number) else number)
        else:
            self.keep(key, "is not a number")

    def series(self, key: str, value: Value) -> None:
        found = labels(value) if isinstance(value, list | dict) else [line(value)]
        self.map(key, "series", self.terms.use("series", found[0])) if found else self.keep(key)
        if len(found) > 1:
            message = f"{key}: an article has one series; {', '.join(found[1:])} became tags"
            self.more_tags += found[1:]
            self.account.note(self.place(key), "front matter", message)

    def aliases(self, key: str, value: Value) -> None:
        self.document.addresses += self.system.aliases(self.document, value)
        self.count(key, "mapped", "aliases")

    def canonical(self, key: str, value: Value) -> None:
        address = line(value)
        if split_address(address).scheme == "https":
            self.map(key, "canonicalUrl", quote(address, safe="/:?#[]@!$&'()*+,;=%~"))
        else:
            self.keep(key, "is not an https address")

    def list(self, key: str, value: Value, name: str) -> None:
        self.map(key, name, list(labels(value)))

    def featured(self, key: str, value: Value) -> None:
        if (is_set := truth(value)) is None:
            self.keep(key, "is neither true nor false")
        else:
            self.map(key, "featured", is_set)

    def language(self, key: str, value: Value) -> None:
        self.document.language = self.document.language or line(value)
        self.count(key, "mapped", "language of the site")


_FIELD_OF: Mapping[str, str] = {name: field for field, names in FIELDS.items() for name in names}


def _as(method: Callable[[Mapper, str, Value, str], None], name: str) -> _Handler:
    return lambda mapper, key, value: method(mapper, key, value, name)


if TYPE_CHECKING:
    _Handler = Callable[[Mapper, str, Value], None]

_HANDLERS: Mapping[str, _Handler] = {
    "title": Mapper.title,
    "slug": Mapper.slug,
    "published": _as(Mapper.date, "publishedAt"),
    "updated": _as(Mapper.date, "updatedAt"),
    "expires": _as(Mapper.date, "expiresAt"),
    "excerpt": Mapper.excerpt,
    "category": Mapper.category,
    "tags": Mapper.tags,
    "authors": Mapper.authors,
    "image": Mapper.image,
    "image_alt": Mapper.image_alt,
    "draft": Mapper.draft,
    "weight": _as(Mapper.number, "weight"),
    "series": Mapper.series,
    "series_order": _as(Mapper.number, "seriesOrder"),
    "aliases": Mapper.aliases,
    "canonical": Mapper.canonical,
    "meta_title": _as(Mapper.text, "metaTitle"),
    "meta_description": _as(Mapper.text, "metaDescription"),
    "og_title": _as(Mapper.text, "ogTitle"),
    "og_description": _as(Mapper.text, "ogDescription"),
    "og_image": _as(Mapper.picture, "ogImage"),
    "keywords": _as(Mapper.list, "keywords"),
    "featured": Mapper.featured,
    "audience": _as(Mapper.list, "audience"),
    "language": Mapper.language,
}

_BLANK = re.compile(r"\s+")
