"""Patching: functions of others that are replaced for one build, and put back for the next."""

from __future__ import annotations

import builtins
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

from sphinx_fastbuild.trust import is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: How to undo what has been replaced, the last first.  A process can run several builds, one with
#: a lever and the next without, and what is replaced belongs to modules that live on.
_UNDO: Final = ExitStack()


def put_back() -> None:
    """Undo every :func:`replace`."""
    _UNDO.close()


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
    if name in vars(owner):
        original = vars(owner)[name]
        _UNDO.callback(setattr, owner, name, original)
    else:  # built into Python, and hidden from one module
        original = vars(builtins)[name]
        _UNDO.callback(delattr, owner, name)
    setattr(owner, name, make(original))
