"""Declarations: what no document declares is not looked for.

Whatever may be a reference to anything, such as every Markdown link to another page, is parsed
as C and as C++, with templates and all, before the two domains find that they hold nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.domains.c import CDomain
from sphinx.domains.cpp import CPPDomain

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

KNOWN_C: Mapping[Any, str] = {
    CDomain.resolve_any_xref: "2ab540c2efad",
    CDomain._resolve_xref_inner: "3ff3f1a78c4e",  # noqa: SLF001
}
KNOWN_CPP: Mapping[Any, str] = {
    CPPDomain.resolve_any_xref: "0da7aaf85f44",
    CPPDomain._resolve_xref_inner: "6a1dbab63790",  # noqa: SLF001
}


def pull(app: Sphinx) -> None:
    """Let both domains answer at once when nothing was declared in them."""
    if app.config.fastbuild_declarations:
        name = "resolve_any_xref"
        patching.replace("declarations", CDomain, name, _resolve_any_xref, KNOWN_C)
        patching.replace("declarations", CPPDomain, name, _resolve_any_xref, KNOWN_CPP)


def _resolve_any_xref(stock: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    def resolve_any_xref(
        self: Any, env: Any, fromdocname: str, builder: Any, target: str, *rest: Any
    ) -> list[Any]:
        # Names of the C++ standard library are known to be elsewhere, and said to be so.
        if "std" not in target and _is_empty(self):
            return []
        return stock(self, env, fromdocname, builder, target, *rest)

    return resolve_any_xref


def _is_empty(domain: Any) -> bool:
    symbols = domain.data["root_symbol"].get_all_symbols()
    next(symbols, None)  # the root
    return next(symbols, None) is None
