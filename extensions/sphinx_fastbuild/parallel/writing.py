"""The lever ``write``: workers load, resolve and write whole batches of documents.

Sphinx resolves every document in its main process and sends the trees to the workers, so more than
two processes have nothing to do.  Here a worker does everything.  It sends back only the data for
the main process: the images to copy and the words of the search index.

Resolving calls transforms, domains and handlers of ``doctree-resolved``, which Sphinx promises to
call in the main process.  They are called in workers only if all of them are known to keep
nothing in memory: those of Sphinx, MyST, Furo and the like, and those of extensions that declare it
with ``"fastbuild_resolve_safe": True`` in the metadata that their ``setup()`` returns.
"""

from __future__ import annotations

import math
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.locale import __
from sphinx.util import logging
from sphinx.util.display import status_iterator

from sphinx_fastbuild import page_images
from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.parallel import batches, garbage, progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

#: This event is emitted after each batch with the docnames that are left to be written; documents
#: that are written one after the other are one batch.
WRITTEN = "fastbuild-written"

_BUILDER = "sphinx.builders:Builder"
_HTML = "sphinx.builders.html:StandaloneHTMLBuilder"
_WRITE_DOCNAME = "sphinx.builders:_write_docname"

KNOWN: Mapping[str, str] = {
    f"{_BUILDER}._write_serial": "9be51b2eed23",
    f"{_BUILDER}._write_parallel": "74fd19dc709e",
    f"{_BUILDER}.write_doc_serialized": "3509632d9c68",
    _WRITE_DOCNAME: "8f7f663384ef",
    f"{_HTML}.write_doc_serialized": "8cb80ad546de",
    f"{_HTML}.post_process_images": "7c0f448ca966",
    f"{_HTML}.index_page": "387d2d1549df",
    "sphinx.environment:BuildEnvironment.get_and_resolve_doctree": "9c9131d487d4",
    "sphinx.search:IndexBuilder.__init__": "3bcfa235c47e",
    "sphinx.search:IndexBuilder.feed": "926b8987a096",
}

#: Builders whose work on one document we have reviewed completely.
BUILDERS = frozenset(
    {
        "sphinx.builders.dirhtml.DirectoryHTMLBuilder",
        "sphinx.builders.html.StandaloneHTMLBuilder",
        "sphinx.builders.text.TextBuilder",
        "sphinx.builders.xml.XMLBuilder",
    }
)

#: Packages whose transforms, domains and handlers keep nothing from one document to the next.
RESOLVE_SAFE = frozenset(
    {
        "docutils",
        "furo",
        "myst_parser",
        "notfound",
        "sphinx",
        "sphinx_copybutton",
        "sphinx_design",
        "sphinx_inline_tabs",
    }
)

#: Modules of Sphinx that do keep something in memory: downloaded and converted images.
NOT_RESOLVE_SAFE = frozenset({"sphinx.ext.imgconverter"})

#: Attributes of an index builder: dictionaries by docname, and by word.
BY_DOCUMENT = ("_titles", "_filenames", "_all_titles", "_index_entries")
BY_WORD = ("_mapping", "_title_mapping")


class Written(NamedTuple):
    """The data of a batch for the main process."""

    docnames: Sequence[str]
    images: dict[str, str]
    page_images: page_images.PageImages
    words: dict[str, dict[str, Any]]


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch(f"{_BUILDER}._write_serial", _write_serial, KNOWN)
    yield Patch(f"{_BUILDER}._write_parallel", _write_parallel, KNOWN)


def _write_serial(stock: object) -> Callable[[Any, Sequence[str]], None]:
    return lambda builder, docnames: Writing(builder).serially(docnames)


def _write_parallel(
    stock: Callable[[Any, Sequence[str], int], None],
) -> Callable[[Any, Sequence[str], int], None]:
    def write_parallel(builder: Any, docnames: Sequence[str], nproc: int) -> None:
        # nproc is one less than the number of jobs, because Sphinx resolves in the main process.
        if _name_of(builder) not in BUILDERS:
            stock(builder, docnames, nproc)
        elif unsafe := next(not_resolve_safe(builder._app), None):  # noqa: SLF001
            logger.debug("fastbuild_write: %s may keep something, so Sphinx writes", unsafe)
            stock(builder, docnames, nproc)
        else:
            Writing(builder).in_batches(docnames, nproc + 1)

    return write_parallel


def _name_of(builder: object) -> str:
    return f"{type(builder).__module__}.{type(builder).__qualname__}"


class Writing:
    """Replaces the writing methods of a builder."""

    def __init__(self, builder: Any) -> None:
        self.app: Sphinx = builder._app  # noqa: SLF001
        self.builder = builder
        self.write_docname = lookup(_WRITE_DOCNAME)

    def serially(self, docnames: Sequence[str]) -> None:
        """Write documents one after the other, without keeping their trees in memory."""
        summary = __("writing output... ")
        self.write_each(progress.shown(self.app, docnames, summary, "darkgreen"))
        self.app.emit(WRITTEN, [])

    def write_each(self, docnames: Iterable[str]) -> None:
        """Write documents in this process."""
        held = nullcontext() if self.app._exception_on_warning else logging.pending_warnings()  # noqa: SLF001
        with held, garbage.frozen(self.app.config.fastbuild_collector):
            for docname in garbage.collecting(docnames):
                self.write(docname)

    def in_batches(self, docnames: Sequence[str], jobs: int) -> None:
        """Write documents in up to *jobs* forked processes."""
        if len(docnames) < batches.FIRST + 2 * batches.SMALLEST:
            self.serially(docnames)
            return
        # Spread over all documents: neighbours often need the same sidebars and lexers.
        first = docnames[:: math.ceil(len(docnames) / batches.FIRST)]
        self.write_each(first)
        others = [docname for docname in docnames if docname not in first]
        cut = batches.cut(others, jobs)
        with garbage.frozen(self.app.config.fastbuild_collector):
            for written in status_iterator(
                batches.run(cut, self.write_batch, jobs),
                __("writing output... "),
                "darkgreen",
                len(cut),
                self.app.config.verbosity,
                stringify_func=lambda done: f"{done.docnames[0]} .. {done.docnames[-1]}",
            ):
                self._take(written)
                del others[: len(written.docnames)]
                self.app.emit(WRITTEN, others)

    def write_batch(self, docnames: Sequence[str]) -> Written:
        """Write a batch in a separate process."""
        known = dict(getattr(self.builder, "images", {}))
        indexer = getattr(self.builder, "indexer", None)
        if indexer is not None:
            for name in (*BY_DOCUMENT, *BY_WORD):
                setattr(indexer, name, {})
        for docname in garbage.collecting(docnames, batches.LARGEST):
            self.write(docname)
        images = {
            source: name for source, name in self.builder.images.items() if source not in known
        }
        words = {name: vars(indexer)[name] for name in (*BY_DOCUMENT, *BY_WORD)} if indexer else {}
        # This process also has those of all pages that were written before it was forked.
        recorded = page_images.of_written_pages(self.builder)
        ours = {docname: recorded[docname] for docname in docnames if docname in recorded}
        return Written(docnames, images, ours, words)

    def write(self, docname: str) -> None:
        """Load, resolve and write one document."""
        env = self.builder.env
        self.write_docname(docname, env=env, builder=self.builder, tags=self.builder.tags)
        # Only the doctree of the root is needed again.
        if docname != self.app.config.root_doc:
            env._pickled_doctree_cache.pop(docname, None)  # noqa: SLF001

    def _take(self, written: Written) -> None:
        self.builder.images.update(written.images)
        page_images.of_written_pages(self.builder).update(written.page_images)
        indexer = getattr(self.builder, "indexer", None)
        if indexer is None:
            return
        for name in BY_DOCUMENT:
            getattr(indexer, name).update(written.words[name])
        for name in BY_WORD:
            words = getattr(indexer, name)
            for word, documents in written.words[name].items():
                words.setdefault(word, set()).update(documents)


def not_resolve_safe(app: Sphinx) -> Iterator[str]:
    """Yield the modules that take part in resolving and may keep something in memory."""
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
        if package not in RESOLVE_SAFE | declared or module in NOT_RESOLVE_SAFE:
            yield module


LEVER = Lever("write", "Resolve and write in forked batches.", _patches)
