"""Reading: in forked batches whose environments hold nothing but what they read."""

from __future__ import annotations

import pickle
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders import Builder
from sphinx.locale import __
from sphinx.util.display import status_iterator

from sphinx_fastbuild import batches, collector, messages
from sphinx_fastbuild.tocs import Tables
from sphinx_fastbuild.trust import is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {
    Builder._read_serial: "fb6cbaa550cc",  # noqa: SLF001
    Builder._read_parallel: "1dcf8cc38ff6",  # noqa: SLF001
    Builder.read_doc: "99b5001566e6",
    Builder.write_doctree: "86858cdaff90 2c7b8c787021",
}


def pull(app: Sphinx) -> None:
    """Have the builder read as this module does."""
    if app.config.fastbuild_read and is_known("read", KNOWN):
        reading = Reading(app)
        builder = app.builder
        builder._read_serial = reading.serially  # type: ignore[method-assign]  # noqa: SLF001
        builder._read_parallel = reading.in_batches  # type: ignore[method-assign]  # noqa: SLF001


class Reading:
    """What replaces the reading methods of a builder."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.builder = app.builder

    def serially(self, docnames: list[str]) -> None:
        """Read documents one after the other, without keeping their trees in memory.

        What is left of the last reading is forgotten before any is read: a document shall not
        find that another one, which is read after it, claims what is its own.
        """
        for docname in docnames:
            self.clear(docname)
        self.read(messages.shown(self.app, docnames, __("reading sources... "), "purple"))

    def read(self, docnames: Iterable[str]) -> None:
        """Read documents of which nothing is left from an earlier time."""
        with collector.set_apart(self.app.config.fastbuild_collector):
            for docname in collector.collecting(docnames):
                self.builder.read_doc(docname, _cache=False)

    def in_batches(self, docnames: list[str], nproc: int) -> None:
        """Read documents in forked processes.

        Each sends back the environment that it has, and with it all that this process had when
        it was forked.  So nothing is merged before the last one is forked; and where few
        documents are to be read beside many that are not, this process reads them itself.
        """
        others = len(self.builder.env.all_docs.keys() - docnames)
        if len(docnames) < max(2 * batches.SMALLEST, others // 20):
            self.serially(docnames)
            return
        for docname in docnames:
            self.clear(docname)
        self.read(docnames[: batches.FIRST])
        cut = batches.cut(docnames[batches.FIRST :], nproc)
        with (
            tempfile.TemporaryDirectory() as folder,
            collector.set_apart(self.app.config.fastbuild_collector),
        ):
            files = [Path(folder, str(number)) for number in range(len(cut))]
            tasks = list(zip(cut, files, strict=True))
            for _ in status_iterator(
                batches.run(tasks, self.read_batch, nproc),
                __("reading sources... "),
                "purple",
                len(tasks),
                self.app.config.verbosity,
                stringify_func=lambda read: f"{read[0]} .. {read[-1]}",
            ):
                pass
            for batch, file in tasks:
                other = pickle.loads(file.read_bytes())  # noqa: S301  # written by our own process
                env = self.builder.env
                other.project = env.project
                # Merging looks at each table of contents, and changes none.
                packed = other.tocs.packed(batch) if isinstance(other.tocs, Tables) else {}
                env.merge_info_from(batch, other, self.app)
                if isinstance(env.tocs, Tables):
                    env.tocs.keep(packed)
                file.unlink()

    def read_batch(self, task: tuple[Sequence[str], Path]) -> Sequence[str]:
        """Read a batch, in a process of its own, and leave the environment in a file."""
        batch, file = task
        for docname in batch:
            self.builder.read_doc(docname, _cache=False)
        # Of all that this process had when it was forked, nothing is larger than what documents
        # there are; and they are the same there.
        self.builder.env.project = None  # type: ignore[assignment]
        file.write_bytes(pickle.dumps(self.builder.env, pickle.HIGHEST_PROTOCOL))
        return batch

    def clear(self, docname: str) -> None:
        """Forget what an earlier reading of a document left."""
        env = self.builder.env
        self.app.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
