"""Rules: what a document must contain so that a transform has anything to do.

Each was written from the source of the transform.  If the transform does something else now, or
is not listed here, it always runs.  A transform of an extension can state its own rule:
``fastbuild_needs``, an attribute of the class, is a tuple of node classes without any of which it
does nothing.  ``fastbuild_adds = False`` means that it adds no nodes of new classes; a static
method of that name returns this for each document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard import verify
from sphinx_fastbuild.guard.names import lookup

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.transforms import Transform

Adds = bool | Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """When one transform has something to do, and which nodes it may add."""

    needs: tuple[type, ...]
    """It does nothing if there is no node of any of these classes."""
    adds: Adds = True
    """Whether it may add nodes of new classes, or a function that returns it for a document."""
    attribute: str = ""
    """Only nodes with this attribute matter, and targets."""
    records: tuple[str, ...] = ()
    """It does nothing unless the document or its settings have a non-empty attribute of these."""

    def may_add(self, document: nodes.document) -> bool:
        """Return whether the transform may add nodes of new classes to *document*."""
        return self.adds if isinstance(self.adds, bool) else self.adds(document)


#: Attributes of a document with its footnotes.
FOOTNOTES = ("autofootnotes", "footnotes", "symbol_footnotes")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A rule, and the source that it was written from.

    All classes and methods are names, as in :mod:`sphinx_fastbuild.guard.names`.
    """

    method: str
    """The method of the transform that the rule was written from."""
    fingerprint: str
    needs: str
    """Classes of nodes, separated by spaces.  Without a colon they are those of docutils, and with
    ``addnodes.`` those of Sphinx."""
    adds: Adds = True
    attribute: str = ""
    records: tuple[str, ...] = ()
    """With a colon, the name of a constant that contains the name of the attribute."""
    also: Mapping[str, str] = field(default_factory=dict)
    """Other functions that the rule was written from, with fingerprints."""
    transform: str = ""
    """The class of the transform, if it inherits the method."""

    @property
    def known(self) -> Mapping[str, str]:
        """All names that the rule relies on, for :func:`~sphinx_fastbuild.guard.verify.check`."""
        constants = (record for record in self.records if ":" in record)
        names = dict.fromkeys((self._class, *self._nodes, *constants), verify.EXISTS)
        return {**names, self.method: self.fingerprint, **self.also}

    @property
    def _class(self) -> str:
        return self.transform or self.method.rpartition(".")[0]

    @property
    def _nodes(self) -> tuple[str, ...]:
        return tuple(map(_node, self.needs.split()))

    def rule(self) -> tuple[type[Transform], Rule]:
        """Return the class of the transform, and the rule.

        :raises ChangedError: something has changed since the rule was written.
        """
        verify.check(self.known)
        needs = tuple(map(lookup, self._nodes))
        records = tuple(lookup(one) if ":" in one else one for one in self.records)
        return lookup(self._class), Rule(needs, self.adds, self.attribute, records)


def _node(name: str) -> str:
    """Return the full name of a class of nodes."""
    if ":" in name:
        return name
    module, _, cls = name.rpartition(".")
    return f"sphinx.{module}:{cls}" if module else f"docutils.nodes:{cls}"


def declared(transform: type[Transform]) -> Rule | None:
    """Return the rule that a transform states in its own class; a base class does not count."""
    own = vars(transform)
    if "fastbuild_needs" not in own:
        return None
    return Rule(own["fastbuild_needs"], own.get("fastbuild_adds", True))
