"""The lever ``read``: read in forked batches whose environments contain only their documents."""

from __future__ import annotations

import pickle
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import __
from sphinx.util.display import status_iterator

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.packed_tocs import PackedTocs
from sphinx_fastbuild.parallel import batches, garbage, progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

_BUILDER = "sphinx.builders:Builder"

KNOWN: Mapping[str, str] = {
    f"{_BUILDER}._read_serial": "fb6cbaa550cc",
    f"{_BUILDER}._read_parallel": "1dcf8cc38ff6",
    f"{_BUILDER}.read_doc": "99b5001566e6",
    f"{_BUILDER}.write_doctree": "86858cdaff90 2c7b8c787021",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch(f"{_BUILDER}._read_serial", _read_serial, KNOWN)
    yield Patch(f"{_BUILDER}._read_parallel", _read_parallel, KNOWN)


def _read_serial(stock: object) -> Callable[[Builder, list[str]], None]:
    return lambda builder, docnames: Reading(builder).serially(docnames)


def _read_parallel(stock: object) -> Callable[[Builder, list[str], int], None]:
    return lambda builder, docnames, nproc: Reading(builder).in_batches(docnames, nproc)


class Reading:
    """Replaces the reading methods of a builder."""

    def __init__(self, builder: Builder) -> None:
        self.app = builder._app  # noqa: SLF001
        self.builder = builder

    def serially(self, docnames: list[str]) -> None:
        """Read documents one after the other, without keeping their trees in memory.

        All are cleared before the first is read.  Otherwise Sphinx would warn that a document
        duplicates definitions of a later one, of which only an old version has been read.
        """
        for docname in docnames:
            self.clear(docname)
        self.read(progress.shown(self.app, docnames, __("reading sources... "), "purple"))

    def read(self, docnames: Iterable[str]) -> None:
        """Read documents that have been cleared."""
        with garbage.frozen(self.app.config.fastbuild_collector):
            for docname in garbage.collecting(docnames):
                self.builder.read_doc(docname, _cache=False)

    def in_batches(self, docnames: list[str], nproc: int) -> None:
        """Read documents in forked processes.

        Each sends back its environment, with everything that this process had when it was forked.
        So nothing is merged before the last process is forked.  And if only few of many documents
        are to be read, this process reads them itself.
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
            garbage.frozen(self.app.config.fastbuild_collector),
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
                # Merging unpacks each table of contents, and changes none.
                packed = other.tocs.packed(batch) if isinstance(other.tocs, PackedTocs) else {}
                env.merge_info_from(batch, other, self.app)
                if isinstance(env.tocs, PackedTocs):
                    env.tocs.put_packed(packed)
                file.unlink()

    def read_batch(self, task: tuple[Sequence[str], Path]) -> Sequence[str]:
        """Read a batch in a separate process, and write the environment to a file."""
        batch, file = task
        for docname in garbage.collecting(batch, batches.LARGEST):
            self.builder.read_doc(docname, _cache=False)
        # Drop the project: it is the largest item, and the parent process has it.
        self.builder.env.project = None  # type: ignore[assignment]
        file.write_bytes(pickle.dumps(self.builder.env, pickle.HIGHEST_PROTOCOL))
        return batch

    def clear(self, docname: str) -> None:
        """Remove the results of an earlier reading of a document from the environment."""
        env = self.builder.env
        self.app.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)


LEVER = Lever("read", "Read in forked batches that send back only what they read.", _patches)
