"""A helper of an extension."""

from __future__ import annotations

GREETING = "Hello"
