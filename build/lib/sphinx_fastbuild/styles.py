"""Style sheets: looked for on the disk once, not for every page and every title on it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import utils
from sphinx.builders import html
from sphinx.builders.html._assets import _file_checksum

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils.frontend import Values
    from sphinx.application import Sphinx

KNOWN_CHECKSUMS: Mapping[Any, str] = {_file_checksum: "0a778b97da97"}
KNOWN_SHEETS: Mapping[Any, str] = {
    utils.get_stylesheet_list: "e01ee7ae18a1",
    utils.find_file_in_dirs: "6f39974821c8",
}


def pull(app: Sphinx) -> None:
    """Have what was found remembered for as long as the build."""
    if app.config.fastbuild_styles:
        # By name of the file; Sphinx remembers it by the path that it leads to.
        patching.replace("styles", html, "_file_checksum", cache, KNOWN_CHECKSUMS)
        patching.replace("styles", utils, "get_stylesheet_list", _stylesheets, KNOWN_SHEETS)


def _stylesheets(stock: Callable[[Values], list[str]]) -> Callable[[Values], list[str]]:
    found: dict[str, list[str]] = {}

    def get_stylesheet_list(settings: Values) -> list[str]:
        asked = (settings.stylesheet, settings.stylesheet_path, settings.stylesheet_dirs)
        key = repr(asked)
        if key not in found:
            found[key] = stock(settings)
        return found[key].copy()

    return get_stylesheet_list
