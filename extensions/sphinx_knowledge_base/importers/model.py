"""The values of an import: options, documents, and the account that its report shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a value of front matter or of a configuration file can be.
Value: TypeAlias = "str | bool | int | float | list[Value] | dict[str, Value] | None"

#: What a file of the source becomes.
Role = Literal["article", "page", "term", "picture", "file", "settings", "layout", "left out"]

#: What becomes of a key of the front matter.
KeyFate = Literal["mapped", "extra", "named"]

#: What becomes of a construct: it means the same now, it is shown as text, or an editor decides.
ConstructFate = Literal["translated", "text", "by hand"]


@dataclass(frozen=True, slots=True)
class Options:
    """Options of the command line."""

    system: str = "auto"
    """The name of a system, or ``auto``."""
    language: str | None = None
    """The one language to import, of a site in several."""
    month_first: bool = False
    """Whether ``03/04/2024`` is the 4th of March."""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of the source."""

    path: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that an editor should know."""

    place: Place
    type: str
    """``front matter``, ``date``, ``link``, ``picture``, ``address``, ``words``, ``build``..."""
    message: str
    article: Place | None = None
    """Where a build of the target will complain of it."""


@dataclass(slots=True)
class Document:
    """One text of the source on its way into the target."""

    path: str
    """In the source, with slashes."""
    role: Role
    values: dict[str, Value]
    """The front matter, completed by the system's settings."""
    body: str
    body_line: int = 1
    key_lines: Mapping[str, int] = field(default_factory=dict)
    inherited: frozenset[str] = frozenset()
    """Keys that stand in the system's settings and not in the file."""
    addresses: list[str] = field(default_factory=list)
    """Where readers found it: paths from the root of the host, the present one first."""
    ids: list[str] = field(default_factory=list)
    """Other names by which links find it."""
    language: str = ""
    section: str = ""
    """The folder that names its subject; empty if none does."""
    format: Literal["markdown", "html"] = "markdown"
    is_own: bool = False
    """Whether it was written for a knowledge base such as the target."""
    # Found out on the way.
    title: str = ""
    slug: str = ""
    front_matter: dict[str, Value] = field(default_factory=dict)
    target: str = ""
    """In the target, with slashes."""
    docname: str = ""
    anchors: dict[str, str] = field(default_factory=dict)
    """Anchors of the old page to those of the new one."""
    draft: bool = False
    is_plain: bool = False
    """Whether no build finds anything wrong with the markup of the new text."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file."""

    role: Role
    reason: str = ""
    target: str = ""


@dataclass(slots=True)
class Account:
    """What became of every file, key and construct; :mod:`.report` sums it up."""

    system: str = ""
    reasons: list[str] = field(default_factory=list)
    files: dict[str, Fate] = field(default_factory=dict)
    keys: dict[tuple[str, KeyFate, str], list[Place]] = field(default_factory=dict)
    """By key, fate, and the key that it became or the reason."""
    constructs: dict[tuple[str, ConstructFate], list[Place]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    proposals: list[str] = field(default_factory=list)
    """Pairs of labels that may mean the same."""
    remote_pictures: dict[str, list[Place]] = field(default_factory=dict)
    words: int = 0
    """In the bodies of the source, template syntax aside."""
    lost_words: dict[str, list[str]] = field(default_factory=dict)
    """By file, the words of the source that are not on its page."""
    extra_keys: set[str] = field(default_factory=set)
    """Keys of the front matter that were kept although they are not in the contract."""
    extensions: set[str] = field(default_factory=set)
    """Extensions of MyST that bodies need."""
    schemes: set[str] = field(default_factory=set)
    """Schemes of addresses that must be added to MyST's settings."""
    settings: dict[str, object] = field(default_factory=dict)
    """Settings that the ``conf.py`` of the target needs."""
    changes: dict[str, list[str]] = field(default_factory=dict)
    """Files of the target by what was done: ``written``, ``updated``, ``unchanged``, ``kept``..."""

    def key(self, name: str, fate: KeyFate, what: str, place: Place) -> None:
        """Count one key of one file."""
        self.keys.setdefault((name, fate, what), []).append(place)

    def construct(self, name: str, fate: ConstructFate, place: Place) -> None:
        """Count one construct of a body."""
        self.constructs.setdefault((name, fate), []).append(place)

    def note(self, place: Place, type_: str, message: str, article: Place | None = None) -> None:
        """Report something to the editor."""
        self.notes.append(Note(place, type_, message, article))
