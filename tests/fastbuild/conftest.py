"""Fixtures for the tests of sphinx_fastbuild."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fastbuild.building import app_in


@pytest.fixture
def app(tmp_path: Path) -> Any:
    """As much of an application as says where state is stored."""
    return app_in(tmp_path)


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give all builds of a test the same date."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
