"""Settings of docutils: an option parser is made once for the build, not for every document."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.frontend import OptionParser, Values
from sphinx.util import docutils as sphinx_docutils

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {
    sphinx_docutils._get_settings: "6859357533d8 3390a1ed6cd9",  # noqa: SLF001
    OptionParser.__init__: "2a7361d06bde",
    OptionParser.get_default_values: "1080d47b7b03",
    OptionParser.populate_from_components: "9e7166961163",
    OptionParser.get_standard_config_files: "9976eb91f335",
}


def pull(app: Sphinx) -> None:
    """Replace the function that makes the settings of a document."""
    if app.config.fastbuild_settings:
        patching.replace("settings", sphinx_docutils, "_get_settings", _get_settings, KNOWN)


def _get_settings(stock: Callable[..., Values]) -> Callable[..., Values]:
    known: dict[tuple[Any, ...], dict[str, Any]] = {}

    def get_settings(
        *components: Any, defaults: Mapping[str, Any], read_config_files: bool = False
    ) -> Values:
        # Files of settings come last: their values may be added to those of the defaults.
        if read_config_files and any(
            Path(file).is_file() for file in OptionParser.get_standard_config_files()
        ):
            return stock(*components, defaults=defaults, read_config_files=True)
        # Components are classes, or instances that have nothing to say beyond their class.
        key = tuple(part if isinstance(part, type) else type(part) for part in components)
        if key not in known:
            known[key] = vars(stock(*components, defaults={}, read_config_files=False))
        values = {
            name: value.copy() if isinstance(value, list | dict) else value
            for name, value in known[key].items()
            if name != "record_dependencies"  # one for each, made if there is none
        }
        config_files = values.pop("_config_files")
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            settings = Values(values | {"record_dependencies": None} | dict(defaults))
        settings._config_files = config_files  # noqa: SLF001
        return settings

    return get_settings
