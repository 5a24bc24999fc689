"""The lever ``styles``: find style sheets and compute their checksums once, not for every page."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from docutils.frontend import Values
    from sphinx.application import Sphinx

KNOWN_CHECKSUMS: Mapping[str, str] = {
    "sphinx.builders.html._assets:_file_checksum": "0a778b97da97",
}
KNOWN_SHEETS: Mapping[str, str] = {
    "docutils.utils:get_stylesheet_list": "e01ee7ae18a1",
    "docutils.utils:find_file_in_dirs": "6f39974821c8",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    # Sphinx has a cache behind it, by the path that a name resolves to.
    yield Patch("sphinx.builders.html:_file_checksum", cache, KNOWN_CHECKSUMS)
    yield Patch("docutils.utils:get_stylesheet_list", _stylesheets, KNOWN_SHEETS)


def _stylesheets(stock: Callable[[Values], list[str]]) -> Callable[[Values], list[str]]:
    found: dict[str, list[str]] = {}

    def get_stylesheet_list(settings: Values) -> list[str]:
        asked = (settings.stylesheet, settings.stylesheet_path, settings.stylesheet_dirs)
        key = repr(asked)
        if key not in found:
            found[key] = stock(settings)
        return found[key].copy()

    return get_stylesheet_list


LEVER = Lever("styles", "Find style sheets and compute their checksums once.", _patches)
