"""Processes: work on many things is dealt out to as many as the build may have."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from sphinx.util.parallel import ParallelTasks, make_chunks, parallel_available

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")

#: From so many things on, further processes are worth their start.
_WORTH_PROCESSES = 32


def in_processes(
    items: Sequence[T], work: Callable[[Sequence[T]], Sequence[R]], jobs: int
) -> list[R]:
    """Have *work* done on all *items*, in parts where that is faster, and return what it returns.

    That comes in no order, and whatever else is made has to go into files: the processes end.

    :param jobs: How many processes may work on it.
    :raises SphinxParallelError: *work* failed in one of several.
    """
    if jobs < 2 or len(items) < _WORTH_PROCESSES or not parallel_available:
        return list(work(items))
    results: list[R] = []
    tasks = ParallelTasks(jobs)
    # Neighbours are much alike, and what was found for one is kept for the next: so they stay
    # together, but nobody gets all that take long.
    chunks = make_chunks(items, jobs)  # type: ignore[arg-type]  # takes any sequence
    for number in range(min(jobs, len(chunks))):
        dealt = list(chain.from_iterable(chunks[number::jobs]))
        tasks.add_task(work, dealt, lambda _, result: results.extend(result))
    tasks.join()
    return results
