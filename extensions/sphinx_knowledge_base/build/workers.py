"""Distribute work among processes."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from sphinx.util.parallel import ParallelTasks, make_chunks, parallel_available

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")

#: The number of items from which it pays to start processes.
_WORTH_PROCESSES = 32


def in_processes(
    items: Sequence[T], work: Callable[[Sequence[T]], Sequence[R]], jobs: int
) -> list[R]:
    """Call *work* with parts of *items*, in several processes if that is faster; join the results.

    The results are in no particular order.  Changes in memory are lost with the process.

    :param jobs: The number of processes.
    :raises SphinxParallelError: *work* failed in one of several processes.
    """
    if jobs < 2 or len(items) < _WORTH_PROCESSES or not parallel_available:
        return list(work(items))
    results: list[R] = []
    tasks = ParallelTasks(jobs)
    # Neighbouring items are similar, and caches help with similar items, so chunks stay together.
    # Each process gets chunks from all parts of the list, so that none gets all the slow items.
    chunks = make_chunks(items, jobs)  # type: ignore[arg-type]  # takes any sequence
    for number in range(min(jobs, len(chunks))):
        dealt = list(chain.from_iterable(chunks[number::jobs]))
        tasks.add_task(work, dealt, lambda _, result: results.extend(result))
    tasks.join()
    return results
