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
    PygmentsBridge.get_formatter: "fa573c66c584",
    PygmentsBridge.highlight_block: "eedd7e49e3af",
    HtmlFormatter.__init__: "2142e2924aa8",
    HtmlFormatter.format_unencoded: "930c5268bdb3",
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
