"""Replace attributes of other packages for one build, and put them back after it."""

from __future__ import annotations

import builtins
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial, update_wrapper
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Final

from sphinx_fastbuild.guard import verify
from sphinx_fastbuild.guard.names import ChangedError, is_loaded, lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Undoes all replacements, the last first.  One process can run several builds, and the replaced
#: attributes belong to modules that outlive a build.
_UNDO: Final = ExitStack()


@dataclass(frozen=True, slots=True)
class Patch:
    """The replacement of one attribute, and everything that it relies on."""

    target: str
    """The name of the attribute, as in :mod:`~sphinx_fastbuild.guard.names`."""
    make: Callable[[Any], Any]
    """Takes the original and returns the replacement, or the original if nothing is gained."""
    known: Mapping[str, str]
    """Names that the replacement relies on, as for :func:`~sphinx_fastbuild.guard.verify.check`."""

    @property
    def concerns_build(self) -> bool:
        """Whether the build uses every package that the patch names."""
        return all(map(is_loaded, (self.target, *self.known)))

    def check(self) -> None:
        """Check everything that the replacement relies on.

        :raises ChangedError: something differs from the code that the replacement was written for.
        """
        verify.check(self.known)
        owner, name = self._place()
        if name not in vars(owner) and not _is_builtin(owner, name):
            raise ChangedError(self.target, "is missing")

    def apply(self) -> None:
        """Replace the attribute, until :func:`put_back`."""
        owner, name = self._place()
        is_builtin = name not in vars(owner)
        original = vars(builtins if is_builtin else owner)[name]
        setattr(owner, name, with_identity_of(self.make(original), original))
        if is_builtin:
            _UNDO.callback(delattr, owner, name)
        else:
            _UNDO.callback(setattr, owner, name, original)

    def _place(self) -> tuple[Any, str]:
        module, _, path = self.target.partition(":")
        above, _, name = path.rpartition(".")
        return lookup(f"{module}:{above}"), name


def with_identity_of(replacement: Any, original: Any) -> Any:
    """Return *replacement* with the module, name, signature and source of *original*.

    Autodoc and viewcode document the contents of a module while replacements are in it.
    """
    if isinstance(replacement, property) and isinstance(original, property):
        getter = with_identity_of(replacement.fget, original.fget)
        return property(getter, replacement.fset, replacement.fdel, original.__doc__)
    if isinstance(replacement, FunctionType | partial) and replacement is not original:
        update_wrapper(replacement, original)
    return replacement


def _is_builtin(owner: object, name: str) -> bool:
    """Return whether *name* is a builtin, which can be replaced for one module."""
    return isinstance(owner, ModuleType) and name in vars(builtins)


def put_back() -> None:
    """Undo every patch."""
    _UNDO.close()
