"""Stretches of a text: between two marks, and outside of fenced blocks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.importers.bodies.ranges import (
    fenced,
    replace_between,
    without_fences,
)

OPENING, CLOSING = re.compile(r"\{/\*"), re.compile(r"\*/\}")


@given(st.text(alphabet="{/*}a\n", max_size=40))
def test_stretches_are_those_of_one_expression(text: str) -> None:
    """Two searches find what one lazy expression finds."""
    expected = re.sub(r"\{/\*(.*?)\*/\}", r"<\1>", text, flags=re.DOTALL)
    assert replace_between(text, OPENING, CLOSING, lambda one: f"<{one.inner}>") == expected


@given(st.lists(st.sampled_from(["<a>", "</a>", "<b>", "</b>", "x"]), max_size=12))
def test_marks_of_a_kind_belong_together(parts: list[str]) -> None:
    """A group ``same`` is what a reference back to it is in one expression."""
    text = "".join(parts)
    opening, closing = re.compile(r"<(?P<same>[ab])>"), re.compile(r"</(?P<same>[ab])>")
    expected = re.sub(r"<([ab])>(.*?)</\1>", r"[\2]", text)
    assert replace_between(text, opening, closing, lambda one: f"[{one.inner}]") == expected


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("```\na\n```", ["```\na\n```"]),
        ("````\n```\n````\nb", ["````\n```\n````"]),
        ("```\n~~~\n```\n~~~", ["```\n~~~\n```"]),
        ("```\nnobody closes this", []),
        ("~~~\n```\na\n```", ["```\na\n```"]),
        ("> ``` x\n> a\n> ```\nb", ["> ``` x\n> a\n> ```"]),
        ("```a\n```b\n```\n", ["```a\n```b\n```"]),
        ("```\na\n`````\n```\nb\n```", ["```\na\n`````", "```\nb\n```"]),
    ],
)
def test_fenced_blocks_end_with_a_mark_of_their_kind(text: str, blocks: list[str]) -> None:
    """One that is as long, of the same sign, and alone on its line."""
    assert [text[start:end] for start, end in fenced(text)] == blocks


@given(st.lists(st.sampled_from(["x", "a", "```", "~~~", "````", "```x", ""]), max_size=12))
def test_nothing_in_fences_is_replaced(lines: list[str]) -> None:
    """What is outside is replaced, what is inside stays, and nothing else changes."""
    text = "\n".join(lines)
    mark = re.compile("a"), re.compile("(?<=a)")
    done = replace_between(text, *mark, lambda _: "b", fenced(text))
    inside = [range(*block) for block in fenced(text)]
    expected = "".join(
        "b" if sign == "a" and not any(place in block for block in inside) else sign
        for place, sign in enumerate(text)
    )
    assert done == expected
    outside = (
        sign for place, sign in enumerate(text) if not any(place in block for block in inside)
    )
    assert without_fences(text) == "".join(outside)
