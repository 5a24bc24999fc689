"""The lever ``yaml``: read YAML with libyaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.guard.verify import EXISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

_HAS_LIBYAML = "yaml:__with_libyaml__"
_ERROR = "yaml:YAMLError"

KNOWN: Mapping[str, str] = {
    "yaml:safe_load": "02b85d556330",
    "yaml:load": "626630d553be",
    _HAS_LIBYAML: EXISTS,
    _ERROR: EXISTS,
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("yaml:safe_load", _safe_load, KNOWN)


def _safe_load(stock: Callable[[Any], Any]) -> Callable[[Any], Any]:
    if not lookup(_HAS_LIBYAML):
        return stock
    load, loader, error = lookup("yaml:load"), lookup("yaml:CSafeLoader"), lookup(_ERROR)

    def safe_load(stream: Any) -> Any:
        if not isinstance(stream, str):
            return stock(stream)
        try:
            return load(stream, loader)
        except (error, ValueError, RecursionError):
            # Again, for the message that others expect.
            return stock(stream)

    return safe_load


LEVER = Lever("yaml", "Read YAML with libyaml.", _patches)
