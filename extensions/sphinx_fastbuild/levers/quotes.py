"""The lever ``quotes``: run smart quotes only on text blocks with a character that they change.

In these blocks, only the text from the first quote to the last is searched; docutils searches all
of the text a dozen times.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_fastbuild import digest
from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import ChangedError, lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.guard.verify import EXISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

_SMARTQUOTES = "docutils.utils.smartquotes"
_LANGUAGES = f"{_SMARTQUOTES}:smartchars.quotes"
_NORMALIZE = "docutils.utils:normalize_language_tag"
_IS_SMARTQUOTABLE = "sphinx.util.nodes:is_smartquotable"

KNOWN: Mapping[str, str] = {
    "docutils.transforms.universal:SmartQuotes.apply": "7645faecb39c",
    "sphinx.transforms:SphinxSmartQuotes.apply": "09ea91ef8e67",
    "sphinx.transforms:SphinxSmartQuotes.get_tokens": "9877511bb6bb",
    _IS_SMARTQUOTABLE: "b6cdb21d2e5a",
    f"{_SMARTQUOTES}:educate_tokens": "806d3e77a456",
    f"{_SMARTQUOTES}:educateQuotes": "cf61b28c9ea0",
    f"{_SMARTQUOTES}:educateBackticks": "866d2f8d7c15",
    f"{_SMARTQUOTES}:educateSingleBackticks": "36396de32c4e",
    f"{_SMARTQUOTES}:educateDashes": "8d00f1edbfe3",
    f"{_SMARTQUOTES}:educateDashesOldSchool": "1421e2562cac",
    f"{_SMARTQUOTES}:educateDashesOldSchoolInverted": "7c2435e005c9",
    f"{_SMARTQUOTES}:educateEllipses": "fdfd5c6741ef",
    f"{_SMARTQUOTES}:processEscapes": "3844c379cb02",
    _LANGUAGES: EXISTS,
    _NORMALIZE: EXISTS,
}

#: Everything that one of these functions replaces, and the escapes of docutils and smartquotes.
ACTIVE = re.compile(r"""["'`\\\x00]|--|\.\.\.|\. \. \.|&#|&quot;""")

#: The digest of the regular expressions with which docutils chooses a quote, and the number of
#: characters before and after the quote that they look at.
PATTERNS_DIGEST = "b212efe11260"
CONTEXT_LENGTH = 4


def _patches(app: Sphinx) -> Iterator[Patch]:
    # The action -1 makes quotes plain again, and so searches for other characters.
    if app.config.smartquotes_action != "-1":
        yield Patch("docutils.transforms.universal:SmartQuotes.apply", _apply, KNOWN)
        yield Patch("sphinx.transforms:SphinxSmartQuotes.get_tokens", _get_tokens, KNOWN)
        if patterns() == PATTERNS_DIGEST:
            yield Patch(f"{_SMARTQUOTES}:educateQuotes", _educate_quotes, KNOWN)


def patterns() -> str:
    """Return the digest of the regular expressions outside of functions; may be empty."""
    try:
        found = vars(lookup(f"{_SMARTQUOTES}:RegularExpressions"))
    except ChangedError:
        return ""
    read = [
        (name, (one.pattern, one.flags))
        for name, one in found.items()
        if isinstance(one, re.Pattern)
    ]
    return digest.of_value(sorted(read))[:12]


def _educate_quotes(stock: Callable[[str, str], str]) -> Callable[[str, str], str]:
    def educate_quotes(text: str, language: str = "en") -> str:
        places = [place for quote in "'\"" if (place := text.find(quote)) >= 0]
        if not places:
            return text
        start = max(0, min(places) - CONTEXT_LENGTH)
        end = max(text.rfind("'"), text.rfind('"')) + 1 + CONTEXT_LENGTH
        return text[:start] + stock(text[start:end], language) + text[end:]

    return educate_quotes


class Passages:
    """Replaces a document, and finds only the text blocks with something to change."""

    def __init__(self, document: nodes.document) -> None:
        self.document = document
        self.settings = document.settings
        self.reporter = document.reporter
        self._languages: dict[nodes.Element, str] = {}

    def findall(self, condition: type[nodes.TextElement]) -> Iterator[nodes.TextElement]:
        """Yield the blocks with something to change, or in a language that docutils warns about."""
        for node in self.document.findall(condition):
            if isinstance(node.parent, nodes.TextElement):
                continue  # a part of that one
            if ACTIVE.search(node.astext()) or not _is_supported(self._language(node)):
                yield node

    def _language(self, node: nodes.Element) -> str:
        """Return the language of a node: its own, or else that of its parent."""
        around = node.parent
        if around is None or node.get("classes"):
            return node.get_language_code(self.settings.language_code)
        if around not in self._languages:
            self._languages[around] = self._language(around)
        return self._languages[around]


@cache
def _is_supported(language: str) -> bool:
    quotes = lookup(_LANGUAGES)
    return any(tag in quotes for tag in lookup(_NORMALIZE)(language))


def _apply(stock: Callable[[Any], None]) -> Callable[[Any], None]:
    def apply(self: Any) -> None:
        document = self.document
        self.document = Passages(document)
        try:
            stock(self)
        finally:
            self.document = document

    return apply


def _get_tokens(
    stock: Callable[[Any, list[nodes.Text]], Iterator[tuple[str, str]]],
) -> Callable[[Any, list[nodes.Text]], Iterator[tuple[str, str]]]:
    is_smartquotable = lookup(_IS_SMARTQUOTABLE)

    def get_tokens(self: Any, texts: list[nodes.Text]) -> Iterator[tuple[str, str]]:
        for text in texts:
            if not ACTIVE.search(text):
                # The last character of a literal text also decides about the next quote.
                yield "literal", str(text)
            elif "\x00" not in text and is_smartquotable(text):
                yield "plain", str(text)
            else:
                yield from stock(self, [text])

    return get_tokens


LEVER = Lever("quotes", "Look for quotes only where there are any.", _patches)
