"""Smart quotes would not change the texts that the lever leaves out."""

from __future__ import annotations

from docutils.utils import smartquotes
from hypothesis import given, settings
from hypothesis import strategies as some

from sphinx_fastbuild.levers.quotes import ACTIVE, PATTERNS_DIGEST, _educate_quotes, patterns

#: What the functions of docutils search for, and some of what may stand around it.
PIECES = (
    *("\"'`-.\\&;()\u201c\u201d\u2019\u20145aB\xe9 \n\0"),
    *("--", "...", ". . .", "&quot;", "&#34;", "\0-"),
)
TOKENS = some.lists(
    some.tuples(
        some.sampled_from(["plain", "literal"]),
        some.lists(some.sampled_from(PIECES), max_size=6).map("".join),
    ),
    max_size=4,
)

#: Quotes near to each other, far from each other and from both ends.
TEXTS = some.lists(
    some.sampled_from(
        ["'", '"', "'80s", "' )", '" ', *"8s -([.)a$", "\u2013", "\u200b", "word word"]
    ),
    max_size=8,
).map("".join)


@given(
    tokens=TOKENS,
    action=some.sampled_from(["qDe", "qde", "qBie", "w", "1", "2", "3"]),
    language=some.sampled_from(["en", "de", "fr", "sv", ""]),
)
def test_inactive_texts_are_as_good_as_literal(
    tokens: list[tuple[str, str]], action: str, language: str
) -> None:
    """A text without an active character stays, and affects its neighbours alike."""
    passed = [(kind if ACTIVE.search(text) else "literal", text) for kind, text in tokens]
    educated = smartquotes.educate_tokens(passed, action, language)
    assert list(educated) == list(smartquotes.educate_tokens(tokens, action, language))


@settings(max_examples=1000)
@given(text=TEXTS, language=some.sampled_from(["en", "de", "fr", "sv", "x-altquot", ""]))
def test_quotes_depend_on_the_characters_around_them(text: str, language: str) -> None:
    """Characters far from any quote do not matter, and stay as they are."""
    quick = _educate_quotes(smartquotes.educateQuotes)
    assert quick(text, language) == smartquotes.educateQuotes(text, language)


def test_patterns_are_those_that_were_read() -> None:
    """The regular expressions of docutils are the known ones."""
    assert patterns() == PATTERNS_DIGEST
