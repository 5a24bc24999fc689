"""The lever ``formatters``: make a Pygments formatter once for each way to show code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[str, str] = {
    "sphinx.highlighting:PygmentsBridge.get_formatter": "fa573c66c584",
    "sphinx.highlighting:PygmentsBridge.highlight_block": "eedd7e49e3af",
    "pygments.formatters.html:HtmlFormatter.__init__": "2142e2924aa8",
    "pygments.formatters.html:HtmlFormatter.format_unencoded": "930c5268bdb3",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("sphinx.highlighting:PygmentsBridge.get_formatter", _get_formatter, KNOWN)


def _get_formatter(stock: Callable[..., Any]) -> Callable[..., Any]:
    html_formatter = lookup("pygments.formatters.html:HtmlFormatter")

    def get_formatter(self: Any, **kwargs: Any) -> Any:
        # Formatters of other classes may keep what they formatted.
        if self.formatter is not html_formatter:
            return stock(self, **kwargs)
        made: dict[str, Any] = vars(self).setdefault("fastbuild_formatters", {})
        key = repr(sorted(kwargs.items()))
        if key not in made:
            made[key] = stock(self, **kwargs)
        return made[key]

    return get_formatter


LEVER = Lever("formatters", "Make formatters of code once for each way to show code.", _patches)
