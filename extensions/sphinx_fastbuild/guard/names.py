"""Look up names of other packages, such as ``docutils.nodes:Node.findall``.

A name is a module, a colon and a qualified name.  It is looked up when a lever is pulled, not
when this package is imported, so a package without the name turns off a lever and breaks no build.
"""

from __future__ import annotations

import importlib
import sys
from functools import reduce
from typing import Any


class ChangedError(Exception):
    """A name of another package is gone, or its code differs from what a lever was written for."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} {reason}")
        self.name = name


def package_of(name: str) -> str:
    """Return the top-level package of a name."""
    return name.partition(":")[0].partition(".")[0]


def is_loaded(name: str) -> bool:
    """Return whether this build uses the package of a name: only then is it imported already."""
    return package_of(name) in sys.modules


def lookup(name: str) -> Any:
    """Return the object that a name means: the module itself if nothing follows the colon.

    :raises ChangedError: there is no such module, or it lacks the name.
    """
    module, _, qualified = name.partition(":")
    try:
        found = importlib.import_module(module)
        return reduce(getattr, qualified.split("."), found) if qualified else found
    except (ImportError, AttributeError):
        raise ChangedError(name, "is missing") from None
