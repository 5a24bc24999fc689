"""One site in which every export has something to do, built once for each HTML builder."""

from __future__ import annotations

import pytest

from tests.helpers.published import FILES
from tests.helpers.sites import Build, MakeSite


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def built(request: pytest.FixtureRequest, make_shared_site: MakeSite) -> Build:
    """The site of :mod:`tests.helpers.published`, under a path of its host."""
    return make_shared_site(FILES).build(request.param)
