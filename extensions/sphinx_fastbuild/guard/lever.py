"""Levers: ways to make builds faster without changing any byte of their output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx.application import Sphinx

    from sphinx_fastbuild.guard.names import ChangedError
    from sphinx_fastbuild.guard.patch import Patch


def _no_patches(app: Sphinx) -> Iterable[Patch]:
    return ()


@dataclass(frozen=True, slots=True)
class Listener:
    """A handler of an event, for work of a lever besides patching."""

    event: str
    handler: Callable[..., Any]
    priority: int = 500


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever."""

    name: str
    """The setting is called ``fastbuild_<name>``."""
    help: str
    """What the lever does: the description of the setting, and a row of the guide's table."""
    patches: Callable[[Sphinx], Iterable[Patch]] = _no_patches
    """Returns the patches for one build; replacements may share caches."""
    listeners: Sequence[Listener] = ()
    """They are called whether the lever is on or off, and check the setting themselves."""
    changed: Callable[[], Iterable[ChangedError]] = tuple
    """Yields further things that the lever relies on and that have changed since it was written."""

    @property
    def setting(self) -> str:
        """Name of the setting that turns the lever on and off."""
        return f"fastbuild_{self.name}"

    def is_on(self, app: Sphinx) -> bool:
        """Return whether the settings leave the lever on."""
        return bool(getattr(app.config, self.setting))
