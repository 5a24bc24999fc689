"""Patching: functions of others that are replaced for one build, and put back for the next."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any, Final

from sphinx_fastbuild.trust import is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: What has been replaced: owner, name and original.  A process can run several builds, one with
#: a lever and the next without, and what is replaced belongs to modules that live on.
_REPLACED: Final[list[tuple[Any, str, Any]]] = []


def put_back() -> None:
    """Undo every :func:`replace`."""
    while _REPLACED:
        owner, name, original = _REPLACED.pop()
        setattr(owner, name, original)


def replace(
    lever: str,
    owner: Any,
    name: str,
    make: Callable[[Any], Any],
    known: Mapping[Any, str],
) -> None:
    """Replace the attribute *name* of *owner*, unless something in *known* is not as expected.

    :param make: Gets the original and returns what takes its place.
    """
    if not is_known(lever, known):
        return
    # What is built into Python can be hidden from one module.
    original = vars(owner)[name] if name in vars(owner) else vars(builtins)[name]
    _REPLACED.append((owner, name, original))
    setattr(owner, name, make(original))
