"""Formatters of code: made once for each way to show code, not for every block of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygments.formatters import HtmlFormatter
from sphinx.highlighting import PygmentsBridge

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pygments.formatter import Formatter
    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {
    PygmentsBridge.get_formatter: "259b12c2edae",
    PygmentsBridge.highlight_block: "e14e4aa38cce",
    HtmlFormatter.__init__: "8fe6edd42f7c",
    HtmlFormatter.format_unencoded: "14c0122f79d0",
}


def pull(app: Sphinx) -> None:
    """Have what highlights code keep the formatters that it made."""
    if app.config.fastbuild_formatters:
        patching.replace("formatters", PygmentsBridge, "get_formatter", _get_formatter, KNOWN)


def _get_formatter(
    stock: Callable[..., Formatter[str]],
) -> Callable[..., Formatter[str]]:
    def get_formatter(self: PygmentsBridge, **kwargs: Any) -> Formatter[str]:
        # Those of others may remember what they formatted.
        if self.formatter is not HtmlFormatter:
            return stock(self, **kwargs)
        made: dict[str, Formatter[str]] = vars(self).setdefault("fastbuild_formatters", {})
        key = repr(sorted(kwargs.items()))
        if key not in made:
            made[key] = stock(self, **kwargs)
        return made[key]

    return get_formatter
