r"""Turn LaTeX in BibTeX into text and addresses: ``\url{...}``, ``a\_b``, ``$x^2$``.

Pybtex decodes accents and dashes, but would show commands that it does not know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sphinx_knowledge_base.core.markdown.formula_text import formula_text, greek_letter

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Fields that contain only an address.
ADDRESS_FIELDS = frozenset({"url", "doi", "eprint", "link"})

#: Special characters of Pybtex, with private-use characters that replace them until it is done.
_STAND_INS: Final[Mapping[int, int]] = {
    ord(character): 0xE000 + number for number, character in enumerate("\\{}~%#_&$^-'`\"")
}
_MEANT: Final[Mapping[int, int]] = {stand_in: meant for meant, stand_in in _STAND_INS.items()}

_ARGUMENT = r"\s*\{((?:[^{}\\]|\\.|\{[^{}]*\})*)\}"
_HREF = re.compile(rf"\\href{_ARGUMENT}{_ARGUMENT}", re.DOTALL)
_URL = re.compile(rf"\\(?:url|nolinkurl|path){_ARGUMENT}", re.DOTALL)
_WRAPPER = re.compile(
    rf"\\(?:emph|text(?:it|bf|tt|sc|sf|rm|sl|up|md|normal)?|mbox|underline|enquote){_ARGUMENT}",
    re.DOTALL,
)
_MATHS = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)++)\$")
_ESCAPED = re.compile(r"\\([_%&#${} ])|\\textbackslash(?:\{\}|\s)?")
_GREEK = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])(?:\{\}|\s)?")
_TILDE = re.compile(r"\\~\{\s*\}|\\textasciitilde(?:\{\}|\s)?|\$\\sim\$|\\string~")
_BARE_URL = re.compile(r"https?://[^\s{}\"<>]+")
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def readable(name: str, value: str) -> str:
    """Return the *value* of a field for Pybtex, with stand-ins for special characters.

    `restored` puts those back after Pybtex has formatted the entry.  Addresses need none.
    """
    if name in ADDRESS_FIELDS:
        found = _HREF.search(value) or _URL.search(value)
        written = _address(found[1] if found else value)
        return _DOI_PREFIX.sub("", written) if name == "doi" else written
    value = _HREF.sub(_linked_text, value)
    value = _URL.sub(lambda found: protected(_address(found[1])), value)
    value = _BARE_URL.sub(lambda found: protected(_address(found[0])), value)
    before = ""
    while before != value:  # innermost first
        before = value
        value = _WRAPPER.sub(r"\1", value)
    value = _MATHS.sub(lambda found: protected(formula_text(found[1])), value)
    value = _ESCAPED.sub(lambda found: protected(found[1] or "\\"), value)
    return _GREEK.sub(lambda found: greek_letter(found[1]) or found[0], value)


def restored(text: str) -> str:
    """Return *text* with the original characters in place of the stand-ins."""
    return text.translate(_MEANT)


def _linked_text(found: re.Match[str]) -> str:
    address = protected(_address(found[1]))
    return address if found[1].strip() == found[2].strip() else f"{found[2]} ({address})"


def _address(written: str) -> str:
    """Return an address without escapes for TeX."""
    plain = re.sub(r"\\([_%&#$^{}~-])", r"\1", _TILDE.sub("~", written.replace("\\allowbreak", "")))
    return re.sub(r"[{}\s]|\\/", "", plain)


def protected(text: str) -> str:
    """Return *text* with stand-ins for all special characters of Pybtex."""
    return text.translate(_STAND_INS)
