"""The interface of translators: the body, and methods to record translations."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sphinx_knowledge_base.core.callouts import ADMONITIONS
from sphinx_knowledge_base.importers.code_masking import code_span, fence
from sphinx_knowledge_base.importers.model import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx_knowledge_base.importers.code_masking import Masked
    from sphinx_knowledge_base.importers.model import Account, ConstructFate, Document
    from sphinx_knowledge_base.importers.source_site import Site

#: Names of callouts, in all systems, by the directive of MyST that they become.
CALLOUTS: Mapping[str, str] = {
    **dict.fromkeys(("notes", "information", "default", "secondary"), "note"),
    **dict.fromkeys(("idea", "primary"), "tip"),
    "key": "important",
    **dict.fromkeys(("warn", "alert"), "warning"),
    "critical": "danger",
    **dict.fromkeys(("seealso", "see-also"), "seealso"),
    **ADMONITIONS,
}

#: Colours of sphinx-design for texts that fold out, by the admonition that they would be.
COLOURS: Mapping[str, str] = {
    **dict.fromkeys(("note", "important", "seealso"), "info"),
    **dict.fromkeys(("tip", "hint"), "success"),
    **dict.fromkeys(("warning", "caution", "attention"), "warning"),
    **dict.fromkeys(("danger", "error"), "danger"),
}


class Resolver(Protocol):
    """Resolves links and pictures for translators."""

    site: Site

    @property
    def roots(self) -> Sequence[str]:
        """Folders of the source that hold texts."""

    @property
    def system_name(self) -> str:
        """The name of the source's system."""

    @property
    def attachments(self) -> Mapping[str, tuple[str, str]]:
        """Addresses and titles of pictures by their numbers, in WordPress."""

    def owns(self, document: Document, identifier: str) -> bool:
        """Tell whether *document* is the first text to give a block this identifier."""

    def rewrite(self, context: Context, text: str) -> str:
        """Return *text* with every link and picture as the target needs it."""

    def picture(self, context: Context, target: str) -> str | None:
        """Return the address of a picture in the target, or None if it stays as it is."""

    def link(self, context: Context, target: str) -> str | None:
        """Return the new target of a link, or None if it stays as it is."""


@dataclass(slots=True)
class Context:
    """One body during its translation."""

    document: Document
    account: Account
    links: Resolver
    masked: Masked | None = None
    syntax: list[str] = field(default_factory=list)
    """Pieces of the source that are not text: template syntax and addresses."""
    added: list[str] = field(default_factory=list)
    """Text that the translation adds, such as titles of boxes."""
    extensions: set[str] = field(default_factory=set)
    """Extensions of MyST that the body needs."""
    _seen: dict[str, int] = field(default_factory=dict)

    def place(self, matched: str) -> Place:
        """Return the place of the next occurrence of *matched* in the source."""
        first = matched.split("\n", 1)[0]
        if self.masked is not None:
            first = self.masked.shown(first)
        body = self.document.body
        at = body.find(first, self._seen.get(first, 0))
        if at < 0:
            at = max(body.find(first), 0)
        self._seen[first] = at + max(len(first), 1)
        return Place(self.document.path, self.document.body_line + body.count("\n", 0, at))

    def count(self, name: str, fate: ConstructFate, matched: str) -> Place:
        """Count a construct; *matched* is its text in the source."""
        place = self.place(matched)
        self.account.construct(name, fate, place)
        return place

    def translated(self, name: str, matched: str, syntax: str | None = None) -> None:
        """Count a translated construct; *syntax* is the part of it that is not text."""
        self.count(name, "translated", matched)
        self.drop(matched if syntax is None else syntax)

    def drop(self, syntax: str) -> None:
        """Record a piece of the source that is not text."""
        self.syntax.append(self.masked.shown(syntax) if self.masked else syntax)

    def gone(self, name: str, keep: str = "") -> Callable[[re.Match[str]], str]:
        """Return a function for ``re.sub`` that counts a match and replaces it by *keep*."""

        def replace(match: re.Match[str]) -> str:
            self.translated(name, match[0].strip())
            return keep

        return replace

    def as_text(self, name: str, matched: str, *, alone: bool = False, indent: str = "") -> str:
        """Show an unknown construct as it was written, and report it.

        :param alone: Whether its lines hold nothing else; *indent* is what stands before it then.
        """
        place = self.count(name, "text", matched)
        self.account.note(place, "construct", f"{name} is shown as text")
        shown = self.masked.shown(matched) if self.masked else matched
        piece = fence(shown, "text").replace("\n", f"\n{indent}") if alone else code_span(shown)
        return self.hide(piece)

    def by_hand(self, name: str, matched: str, why: str) -> None:
        """Count a construct that an editor has to look at."""
        place = self.count(name, "by hand", matched)
        self.account.note(place, "construct", f"{name}: {why}")

    def hide(self, piece: str) -> str:
        """Hide *piece* from other translators."""
        return self.masked.hide(piece) if self.masked else piece

    def shown(self, text: str) -> str:
        """Return *text* with its code."""
        return self.masked.shown(text) if self.masked else text

    def dedent(self, text: str) -> str:
        """Return *text* without empty lines around it and the indentation of all its lines."""
        text = text.strip("\n")
        text = self.masked.dedent(text) if self.masked else textwrap.dedent(text)
        return re.sub(r"^[ \t]+$", "", text, flags=re.MULTILINE)

    def indent(self, text: str, margin: str) -> str:
        """Return *text* with *margin* before all its lines but the first."""
        if self.masked:
            return self.masked.indent(text, margin)
        return text.replace("\n", f"\n{margin}")

    def directive(self, name: str, title: str, content: str) -> str:
        """Return Markdown *content* in a directive, whose fences `Masked.result` writes."""
        masked = self.masked
        if masked is None:
            raise RuntimeError("directives are made when code is masked")
        head = f"{masked.begin}{{{name}}} {' '.join(title.split())}".rstrip()
        return f"{head}\n{content.rstrip(chr(10))}\n{masked.end}"

    def dropdown(self, title: str, content: str, *, kind: str = "", is_open: bool = False) -> str:
        """Return a text that readers can fold out, in the colour of a kind of callout."""
        self.added.append(title)
        options = ":open:\n" if is_open else ""
        if kind:
            options += f":color: {COLOURS[CALLOUTS.get(kind.casefold(), 'note')]}\n"
        return self.directive("dropdown", title, f"{options}\n{content.strip(chr(10))}")

    def callout(self, kind: str, title: str, content: str) -> str:
        """Return an admonition of MyST; with a title of its own, it keeps the style of its kind."""
        known = CALLOUTS.get(kind.casefold(), "note")
        content = content.strip("\n")
        if not content:
            title, content = "", title  # docutils shows no box without a text
        if title:
            return self.directive("admonition", title, f":class: {known}\n\n{content}")
        # A blank line, so that nothing in the text is taken for an option; docutils wants a text.
        return self.directive(known, "", f"\n\n{content}" if content else "\n<!-- -->")
