"""The scan for references, against Markdown's own parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sphinx_knowledge_base.core.reading.references import anchors, references

KINDS = [
    ("[a](/b)", [("link", "/b", 1, 5)]),
    ("[a](<b c.md> 'title')", [("link", "b c.md", 1, 6)]),
    ("[a](b_(c).md)", [("link", "b_(c).md", 1, 5)]),
    ("![a](b.png)", [("image", "b.png", 1, 6)]),
    ("[![a](b.png)](c)", [("image", "b.png", 1, 7), ("link", "c", 1, 15)]),
    ("x\n\n[a]: /b 'title'\n", [("link", "/b", 3, 6)]),
    ("{kb:article}`slug`", [("kb:article", "slug", 1, 14)]),
    ("See [[Title|words]] and [[a#B c]].", [("wiki", "Title", 1, 7), ("wiki", "a#B c", 1, 27)]),
    ("[[1]](/a) and [[]] and `[[code]]`", [("link", "/a", 1, 7)]),
    ('<a class="x" href="b.md#c">', [("link", "b.md#c", 1, 20)]),
    ('<img src="a.png"><abbr src="n">', [("image", "a.png", 1, 11)]),
    (
        "<source srcset='a.png 1x, b.png 2x' src=c>",
        [("image", "a.png", 1, 17), ("image", "b.png", 1, 27)],
    ),
    ("{kb:tag}`text <label>`", [("kb:tag", "label", 1, 16)]),
    ("{cite}`one, two`", [("cite", "one", 1, 8), ("cite", "two", 1, 13)]),
    ("```{figure} /b.svg\n:alt: c\n```\n[d](e)", [("image", "/b.svg", 1, 13), ("link", "e", 4, 5)]),
    (":::{note}\n[a](b)\n:::\n[c](d)", [("link", "b", 2, 5), ("link", "d", 4, 5)]),
    ("````{note}\n```\n[a](b)\n```\n[c](d)\n````", [("link", "d", 5, 5)]),
    ("`[a](b)` ``[a](b` `` \\[a](b)", []),
    ("```python\n[a](b)\n```\n~~~\n[a](b)\n~~~", []),
    ("<!-- [a](b)\n -->\n% [a](b)", []),
    ("[^1]: a note", []),
]


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_what_a_text_refers_to(text: str, expected: list[tuple[str, str, int, int]]) -> None:
    """Links, pictures and roles with their places; nothing in code, comments or escapes."""
    assert [tuple(found) for found in references(text)] == expected


def parsed(tokens: list[Token]) -> list[str]:
    """The addresses that Markdown's parser finds."""
    found = []
    for token in tokens:
        for name in ("href", "src"):
            found += [str(token.attrs[name])] if name in token.attrs else []
        found += parsed(token.children or [])
    return found


#: A lone backtick or an open comment can reach into other blocks, where only a parser sees its end.
PIECES = st.sampled_from(
    [
        *("[a](b)", "![a](c.png)", "[x](<d e>)", "[y](/f#g)", "`code`", "<!-- note -->"),
        *("```\n", "\n", "\n\n", " ", "text", "**", "[", "](", ")", "\\", "> ", "- ", "# "),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_link_of_the_parser_is_missed(text: str) -> None:
    """What Markdown's parser takes for a link, the scan has; the scan may see a few more."""
    found = {one.target.replace(" ", "%20") for one in references(text)}
    assert set(parsed(MarkdownIt("commonmark").parse(text))) <= found


@given(st.text(st.sampled_from("[]()`{}<>!:#ab \n\\~%-"), max_size=200))
def test_places_are_right(text: str) -> None:
    """Whatever the text is, each reference stands where it is said to stand."""
    lines = text.split("\n")
    for found in references(text, 1):
        first = found.target.split("\n")[0]
        assert lines[found.line - 1][found.column - 1 :].startswith(first)


def test_anchors() -> None:
    """Headings by GitHub's rule, labels, names of directives, identifiers."""
    text = "# A *Heading*: one\n\n(label)=\n## Twice\n\nSetext\n===\n\n## Twice {#own}\n<a id='x'>"
    assert [(one.name, one.line) for one in anchors(text)] == [
        ("a-heading-one", 1),
        ("label", 3),
        ("twice", 4),
        ("setext", 6),
        ("twice-1", 9),
        ("own", 9),
        ("x", 10),
    ]
