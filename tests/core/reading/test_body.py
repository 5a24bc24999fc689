"""Find the words, the first paragraph and the heading of a body."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.markdown.plain_text import plain_text
from sphinx_knowledge_base.core.reading.body import count_words, excerpt_from, scan_body


@pytest.mark.parametrize(
    ("markdown", "paragraph"),
    [
        ("Text.", "Text."),
        ("# Heading\nText\ngoes on.\n\nMore.", "Text goes on."),
        ("Heading\n=======\n\nText.", "Text."),
        ("Heading\n---\n\nText.", "Text."),
        ("```\nCode.\n```\n\nText.", "Text."),
        ("~~~~ python\nCode.\n~~~\n~~~~\nText.", "Text."),
        ("```{note}\nNote.\n```\n\nText.", "Text."),
        (":::{note}\n:class: x\n\nNote.\n:::\nText.", "Text."),
        ("::::{grid}\n:::{card}\nCard.\n:::\n::::\n\nText.", "Text."),
        ("<!-- Comment.\n\nStill. -->\nText.", "Text."),
        ("Te<!-- no -->xt.", "Text."),
        ('<div class="x">\nHTML.\n\nText.\n\n</div>', "Text."),
        ("<em>Text</em> goes on.", "Text goes on."),
        ("- item\n\n  still item\n\nText.", "Text."),
        ("1. item\n2. item\n\nText.", "Text."),
        ("> Quote.\n\nText.", "Text."),
        ("| a | b |\n|---|---|\n| c | d |\n\nText.", "Text."),
        ("a | b\n--- | ---\nc | d\n\nText.", "Text."),
        ("![Picture](a.png)\n\nText.", "Text."),
        ("    code\n\nText.", "Text."),
        ("[a]: https://a.example\n[^1]: Note.\n\nText.", "Text."),
        ("(target)=\nText.", "Text."),
        ("% comment\nText.", "Text."),
        ("---\nText.", "Text."),
        ("**Bold**, *it*, `code` and [link](/a (b)) or <https://a.example>.", None),
        ("A {kb:article}`crps` and a note[^1].", "A crps and a note."),
        ("A &amp; B \\* C<br>D", "A & B * CD"),
        ("- only\n- lists", ""),
        ("", ""),
    ],
)
def test_first_paragraph(markdown: str, paragraph: str | None) -> None:
    """What a reader reads first is plain text, and no heading, list, code or picture."""
    expected = "Bold, it, code and link or https://a.example." if paragraph is None else paragraph
    assert scan_body(markdown, 1).first_paragraph == expected


@pytest.mark.parametrize(
    ("markdown", "heading", "line"),
    [
        ("\n# A *title* #\n# Second", "A title", 11),
        ("A\ntitle\n===", "A title", 10),
        ("(label)=\n\n% comment\n\n# One", "One", 14),
        ("<!-- comment -->\n{.box}\n# One {#id .box}", "One", 12),
        ("# One {: .box}", "One", 10),
        ("## Two\n\n# One", None, 0),
        ("Text.\n\n# One", None, 0),
        ("Text.\n\nOne\n===", None, 0),
        ("![](a.png)\n\n# One", None, 0),
        ("<div>\n\n# One\n\n</div>", None, 0),
        ("---\n# One", None, 0),
        ("- a\n\n# One", None, 0),
        ("```\ncode\n```\n# One", None, 0),
        (":::{note}\n# In\n:::\n\n# One", None, 0),
        ("<!-- open\n\n# One", None, 0),
        ("```\n# code\n```", None, 0),
        ("<!--\n# comment\n-->\n# One", "One", 13),
        ("#hashtag", None, 0),
        ("# C#", "C#", 10),
        ("#", "", 10),
        ("Text", None, 0),
    ],
)
def test_heading(markdown: str, heading: str | None, line: int) -> None:
    """One of level one that comes first, in either of CommonMark's forms."""
    body = scan_body(markdown, 10)
    assert (body.heading, body.heading_line, body.line) == (heading, line, 10)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("One two—three, it's well-known (50-80%).", 6),
        ("# One\n\n- two\n- three\n\n1. four", 4),
        ("| one | two |\n|---|---|\n| three | 4 |", 4),
        ("```python\nnot seen\n```\n\none", 1),
        ("```{code-block} python\nnot seen\n```\n\none", 1),
        (":::{note}\n:class: unseen\n\none two\n:::\n", 2),
        ("```{figure} a.png\n---\nwidth: 3\n---\nOne caption\n```", 2),
        ("<!-- not\nseen --> one", 1),
        ("[one](https://a.example/b-c) ![two](c.png)", 2),
        ("[a]: https://a.example\none", 1),
        ("one<br/>two <https://a.example> {kb:tag}`three` four[^1]", 4),
        ("日本語の文章です", 4),
        ("한국어 문장", 2),
        ("ภาษาไทย", 2),
        ("हिन्दी में", 2),
        ("", 0),
    ],
)
def test_words(markdown: str, words: int) -> None:
    """What a reader reads, in any script."""
    assert scan_body(markdown, 1).words == words


def test_excerpt() -> None:
    """Cut at a word, without the punctuation that would stand before the ellipsis."""
    assert excerpt_from("Short.") == "Short."
    assert excerpt_from("one two, three", limit=9) == "one two…"
    assert excerpt_from("one two three", limit=7) == "one two…"
    assert excerpt_from("日本語の文章です", limit=4) == "日本語の…"
    assert excerpt_from("ae\u0301" * 5, limit=4) == "ae\u0301a…"
    assert len(excerpt_from("word " * 100)) <= 201


def test_plain_text_keeps_what_is_no_markup() -> None:
    """A plain paragraph is not touched."""
    assert plain_text("5 < 6, a_b and 2 * 3 = 6") == "5 < 6, a_b and 2 * 3 = 6"


@given(st.text() | st.text("`~:#-=*_<>!|[](){}%^ \n\ta1"), st.integers(1, 9))
def test_any_body_is_scanned(markdown: str, first_line: int) -> None:
    """Nothing raises, and nothing lies outside the body."""
    body = scan_body(markdown, first_line)
    lines = markdown.count("\n") + 1
    assert body.words >= 0
    assert "\n" not in body.first_paragraph
    assert body.heading is None or first_line <= body.heading_line < first_line + lines


@given(st.text(), st.integers(2, 50))
def test_excerpt_is_never_longer_than_its_limit(paragraph: str, limit: int) -> None:
    """But for the ellipsis."""
    assert len(excerpt_from(paragraph, limit)) <= max(limit + 1, 1)


@pytest.mark.parametrize(
    "piece",
    [
        *("[", "](", "<a", "<!--", "<!---->", "[^", "# a ", "```\n", ":::{a}\n", "- ", "|", "{a"),
        *("a\n=\n", "*a_", "`", "日", "# " + " " * 50, ":a:\n", "&", "\\", "<div>\n"),
    ],
)
def test_hostile_bodies_take_no_longer_than_others(piece: str) -> None:
    """Time grows with the length of a body, not with its square."""
    body = piece * (200_000 // len(piece))
    start = time.perf_counter()
    scan_body(body, 1)
    assert time.perf_counter() - start < 3


def test_words_of_text_with_no_spaces_are_counted_in_runs() -> None:
    """Two scripts in one run of text are two runs."""
    assert count_words("日本ไทย") == 2


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("See {kb:article}`the study <crps>` now.", "See the study now."),
        ("{doc}``a <b>`` and {kb:tag}`CRPS`", "a and CRPS"),
        ("{sub}`x < 2` and `a <b>`", "x < 2 and a <b>"),
    ],
)
def test_role_with_a_target_is_its_text(markdown: str, text: str) -> None:
    """A reader sees the text of a reference and not where it leads."""
    assert scan_body(markdown, 1).first_paragraph == text


#: Paragraphs, and what readers see of them.
SEEN = (
    ("A {{ name }} here.", "A Big Lamp here."),
    ("A {{name}} and {{ deep.er }}.", "A Big Lamp and 5."),
    ("A {{ none }} here.", "A {{ none }} here."),
    ("A {{ loop }} here.", "A"),
    ("`{{ name }}` is code.", "{{ name }} is code."),
    ("~~Old~~ new ==marked== text.", "Old new marked text."),
    ("CO$_2$ at 37$^\\circ$C, $x^2$ m$^{-1}$.", "CO₂ at 37°C, x² m⁻¹."),
    ("It costs $5,000-9,000 or $20,000.", "It costs $5,000-9,000 or $20,000."),
    (r"\(\alpha \le \frac{1}{2}\) and $\text{max}_{rate}$.", "\u03b1 ≤ 1/2 and maxrate."),
    ("See [[lamp]] and [[lamp|the *lamp*]].", "See lamp and the *lamp*."),
    ("{kb:article}`text <slug>` and {math}`x_1` and {sub}`2`.", "text and x₁ and 2."),
    ("{abbr}`HTML (HyperText Markup Language)`, {abbr}`CSS`.", "HTML, CSS."),
    ("Shown {cite}`a,b`, proved[^1].", "Shown, proved."),
    ("[words]{.small} and `code`{.x} and ![alt](a.png).", "words and code and ."),
    ("A :tada: party at 10:30.", "A 🎉 party at 10:30."),
    ("$$\n\\begin{align} a &= b \\end{align}\n$$\n\nText.", "Text."),
    ("$$ a = b $$\n\nText.", "Text."),
    ("$$\na\n\nb\n$$\n\nText.", "Text."),
    ("\\[\na = b\n\\]\n\nText.", "Text."),
    ("Text $$ more.", "Text $$ more."),
)


@pytest.mark.parametrize(("markdown", "seen"), SEEN)
def test_first_paragraph_as_readers_see_it(markdown: str, seen: str) -> None:
    """Substitutions, roles, strikes and formulas are resolved; nothing of their syntax is left."""
    values = {"name": "Big *Lamp*", "deep": {"er": 5}, "loop": "{{ loop }}"}
    found = scan_body(markdown, 1, values).first_paragraph
    assert found.startswith(seen) if "loop" in markdown else found == seen
