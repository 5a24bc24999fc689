"""Transforms: each runs only on documents that hold something for it."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.transforms import Transformer
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_fastbuild import patching
from sphinx_fastbuild.rules import declared, rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils.transforms import Transform
    from sphinx.application import Sphinx

    from sphinx_fastbuild.rules import Rule

KNOWN: Mapping[Any, str] = {
    Transformer.apply_transforms: "c6247d8df61f",
    SphinxPostTransform.apply: "48332352bdf1",
}


def pull(app: Sphinx) -> None:
    """Replace the loop over all transforms."""
    if app.config.fastbuild_transforms:
        make = _apply_transforms(rules())
        patching.replace("transforms", Transformer, "apply_transforms", make, KNOWN)


_children = attrgetter("children")


class Presence:
    """The classes of the nodes of a document, looked for again only when they may have changed."""

    def __init__(self, document: nodes.document) -> None:
        self.document = document
        self._nodes: list[Any] = []
        self._classes: set[type] = set()

    def change(self) -> None:
        """Take note that there may be other nodes now."""
        self._classes.clear()

    def calls_for(self, rule: Rule) -> bool:
        """Tell whether a transform with that rule has something to do."""
        if rule.records and not self._has_noted(rule.records):
            return False
        if isinstance(self.document, rule.needs) and not rule.attribute:
            return True
        if not self._classes:
            self._look()
        if self._classes.isdisjoint(rule.needs):
            return False
        if not rule.attribute:
            return True
        classes = {cls for cls in self._classes if issubclass(cls, rule.needs)}
        if nodes.target in classes:
            return True
        return any(rule.attribute in node for node in self._nodes if type(node) in classes)

    def _has_noted(self, records: tuple[str, ...]) -> bool:
        document = self.document
        return any(
            getattr(document, name, None) or getattr(document.settings, name, None)
            for name in records
        )

    def _look(self) -> None:
        self._nodes = [self.document]
        level = self._nodes
        while level:
            level = list(chain.from_iterable(map(_children, level)))
            self._nodes = self._nodes + level
        self._classes = {base for cls in set(map(type, self._nodes)) for base in cls.__mro__}


def _is_for_others(transform: Transform) -> bool:
    """Tell whether a transform says by itself that it does nothing for this builder."""
    return (
        isinstance(transform, SphinxPostTransform)
        and type(transform).apply is SphinxPostTransform.apply
        and not transform.is_supported()
    )


def _apply_transforms(
    rules: Mapping[type[Transform], Rule],
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    def make(stock: Callable[[Any], None]) -> Callable[[Any], None]:
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
                    at_work = transform(document, startnode=pending)
                    if not _is_for_others(at_work):
                        at_work.apply(**arguments)
                        if rule is None or rule.may_add(document):
                            presence.change()
                self.applied.append((priority, transform, pending, arguments))
            document.reporter.detach_observer(document.note_transform_message)

        return apply_transforms

    return make
