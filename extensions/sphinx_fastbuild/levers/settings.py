"""The lever ``settings``: make the option parser of docutils once, not for every document."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.guard.verify import EXISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from docutils.frontend import Values
    from sphinx.application import Sphinx

_PARSER = "docutils.frontend:OptionParser"
_VALUES = "docutils.frontend:Values"

KNOWN: Mapping[str, str] = {
    "sphinx.util.docutils:_get_settings": "6859357533d8 3390a1ed6cd9",
    f"{_PARSER}.__init__": "2a7361d06bde",
    f"{_PARSER}.get_default_values": "1080d47b7b03",
    f"{_PARSER}.populate_from_components": "9e7166961163",
    f"{_PARSER}.get_standard_config_files": "9976eb91f335",
    _VALUES: EXISTS,
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("sphinx.util.docutils:_get_settings", _get_settings, KNOWN)


def _get_settings(stock: Callable[..., Values]) -> Callable[..., Values]:
    parser, values_class = lookup(_PARSER), lookup(_VALUES)
    known: dict[tuple[Any, ...], dict[str, Any]] = {}

    def get_settings(
        *components: Any, defaults: Mapping[str, Any], read_config_files: bool = False
    ) -> Values:
        # Configuration files come last, and may add their values to the defaults.
        if read_config_files and any(
            Path(file).is_file() for file in parser.get_standard_config_files()
        ):
            return stock(*components, defaults=defaults, read_config_files=True)
        # Components are classes, or instances with the settings of their class.
        key = tuple(part if isinstance(part, type) else type(part) for part in components)
        if key not in known:
            known[key] = vars(stock(*components, defaults={}, read_config_files=False))
        values = {
            name: value.copy() if isinstance(value, list | dict) else value
            for name, value in known[key].items()
            if name != "record_dependencies"  # one for each document
        }
        config_files = values.pop("_config_files")
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            settings: Values = values_class(values | {"record_dependencies": None} | dict(defaults))
        settings._config_files = config_files  # noqa: SLF001
        return settings

    return get_settings


LEVER = Lever("settings", "Make the option parser of docutils once.", _patches)
