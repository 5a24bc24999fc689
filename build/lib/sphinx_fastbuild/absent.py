"""Files that a document asked for and that were not there, or not yet.

Sphinx knows of a file that a document depends on when there is one.  It does not know that a
document would have taken a picture in the language of the site, or one in a better format, and
docutils does not say which file it could not open but in words.
"""

from __future__ import annotations

import re
from ast import literal_eval
from functools import cache
from glob import escape, glob
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import get_image_filename_for_language

from sphinx_fastbuild.notes import Notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

#: How Python says that a file could not be opened.
_NOT_OPENED = re.compile(r"\[Errno \d+\] .+?: ('.*?'|\".*?\")")


#: Patterns that each document asked for, and what they matched.
absent_files: Notes[dict[str, list[str]]] = Notes("absent")


class NoteAbsentFiles(SphinxTransform):
    """Note the patterns of files that would change the document, with those that they match."""

    # What docutils has said still stands in the document as it was: before quotes become smart
    # (750), and after others may have pointed pictures elsewhere.
    default_priority = 740
    fastbuild_needs = (nodes.document,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        messages = [*self.document.parse_messages, *self.document.transform_messages]
        patterns: set[str] = set()
        for node in self.document.findall(nodes.Element):
            if isinstance(node, nodes.image):
                patterns.update(self._of_picture(node))
            elif isinstance(node, nodes.system_message):
                messages.append(node)
        patterns.update(chain.from_iterable(map(_not_opened, messages)))
        found = {pattern: _matching(self.env, pattern) for pattern in sorted(patterns)}
        absent_files.of(self.env)[self.env.docname] = found

    def _of_picture(self, image: nodes.image) -> Iterator[str]:
        """Yield what Sphinx looks for in place of a picture: other languages, other formats."""
        uri = image.get("uri", "")
        if "://" in uri or uri.startswith("data:"):
            return
        any_format = uri.endswith(".*")
        for name in (uri, get_image_filename_for_language(uri, self.env)):
            path = self.env.relfn2path(name, self.env.docname)[0]
            if any_format:
                yield path
            elif name != uri:
                yield escape(path)


def _not_opened(message: nodes.system_message) -> Iterator[str]:
    """Yield what docutils says in *message* that it could not open."""
    for name in _NOT_OPENED.findall(message.astext()):
        # Docutils names files from where the build was started.
        yield escape(str(Path.cwd() / literal_eval(name)))


def found_by_now(env: BuildEnvironment) -> Iterator[str]:
    """Yield the documents that would find other files today."""

    @cache  # many documents may show one picture
    def matching(pattern: str) -> list[str]:
        return _matching(env, pattern)

    for docname, patterns in absent_files.of(env).items():
        if any(matching(pattern) != then for pattern, then in patterns.items()):
            yield docname


def _matching(env: BuildEnvironment, pattern: str) -> list[str]:
    return sorted(glob(pattern, root_dir=env.srcdir))  # noqa: PTH207 -- Sphinx looks this way
