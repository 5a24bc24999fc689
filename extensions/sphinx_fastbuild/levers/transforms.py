"""The lever ``transforms``: run a transform only on documents that contain something for it."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.levers import code_languages, known_transforms
from sphinx_fastbuild.levers.transform_rules import declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

    from sphinx_fastbuild.levers.transform_rules import Rule

_POST_TRANSFORM = "sphinx.transforms.post_transforms:SphinxPostTransform"

KNOWN: Mapping[str, str] = {
    "docutils.transforms:Transformer.apply_transforms": "c6247d8df61f",
    f"{_POST_TRANSFORM}.apply": "48332352bdf1",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("docutils.transforms:Transformer.apply_transforms", _apply_transforms, KNOWN)
    yield code_languages.PATCH


_children = attrgetter("children")


class Presence:
    """The classes of the nodes of a document, searched again only when they may have changed."""

    def __init__(self, document: nodes.document) -> None:
        self.document = document
        self._nodes: list[Any] = []
        self._classes: set[type] = set()

    def forget(self) -> None:
        """Search again next time: the nodes may have changed."""
        self._classes.clear()

    def calls_for(self, rule: Rule) -> bool:
        """Return whether a transform with *rule* has something to do."""
        if rule.records and not self._has_recorded(rule.records):
            return False
        if isinstance(self.document, rule.needs) and not rule.attribute:
            return True
        if not self._classes:
            self._search()
        if self._classes.isdisjoint(rule.needs):
            return False
        if not rule.attribute:
            return True
        classes = {cls for cls in self._classes if issubclass(cls, rule.needs)}
        if nodes.target in classes:
            return True
        return any(rule.attribute in node for node in self._nodes if type(node) in classes)

    def _has_recorded(self, records: tuple[str, ...]) -> bool:
        document = self.document
        return any(
            getattr(document, name, None) or getattr(document.settings, name, None)
            for name in records
        )

    def _search(self) -> None:
        self._nodes = [self.document]
        level = self._nodes
        while level:
            level = list(chain.from_iterable(map(_children, level)))
            self._nodes = self._nodes + level
        self._classes = {base for cls in set(map(type, self._nodes)) for base in cls.__mro__}


def _apply_transforms(stock: Callable[[Any], None]) -> Callable[[Any], None]:
    rules = known_transforms.rules()
    post_transform = lookup(_POST_TRANSFORM)

    def is_for_other_builders(transform: Any) -> bool:
        """Return whether a transform declares that it does nothing for this builder."""
        return (
            isinstance(transform, post_transform)
            and type(transform).apply is post_transform.apply
            and not transform.is_supported()
        )

    def apply_transforms(self: Any) -> None:
        document = self.document
        document.reporter.attach_observer(document.note_transform_message)
        presence = Presence(document)
        while self.transforms:
            if not self.sorted:
                # A transform may add others.
                self.transforms.sort(reverse=True)
                self.sorted = True
            priority, transform, pending, arguments = self.transforms.pop()
            rule = None
            if pending is None:
                rule = rules.get(transform) or declared(transform)
            if rule is None or presence.calls_for(rule):
                made = transform(document, startnode=pending)
                if not is_for_other_builders(made):
                    made.apply(**arguments)
                    if rule is None or rule.may_add(document):
                        presence.forget()
            self.applied.append((priority, transform, pending, arguments))
        document.reporter.detach_observer(document.note_transform_message)

    return apply_transforms


LEVER = Lever(
    "transforms",
    "Run transforms only on documents that hold something for them.",
    _patches,
    changed=known_transforms.changed,
)
