"""Smart quotes: looked for only in paragraphs that hold a character which they change.

And there between the first quote and the last, not in all of a text, a dozen times.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.transforms.universal import SmartQuotes
from docutils.utils import normalize_language_tag, smartquotes
from sphinx.transforms import SphinxSmartQuotes
from sphinx.util.nodes import is_smartquotable

from sphinx_fastbuild import patching
from sphinx_fastbuild.fingerprint import of_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {
    SmartQuotes.apply: "7645faecb39c",
    SphinxSmartQuotes.apply: "09ea91ef8e67",
    SphinxSmartQuotes.get_tokens: "9877511bb6bb",
    is_smartquotable: "b6cdb21d2e5a",
    smartquotes.educate_tokens: "806d3e77a456",
    smartquotes.educateQuotes: "cf61b28c9ea0",
    smartquotes.educateBackticks: "866d2f8d7c15",
    smartquotes.educateSingleBackticks: "36396de32c4e",
    smartquotes.educateDashes: "8d00f1edbfe3",
    smartquotes.educateDashesOldSchool: "1421e2562cac",
    smartquotes.educateDashesOldSchoolInverted: "7c2435e005c9",
    smartquotes.educateEllipses: "fdfd5c6741ef",
    smartquotes.processEscapes: "3844c379cb02",
}

#: Whatever any of the functions above replaces, escapes of docutils and of smartquotes included.
ACTIVE = re.compile(r"""["'`\\\x00]|--|\.\.\.|\. \. \.|&#|&quot;""")

#: The patterns of docutils that tell how a quote is bent, and how many of the characters before
#: and behind it any of them looks at.
READ_PATTERNS = "b212efe11260"
AROUND = 4


def pull(app: Sphinx) -> None:
    """Let the transform of docutils see only the paragraphs and the texts that matter."""
    # The action -1 makes quotes plain again, and so looks for other characters.
    if app.config.fastbuild_quotes and app.config.smartquotes_action != "-1":
        patching.replace("quotes", SmartQuotes, "apply", _apply, KNOWN)
        patching.replace("quotes", SphinxSmartQuotes, "get_tokens", _get_tokens, KNOWN)
        if patterns() == READ_PATTERNS:
            patching.replace("quotes", smartquotes, "educateQuotes", _educate_quotes, KNOWN)


def patterns() -> str:
    """Return the fingerprint of docutils' patterns; none of them is in a function."""
    found = vars(getattr(smartquotes, "RegularExpressions", object))
    told = [
        (name, (one.pattern, one.flags))
        for name, one in found.items()
        if isinstance(one, re.Pattern)
    ]
    return of_value(sorted(told))[:12]


def _educate_quotes(stock: Callable[[str, str], str]) -> Callable[[str, str], str]:
    def educate_quotes(text: str, language: str = "en") -> str:
        places = [place for quote in "'\"" if (place := text.find(quote)) >= 0]
        if not places:
            return text
        start = max(0, min(places) - AROUND)
        end = max(text.rfind("'"), text.rfind('"')) + 1 + AROUND
        return text[:start] + stock(text[start:end], language) + text[end:]

    return educate_quotes


class Passages:
    """A document of which only the text blocks worth educating are found."""

    def __init__(self, document: nodes.document) -> None:
        self.document = document
        self.settings = document.settings
        self.reporter = document.reporter
        self._languages: dict[nodes.Element, str] = {}

    def findall(self, condition: type[nodes.TextElement]) -> Iterator[nodes.TextElement]:
        """Yield the blocks with something to change, or in a language to be warned of."""
        for node in self.document.findall(condition):
            if isinstance(node.parent, nodes.TextElement):
                continue  # educated as a part of that one
            if ACTIVE.search(node.astext()) or not _is_supported(self._language(node)):
                yield node

    def _language(self, node: nodes.Element) -> str:
        """Return the language of a node: its own, or that of all beside it."""
        around = node.parent
        if around is None or node.get("classes"):
            return node.get_language_code(self.settings.language_code)
        if around not in self._languages:
            self._languages[around] = self._language(around)
        return self._languages[around]


@cache
def _is_supported(language: str) -> bool:
    return any(tag in smartquotes.smartchars.quotes for tag in normalize_language_tag(language))


def _apply(stock: Callable[[Any], None]) -> Callable[[Any], None]:
    def apply(self: SmartQuotes) -> None:
        document = self.document
        self.document = Passages(document)  # type: ignore[assignment]
        try:
            stock(self)
        finally:
            self.document = document

    return apply


def _get_tokens(
    stock: Callable[[Any, list[nodes.Text]], Iterator[tuple[str, str]]],
) -> Callable[[Any, list[nodes.Text]], Iterator[tuple[str, str]]]:
    def get_tokens(self: SphinxSmartQuotes, texts: list[nodes.Text]) -> Iterator[tuple[str, str]]:
        for text in texts:
            if not ACTIVE.search(text):
                # Of a literal text too, the last character decides how the next quote is bent.
                yield "literal", str(text)
            elif "\x00" not in text and is_smartquotable(text):
                yield "plain", str(text)
            else:
                yield from stock(self, [text])

    return get_tokens
