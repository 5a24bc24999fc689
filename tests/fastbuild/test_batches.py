"""Batches: all documents, in their order, so that no worker waits long for another."""

from __future__ import annotations

import heapq

from hypothesis import given
from hypothesis import strategies as st

from sphinx_fastbuild.batches import LARGEST, SMALLEST, cut

DOCUMENTS, WORKERS = st.integers(1, 3000), st.integers(2, 32)


@given(documents=DOCUMENTS, workers=WORKERS)
def test_every_document_is_in_one_batch(documents: int, workers: int) -> None:
    """None is left out, none comes twice, and their order is kept."""
    batches = cut(range(documents), workers)
    assert [one for batch in batches for one in batch] == list(range(documents))
    assert all(SMALLEST <= len(batch) <= LARGEST for batch in batches[:-1])


@given(documents=DOCUMENTS, workers=WORKERS)
def test_all_workers_end_together(documents: int, workers: int) -> None:
    """Where documents take the same time, nobody waits for longer than the smallest batch takes."""
    ends = [0] * workers
    for batch in cut(range(documents), workers):
        heapq.heapreplace(ends, ends[0] + len(batch))
    assert max(ends) - min(ends) <= SMALLEST
