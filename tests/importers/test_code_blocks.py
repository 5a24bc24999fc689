"""Blocks of code are found as a parser of CommonMark finds them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_knowledge_base.importers.code_blocks import code_blocks, parsed_blocks

PIECES = st.sampled_from(
    [
        *("```", "````", "~~~", "~~~~", "```py", "~~~ x`y", "```x`y```", "``` a", "`````"),
        *(" ```", "   ~~~", "    ```", "\t```", "- ```", "> ```", "1. ~~~", "  ```x", "``` ~~~"),
        *("text", "- item", "  more", "    deep", "\tdeep", "> quote", "# head", "===", "---"),
        *("<div>", "</div>", "<!-- x", "-->", "<b>x</b>", "[a]: /b", '[a]: /b "t', "", "", " "),
        *("text ```", "a ~~~ b", "***", "<pre>", "</pre>", "| a |"),
    ]
)


@given(st.lists(PIECES, max_size=12), st.booleans())
@example(["```", "    x", "```", "", "text"], True)
@example(["text", "```", "<div>", "```"], True)
def test_a_look_at_the_lines_finds_what_a_parser_finds(lines: list[str], indented: bool) -> None:
    """Where the lines are enough, nothing is found differently."""
    assert code_blocks(lines, indented=indented) == parsed_blocks(lines, indented=indented)
