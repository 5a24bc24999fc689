"""Run batches of documents in forked processes, and yield the results in document order."""

from __future__ import annotations

import math
import multiprocessing
import traceback
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sphinx.errors import SphinxParallelError
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

logger = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

#: The smallest number of documents for a process, and the largest for which it need not collect
#: finished trees, some 2 MB each.
SMALLEST, LARGEST = 8, 80

#: More documents than so many of the largest batches make all batches larger, and workers collect
#: trees: to fork a process that holds 100,000 documents takes 0.1 s.
MOST = 500

#: The number of documents that the main process reads or writes before it forks: workers then
#: inherit everything that is created on first use (parsers, lexers, templates, sidebars).
FIRST = 8


def cut(documents: Sequence[T], workers: int) -> list[Sequence[T]]:
    """Return *documents* in batches that get smaller, so that all workers end together.

    While one works on the last large batch, the others share the rest.
    """
    largest = max(LARGEST, math.ceil(len(documents) / MOST))
    found, start = [], 0
    while start < len(documents):
        size = min(largest, max(SMALLEST, math.ceil((len(documents) - start) / workers)))
        found.append(documents[start : start + size])
        start += size
    return found


def run(batches: Sequence[T], work: Callable[[T], R], workers: int) -> Iterator[R]:
    """Yield the result of *work* on each batch, in order.

    Each batch runs in a separate process, forked from this one.  Log records come back with the
    results, so they have the same order.

    :raises SphinxParallelError: a process failed; the others are terminated.
    """
    running = _Running(batches, work, workers)
    try:
        for number in range(len(batches)):
            yield running.result(number)
    finally:
        running.end()


class _Running(Generic[T, R]):
    """The processes of one :func:`run`."""

    def __init__(self, batches: Sequence[T], work: Callable[[T], R], workers: int) -> None:
        self.batches = batches
        self.work = work
        self.next = 0
        self.processes: dict[Connection, tuple[int, ForkProcess]] = {}
        self.results: dict[int, tuple[list[Any], R]] = {}
        for _ in range(min(workers, len(batches))):
            self.start()

    def start(self) -> None:
        """Start the process of the next batch, if there is one."""
        if self.next == len(self.batches):
            return
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        batch = self.batches[self.next]
        process = context.Process(target=_answer, args=(sender, self.work, batch))
        process.start()
        # Otherwise the pipe would stay open when the process ends.
        sender.close()
        self.processes[receiver] = (self.next, process)
        self.next += 1

    def result(self, number: int) -> R:
        """Wait for the result of a batch, and log its records."""
        while number not in self.results:
            for receiver in wait(list(self.processes)):
                self.receive(receiver)  # type: ignore[arg-type]  # only connections
        records, result = self.results.pop(number)
        for record in records:
            logger.handle(record)
        return result

    def receive(self, receiver: Connection) -> None:
        number, process = self.processes.pop(receiver)
        try:
            failed, records, result = receiver.recv()
        except EOFError:
            process.join()
            message = f"a worker process ended with exit code {process.exitcode}"
            raise SphinxParallelError(message, "") from None
        self.start()
        receiver.close()
        process.join()
        if failed:
            for record in records:
                logger.handle(record)
            raise SphinxParallelError(*result)
        self.results[number] = (records, result)

    def end(self) -> None:
        """Terminate processes that still run: none, unless something failed."""
        for _, process in self.processes.values():
            process.terminate()
            process.join()


def _answer(sender: Connection, work: Callable[[T], R], batch: T) -> None:
    """Work on one batch in a process; send its log records and its result or error."""
    collector = logging.LogCollector()
    result: Any
    try:
        with collector.collect():
            result = work(batch)
        failed = False
    except BaseException as error:  # noqa: BLE001  # the parent process reports it
        failed = True
        summary = traceback.format_exception_only(type(error), error)[0].strip()
        result = (summary, traceback.format_exc())
    logging.convert_serializable(collector.logs)
    sender.send((failed, collector.logs, result))
