"""Batches hold all documents in order, and no worker waits long for another."""

from __future__ import annotations

import heapq

from hypothesis import given
from hypothesis import strategies as st

from sphinx_fastbuild.parallel.batches import LARGEST, MOST, SMALLEST, cut

DOCUMENTS, WORKERS = st.integers(1, 3000), st.integers(2, 32)


@given(documents=DOCUMENTS, workers=WORKERS)
def test_every_document_is_in_one_batch(documents: int, workers: int) -> None:
    """No document is left out or comes twice, and the order stays."""
    batches = cut(range(documents), workers)
    assert [one for batch in batches for one in batch] == list(range(documents))
    assert all(SMALLEST <= len(batch) <= LARGEST for batch in batches[:-1])


def test_large_sites_have_few_batches() -> None:
    """Forking takes longer the more the main process holds."""
    assert max(map(len, cut(range(MOST * LARGEST), 4))) == LARGEST
    assert len(cut(range(10 * MOST * LARGEST), 4)) < 1.1 * MOST


@given(documents=DOCUMENTS, workers=WORKERS)
def test_all_workers_end_together(documents: int, workers: int) -> None:
    """If all documents take the same time, workers end within the time of the smallest batch."""
    ends = [0] * workers
    for batch in cut(range(documents), workers):
        heapq.heapreplace(ends, ends[0] + len(batch))
    assert max(ends) - min(ends) <= SMALLEST
