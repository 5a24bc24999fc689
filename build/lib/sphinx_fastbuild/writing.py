"""Writing: workers load, resolve and write whole batches of documents.

Sphinx resolves every document in its main process and sends the trees to the workers, so that
more than two processes have nothing to do.  Here a worker does everything, and sends back what
the main process needs of it: the pictures to copy and the words of the search index.

Resolving calls transforms, domains and handlers of ``doctree-resolved``, which Sphinx promises to
call in the main process.  They are called in workers only if all of them are known to keep
nothing in memory: those of Sphinx, MyST, Furo and the like, and those of extensions that say so
by ``"fastbuild_resolve_safe": True`` in the metadata that their ``setup()`` returns.
"""

from __future__ import annotations

import math
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from sphinx.builders import Builder, _write_docname
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.text import TextBuilder
from sphinx.builders.xml import XMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.locale import __
from sphinx.search import IndexBuilder
from sphinx.util import logging
from sphinx.util.display import status_iterator

from sphinx_fastbuild import batches, collector, messages, page_pictures
from sphinx_fastbuild.trust import is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

#: The event that tells of every batch: some documents have been written, and these are left.
WRITTEN = "fastbuild-written"

KNOWN: Mapping[Any, str] = {
    Builder._write_serial: "9be51b2eed23",  # noqa: SLF001
    Builder._write_parallel: "74fd19dc709e",  # noqa: SLF001
    Builder.write_doc_serialized: "3509632d9c68",
    _write_docname: "8f7f663384ef",
    StandaloneHTMLBuilder.write_doc_serialized: "8cb80ad546de",
    StandaloneHTMLBuilder.post_process_images: "7c0f448ca966",
    StandaloneHTMLBuilder.index_page: "387d2d1549df",
    BuildEnvironment.get_and_resolve_doctree: "9c9131d487d4",
    IndexBuilder.__init__: "3bcfa235c47e",
    IndexBuilder.feed: "926b8987a096",
}

#: Builders all of whose work on one document is known.
BUILDERS = (StandaloneHTMLBuilder, DirectoryHTMLBuilder, TextBuilder, XMLBuilder)

#: Packages whose transforms, domains and handlers keep nothing from one document to the next.
RESOLVE_SAFE = frozenset(
    {"sphinx", "docutils", "myst_parser", "sphinx_design", "furo", "sphinx_copybutton", "notfound"}
)

#: Parts of Sphinx that do keep something: downloaded and converted pictures.
KEEPERS = frozenset({"sphinx.ext.imgconverter"})

#: What an indexer holds by document, and by word.
BY_DOCUMENT = ("_titles", "_filenames", "_all_titles", "_index_entries")
BY_WORD = ("_mapping", "_title_mapping")


class Written(NamedTuple):
    """What the main process needs of a batch that was written."""

    documents: Sequence[str]
    images: dict[str, str]
    pictures: page_pictures.Pictures
    words: dict[str, dict[str, Any]]


def pull(app: Sphinx) -> None:
    """Have the builder write as this module does."""
    if app.config.fastbuild_write and is_known("write", KNOWN):
        writing = Writing(app)
        builder = app.builder
        builder._write_serial = writing.serially  # type: ignore[method-assign]  # noqa: SLF001
        if type(builder) in BUILDERS:
            builder._write_parallel = writing.in_batches  # type: ignore[method-assign]  # noqa: SLF001


class Writing:
    """What replaces the writing methods of a builder."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.builder: Any = app.builder
        self.in_stock_batches = app.builder._write_parallel  # noqa: SLF001

    def serially(self, docnames: Sequence[str]) -> None:
        """Write documents one after the other, keeping none of their trees in memory."""
        summary = __("writing output... ")
        self.write_each(messages.shown(self.app, docnames, summary, "darkgreen"))

    def write_each(self, docnames: Iterable[str]) -> None:
        """Write documents in this process."""
        held = nullcontext() if self.app._exception_on_warning else logging.pending_warnings()  # noqa: SLF001
        with held, collector.set_apart(self.app.config.fastbuild_collector):
            for docname in collector.collecting(docnames):
                self.write(docname)

    def in_batches(self, docnames: Sequence[str], nproc: int) -> None:
        """Write documents in forked processes.

        :param nproc: One less than there may be, for Sphinx resolves in the main process.
        """
        if stranger := next(strangers(self.app), None):
            logger.debug("fastbuild_write: %s may keep something, so Sphinx writes", stranger)
            self.in_stock_batches(docnames, nproc)
            return
        if len(docnames) < batches.FIRST + 2 * batches.SMALLEST:
            self.serially(docnames)
            return
        # Of every kind, as far as neighbours are alike: a folder's sidebar, a language of code.
        first = docnames[:: math.ceil(len(docnames) / batches.FIRST)]
        self.write_each(first)
        others = [docname for docname in docnames if docname not in first]
        cut = batches.cut(others, nproc + 1)
        with collector.set_apart(self.app.config.fastbuild_collector):
            for written in status_iterator(
                batches.run(cut, self.write_batch, nproc + 1),
                __("writing output... "),
                "darkgreen",
                len(cut),
                self.app.config.verbosity,
                stringify_func=lambda done: f"{done.documents[0]} .. {done.documents[-1]}",
            ):
                self._take(written)
                del others[: len(written.documents)]
                self.app.emit(WRITTEN, others)

    def write_batch(self, docnames: Sequence[str]) -> Written:
        """Write a batch, in a process of its own."""
        known = dict(getattr(self.builder, "images", {}))
        indexer = getattr(self.builder, "indexer", None)
        if indexer is not None:
            for name in (*BY_DOCUMENT, *BY_WORD):
                setattr(indexer, name, {})
        for docname in docnames:
            self.write(docname)
        images = {
            source: name for source, name in self.builder.images.items() if source not in known
        }
        words = {name: vars(indexer)[name] for name in (*BY_DOCUMENT, *BY_WORD)} if indexer else {}
        return Written(docnames, images, page_pictures.of_written_pages(self.builder), words)

    def write(self, docname: str) -> None:
        """Load, resolve and write one document."""
        env = self.builder.env
        _write_docname(docname, env=env, builder=self.builder, tags=self.builder.tags)
        # What was loaded for it is not needed again, but for the root's.
        if docname != self.app.config.root_doc:
            env._pickled_doctree_cache.pop(docname, None)  # noqa: SLF001

    def _take(self, written: Written) -> None:
        self.builder.images.update(written.images)
        page_pictures.of_written_pages(self.builder).update(written.pictures)
        indexer = getattr(self.builder, "indexer", None)
        if indexer is None:
            return
        for name in BY_DOCUMENT:
            getattr(indexer, name).update(written.words[name])
        for name in BY_WORD:
            words = getattr(indexer, name)
            for word, documents in written.words[name].items():
                words.setdefault(word, set()).update(documents)


def strangers(app: Sphinx) -> Iterator[str]:
    """Yield modules that take part in resolving and of which nothing is known."""
    taking_part = {
        *(transform.__module__ for transform in app.registry.get_post_transforms()),
        *(type(domain).__module__ for domain in app.env.domains.sorted()),
        *(
            listener.handler.__module__
            for event in ("doctree-resolved", "missing-reference", "warn-missing-reference")
            for listener in app.events.listeners.get(event, ())
        ),
    }
    declared = {
        extension.module.__name__.partition(".")[0]
        for extension in app.extensions.values()
        if extension.metadata.get("fastbuild_resolve_safe")
    }
    for module in sorted(taking_part):
        package = module.partition(".")[0]
        if package not in RESOLVE_SAFE | declared or module in KEEPERS:
            yield module
