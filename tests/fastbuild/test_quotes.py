"""Texts that are left to themselves are those that smart quotes would not change."""

from __future__ import annotations

from docutils.utils import smartquotes
from hypothesis import given
from hypothesis import strategies as some

from sphinx_fastbuild.quotes import ACTIVE

#: What any of the functions of docutils looks for, and some of what stands around it.
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


@given(
    tokens=TOKENS,
    action=some.sampled_from(["qDe", "qde", "qBie", "w", "1", "2", "3"]),
    language=some.sampled_from(["en", "de", "fr", "sv", ""]),
)
def test_inactive_texts_are_as_good_as_literal(
    tokens: list[tuple[str, str]], action: str, language: str
) -> None:
    """Between others too, a text without an active character stays, and bends them alike."""
    passed = [(kind if ACTIVE.search(text) else "literal", text) for kind, text in tokens]
    educated = smartquotes.educate_tokens(passed, action, language)
    assert list(educated) == list(smartquotes.educate_tokens(tokens, action, language))
