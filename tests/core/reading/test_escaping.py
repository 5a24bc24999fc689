"""Escape text for Markdown."""

from __future__ import annotations

import html

from hypothesis import example, given
from hypothesis import strategies as st
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser

from sphinx_knowledge_base.core.markdown import formulas
from sphinx_knowledge_base.core.reading.escaping import escape_markdown

#: As a site of ours has it, with everything that could find syntax in a title.
PARSER = create_md_parser(
    MdParserConfig(
        enable_extensions={
            *("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"),
            *("fieldlist", "html_admonition", "html_image", "replacements", "smartquotes"),
            *("strikethrough", "substitution", "tasklist"),
        }
    ),
    DocutilsRenderer,
).use(formulas.plugin)


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
@example("&amp; &lt; -- ... (c) \\ `")
@example("A release (or, version 2.5.0) of [x_1]")
def test_any_text_is_read_back(text: str) -> None:
    """A title is that very text as a heading, whatever stands in it, but for runs of spaces."""
    expected = " ".join(text.split())
    if not expected:
        return
    assert heading(escape_markdown(text)) == expected
    assert html.unescape(expected) == expected or "&" in expected


def test_one_line() -> None:
    """Line breaks do not end the heading."""
    assert escape_markdown("a\nb\r\n\tc") == "a b c"
