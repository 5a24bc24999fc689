"""Settings for the tests of the core."""

from __future__ import annotations

from hypothesis import settings

# No deadline: on a shared machine one slow example says nothing about the code.
settings.register_profile("core", deadline=None)
settings.load_profile("core")
