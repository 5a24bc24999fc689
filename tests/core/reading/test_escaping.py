"""Escape text for Markdown."""

from __future__ import annotations

import html

from hypothesis import example, given
from hypothesis import strategies as st
from myst_parser.config.main import MdParserConfig

from sphinx_knowledge_base.core.reading.escaping import escape_markdown
from sphinx_knowledge_base.site.content.markdown.parser import make_parser

#: As a site of ours has it, with everything that could find syntax in a title.
PARSER = make_parser(
    MdParserConfig(
        enable_extensions={
            *("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"),
            *("fieldlist", "html_admonition", "html_image", "replacements", "smartquotes"),
            *("strikethrough", "substitution", "tasklist"),
        }
    )
)


def heading(markdown: str) -> str | None:
    """The text of a document that is one heading; None if it is anything else."""
    tokens = PARSER.parse(f"# {markdown}\n")
    if [token.type for token in tokens] != ["heading_open", "inline", "heading_close"]:
        return None
    children = tokens[1].children or []
    if {token.type for token in children} - {"text", "text_special"}:
        return None
    return "".join(token.content for token in children)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example("</title><script>alert(1)</script>")
@example("{kb:article}`x` {{ x }} $x$ :x: [x](y) # ##")
@example("Dose (0.5 mg/kg) of [a-b]")
@example("[x-1]")
@example("&amp; &lt; -- ... (c) \\ `")
@example("A release (or, version 2.5.0) of [x_1]")
def test_any_text_is_read_back(text: str) -> None:
    """A title is that very text as a heading, whatever stands in it, but for runs of spaces."""
    expected = " ".join(text.split())
    if not expected:
        return
    assert heading(escape_markdown(text)) == expected
    assert html.unescape(expected) == expected or "&" in expected


@given(st.text(alphabet="()[]-+x1 "))
@example("[x-1]")
def test_any_text_is_a_paragraph(text: str) -> None:
    """A description is that very text as a paragraph, even if it could begin a block."""
    expected = " ".join(text.split())
    if not expected:
        return
    tokens = PARSER.parse(f"{escape_markdown(text)}\n")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert "".join(token.content for token in tokens[1].children or []) == expected


def test_one_line() -> None:
    """Line breaks do not end the heading."""
    assert escape_markdown("a\nb\r\n\tc") == "a b c"
