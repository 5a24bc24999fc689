"""Languages of a site: the codes that Sphinx takes, as people type them."""

from __future__ import annotations

from pathlib import Path

import sphinx.locale
from babel import Locale, UnknownLocaleError

from sphinx_knowledge_base.core.problems import nearest

#: How many letters the code of a region has: ``BR`` in ``pt_BR``.
_REGION = 2


class UnknownLanguageError(ValueError):
    """The code of a language is unknown; the message lists the known codes."""


def language_code(typed: str) -> str:
    """Return the code of a language as Sphinx writes it: ``de``, ``pt_BR``.

    :raises UnknownLanguageError: the Unicode CLDR has no such language.
    """
    language, *rest = typed.replace("-", "_").split("_")
    code = "_".join(
        [language.lower(), *(one.upper() if len(one) == _REGION else one for one in rest)]
    )
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        known = _translated()
        named = {_name(one): one for one in known}
        meant = nearest(typed, named)
        hint = f"did you mean {named[meant]!r}?" if meant else f"there are {', '.join(known)}"
        raise UnknownLanguageError(f"{typed!r} is not the code of a language ({hint})") from None
    return code


def _translated() -> list[str]:
    """Return the codes of the languages into which Sphinx is translated, without regional ones."""
    folder = Path(sphinx.locale.__file__).parent
    codes = {"en", *(one.parent.parent.name for one in folder.glob("*/LC_MESSAGES/*.mo"))}
    return sorted(
        code
        for code in codes
        if not {"@", "."} & set(code) and (code.partition("_")[0] not in codes or "_" not in code)
    )


def _name(code: str) -> str:
    """Return the English name of a language, or its code if it has none."""
    try:
        return Locale.parse(code).get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code
