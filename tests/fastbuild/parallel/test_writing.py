"""What workers send home does not grow with the site."""

from __future__ import annotations

import pytest

from sphinx_fastbuild.parallel.batches import SMALLEST
from sphinx_fastbuild.parallel.writing import Writing, Written
from tests.helpers.articles import numbered
from tests.helpers.sites import CONF, MakeSite


def test_a_batch_sends_its_own_pages(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that was forked later does not send what others had sent before."""
    sent: list[Written] = []
    take = Writing._take

    def noted(self: Writing, written: Written) -> None:
        sent.append(written)
        take(self, written)

    monkeypatch.setattr(Writing, "_take", noted)
    files: dict[str, str | bytes] = {}
    for number in range(5 * SMALLEST):
        files |= numbered(number)
    conf = f'{CONF}extensions.append("sphinx_fastbuild")\n'
    build = make_site({**files, "conf.py": conf}).build(jobs=2)
    assert build.warnings == ""
    assert len(sent) > 3
    for written in sent:
        assert set(written.page_images) == set(written.docnames)
