"""The front matter of one document while it is mapped: what was found, and what became of keys."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from textwrap import shorten
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.knowledge_base import is_own_key
from sphinx_knowledge_base.importers.model import Place

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.model import Account, Document, KeyFate, Options, Value
    from sphinx_knowledge_base.importers.systems.system import System
    from sphinx_knowledge_base.importers.terms import Terms

#: Prefix for keys of the source whose names mean something else to the knowledge base.
_FOREIGN = "source-"

#: What a page has of the contract.
_OF_PAGES = frozenset({"title", "excerpt", "aliases", "draft", "slug", "language of the site"})

#: No single key may fill the 64 KiB that a build reads, nor be nested deeper than it reads.
_MAX_LENGTH, _MAX_DEPTH = 16 * 1024, 18

#: So much of a key or a value tells an editor which one is meant.
_SHOWN = 80


@dataclass(slots=True)
class KeyRecord:
    """What the keys of one document became so far."""

    document: Document
    system: System
    terms: Terms
    account: Account
    options: Options
    found: dict[str, Value] = field(default_factory=dict)
    """The mapped front matter, by keys of the contract."""
    more_tags: list[str] = field(default_factory=list)

    def count(self, key: str, fate: KeyFate, what: str) -> None:
        """Count a key that stands in the file."""
        if key in self.document.inherited:
            return
        if self.document.role == "page" and fate != "named" and what not in _OF_PAGES:
            fate, what = "named", "pages that are no articles have no such key"
        self.account.key(key, fate, what, self.place(key))

    def place(self, key: str) -> Place:
        return Place(self.document.path, self.document.key_lines.get(key, 1))

    def map(self, key: str, name: str, value: Value) -> None:
        """Map *key* to the contract's *name*, unless another key already has."""
        if name in self.found:
            self.keep(key)
        elif why := _why_refused(name, value):
            self._name(key, why)
        else:
            self.found[name] = value
            self.count(key, "mapped", name)

    def keep(self, key: str, reason: str = "") -> None:
        """Keep a key that is not in the contract."""
        if key in self.document.inherited:
            return
        name = f"{_FOREIGN}{key}" if is_own_key(key) else key
        if why := _why_refused(name, self.document.values[key]):
            self._name(key, why)
            return
        self.found[name] = self.document.values[key]
        if self.document.role == "article":
            self.account.extra_keys.add(name)
        self.count(key, "extra", name)
        if reason:
            self.account.note(self.place(key), "front matter", f"{key}: {reason}")

    def _name(self, key: str, why: str) -> None:
        """Leave a key out, and report it."""
        self.count(key, "named", why)
        value = shorten(json.dumps(self.document.values[key], ensure_ascii=False), _SHOWN)
        message = f"{shorten(key, _SHOWN) or repr(key)} {why}, so it was left out: {value}"
        self.account.note(self.place(key), "front matter", message)


def _why_refused(name: str, value: Value) -> str:
    """Return why an article with this key would be left out of every build; empty if it is not."""
    if not name.strip():
        return "has no name"
    if len(name) + len(json.dumps(value)) > _MAX_LENGTH:
        return "is too long for front matter"
    return "is nested too deeply for front matter" if _depth(value) > _MAX_DEPTH else ""


def _depth(value: Value) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)
