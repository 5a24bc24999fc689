"""Settings of the core's tests."""

from __future__ import annotations

from hypothesis import settings

# No deadline: on a shared machine one slow example says nothing about the code.
settings.register_profile("core", deadline=None)
settings.load_profile("core")
