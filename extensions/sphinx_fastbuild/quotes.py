"""Smart quotes: looked for only in paragraphs that hold a character which they change."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.transforms.universal import SmartQuotes
from docutils.utils import normalize_language_tag, smartquotes
from sphinx.transforms import SphinxSmartQuotes

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {
    SmartQuotes.apply: "8663a59a5083",
    SphinxSmartQuotes.apply: "85a2494c3abe 97cb48d1492f",
    SphinxSmartQuotes.get_tokens: "55cc2987ee92 5fe973bab7c4",
    smartquotes.educate_tokens: "d8b4c3bfde38",
    smartquotes.educateQuotes: "9706ea8a190c",
    smartquotes.educateBackticks: "0c4c204ed7b2",
    smartquotes.educateSingleBackticks: "d07f25e9ad5e",
    smartquotes.educateDashes: "5c34076961ec",
    smartquotes.educateDashesOldSchool: "448340e9ddb5",
    smartquotes.educateDashesOldSchoolInverted: "4d036e8e2724",
    smartquotes.educateEllipses: "8c3f619209c6",
    smartquotes.processEscapes: "8814bdcfeef5",
}

#: Whatever any of the functions above replaces, escapes of docutils and of smartquotes included.
ACTIVE = re.compile(r"""["'`\\\x00]|--|\.\.\.|\. \. \.|&#|&quot;""")


def pull(app: Sphinx) -> None:
    """Let the transform of docutils see only the paragraphs and the texts that matter."""
    # The action -1 makes quotes plain again, and so looks for other characters.
    if app.config.fastbuild_quotes and app.config.smartquotes_action != "-1":
        patching.replace("quotes", SmartQuotes, "apply", _apply, KNOWN)
        patching.replace("quotes", SphinxSmartQuotes, "get_tokens", _get_tokens, KNOWN)


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
            if ACTIVE.search(text):
                yield from stock(self, [text])
            else:
                # Of a literal text too, the last character decides how the next quote is bent.
                yield "literal", str(text)

    return get_tokens
