"""Digests of the content of toctrees: titles, headings and numbers of all documents below."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_fastbuild import digest, packed_tocs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: A key in the metadata of an extension that replaces the ``toctree`` of templates, so that no
#: page shows the toctree of all documents.  It reports which pages its own toctree changes.
OWN_TOCTREE = "fastbuild_own_toctree"


class Toctrees:
    """The toctrees of the environment as they are now."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.env = env
        self._entries: dict[str, str] = {}

    def below(self, documents: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield *documents* and all below, each with the digest of its entry in a toctree."""
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
        """The digest of the toctree of all documents, which themes show beside every page."""
        return digest.of_value(list(self.below([self.env.config.root_doc])))

    def _entry(self, docname: str) -> str:
        if docname not in self._entries:
            env = self.env
            # With markup and anchors: a toctree shows both.
            self._entries[docname] = digest.of_value(
                (
                    env.titles[docname].pformat(),
                    packed_tocs.digest_of(env, docname),
                    env.toc_secnumbers.get(docname),
                    env.metadata.get(docname, {}).get("tocdepth"),
                )
            )
        return self._entries[docname]


def is_on_every_page(app: Sphinx) -> bool:
    """Return whether templates get the toctree of all documents, to show it beside every page."""
    return not any(extension.metadata.get(OWN_TOCTREE) for extension in app.extensions.values())
