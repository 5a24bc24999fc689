"""What lists of documents show: titles, headings and numbers of all that stands below."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_fastbuild import fingerprint, tocs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: What an extension's ``setup()`` returns when no page shows the tree of all documents: it puts
#: another in the place of the ``toctree`` of templates, and tells itself when that one changes.
DECLARATION = "fastbuild_own_toctree"


class Trees:
    """The tree of documents, as it is today."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.env = env
        self._entries: dict[str, str] = {}

    def below(self, documents: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield *documents* and all below them, each with what a list shows of it."""
        pending, seen = list(documents), set()
        while pending:
            docname = pending.pop()
            if docname in seen or docname not in self.env.titles:
                continue
            seen.add(docname)
            yield docname, self._entry(docname)
            pending += self.env.toctree_includes.get(docname, ())

    @cached_property
    def whole(self) -> str:
        """The fingerprint of the tree of all documents, as themes show it beside every page."""
        return fingerprint.of_value(list(self.below([self.env.config.root_doc])))

    def _entry(self, docname: str) -> str:
        if docname not in self._entries:
            env = self.env
            # As they are written: a title may have markup, and a heading another address.
            self._entries[docname] = fingerprint.of_value(
                (
                    env.titles[docname].pformat(),
                    tocs.shown_of(env, docname),
                    env.toc_secnumbers.get(docname),
                    env.metadata.get(docname, {}).get("tocdepth"),
                )
            )
        return self._entries[docname]


def are_on_every_page(app: Sphinx) -> bool:
    """Tell whether themes are given the tree of all documents, to show it beside every page."""
    return not any(extension.metadata.get(DECLARATION) for extension in app.extensions.values())
