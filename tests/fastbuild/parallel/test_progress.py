"""Sphinx shows each document that is read or written; a quiet build formats nothing for it."""

from __future__ import annotations

import logging
from collections import deque
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from sphinx.util.logging import NAMESPACE

from sphinx_fastbuild.parallel import progress


@pytest.mark.parametrize("quiet", [False, True])
def test_a_crash_tells_what_came_last(monkeypatch: pytest.MonkeyPatch, quiet: bool) -> None:
    """Each document is passed on; a quiet build keeps the last ones for the crash report."""
    stream = StringIO()
    logger = logging.getLogger(NAMESPACE)
    monkeypatch.setattr(logger, "handlers", [logging.StreamHandler(stream)])
    app: Any = SimpleNamespace(
        config=SimpleNamespace(verbosity=0), quiet=quiet, messagelog=deque(maxlen=2)
    )
    assert list(progress.shown(app, ["a", "b", "c"], "reading", "purple")) == [*"abc"]
    assert list(app.messagelog) == (["b", "c"] if quiet else [])
    assert ("reading" in stream.getvalue()) is not quiet
