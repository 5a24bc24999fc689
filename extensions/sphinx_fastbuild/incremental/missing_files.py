"""Read a document again when a file exists that it looked for in vain.

Sphinx records dependencies of a document only if the files exist.  It does not record that the
document would prefer an image in the language of the site or in a better format.  And docutils
names a file that it could not open only in its message.
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

from sphinx_fastbuild.incremental.records import Records
from sphinx_fastbuild.traverse import of_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

#: Python's message for a file that could not be opened.
_NOT_OPENED = re.compile(r"\[Errno \d+\] [^:\[\n]+: ('[^'\n]*'|\"[^\"\n]*\")")

#: Glob patterns that each document looked for, and what they matched.
wanted_files: Records[dict[str, list[str]]] = Records("absent")


class NoteWantedFiles(SphinxTransform):
    """Record the patterns of files that would change the document, with their matches."""

    # Before smart quotes (750) change the messages of docutils, and after other transforms may
    # have changed the URIs of images.
    default_priority = 740
    fastbuild_needs = (nodes.document,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        messages = [*self.document.parse_messages, *self.document.transform_messages]
        patterns: set[str] = set()
        for node in of_class(self.document, (nodes.image, nodes.system_message)):
            if isinstance(node, nodes.image):
                patterns.update(self._of_image(node))
            else:
                messages.append(node)
        patterns.update(chain.from_iterable(map(_not_opened, messages)))
        found = {pattern: _matching(self.env, pattern) for pattern in sorted(patterns)}
        wanted_files.of(self.env)[self.env.docname] = found

    def _of_image(self, image: nodes.image) -> Iterator[str]:
        """Yield the alternatives to an image that Sphinx looks for: languages and formats."""
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
    """Yield the patterns of the files that docutils could not open, according to *message*."""
    for name in _NOT_OPENED.findall(message.astext()):
        # Docutils gives paths relative to the working directory.
        yield escape(str(Path.cwd() / literal_eval(name)))


def finding_other_files(env: BuildEnvironment) -> Iterator[str]:
    """Yield the documents that would find other files now than when they were read."""

    @cache  # many documents may show one image
    def matching(pattern: str) -> list[str]:
        return _matching(env, pattern)

    for docname, patterns in wanted_files.of(env).items():
        if any(matching(pattern) != then for pattern, then in patterns.items()):
            yield docname


def _matching(env: BuildEnvironment, pattern: str) -> list[str]:
    return sorted(glob(pattern, root_dir=env.srcdir))  # noqa: PTH207 -- Sphinx looks this way
