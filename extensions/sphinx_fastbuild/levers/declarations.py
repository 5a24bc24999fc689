"""The lever ``declarations``: resolve no C or C++ declarations where none is documented.

Every reference that may refer to anything, such as a Markdown link to another page, is parsed as C
and as C++, including templates, before the two domains find that they are empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

KNOWN_C: Mapping[str, str] = {
    "sphinx.domains.c:CDomain.resolve_any_xref": "2ab540c2efad",
    "sphinx.domains.c:CDomain._resolve_xref_inner": "3ff3f1a78c4e",
}
KNOWN_CPP: Mapping[str, str] = {
    "sphinx.domains.cpp:CPPDomain.resolve_any_xref": "0da7aaf85f44",
    "sphinx.domains.cpp:CPPDomain._resolve_xref_inner": "6a1dbab63790",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("sphinx.domains.c:CDomain.resolve_any_xref", _resolve_any_xref, KNOWN_C)
    yield Patch("sphinx.domains.cpp:CPPDomain.resolve_any_xref", _resolve_any_xref, KNOWN_CPP)


def _resolve_any_xref(stock: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    def resolve_any_xref(
        self: Any, env: Any, fromdocname: str, builder: Any, target: str, *rest: Any
    ) -> list[Any]:
        # Sphinx does not warn about missing names of the C++ standard library.
        if "std" not in target and _is_empty(self):
            return []
        return stock(self, env, fromdocname, builder, target, *rest)

    return resolve_any_xref


def _is_empty(domain: Any) -> bool:
    symbols = domain.data["root_symbol"].get_all_symbols()
    next(symbols, None)  # the root
    return next(symbols, None) is None


LEVER = Lever(
    "declarations", "Resolve no C or C++ declarations where none is documented.", _patches
)
