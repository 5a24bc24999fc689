"""Edits of front matter: the value that is meant changes, and not one byte beside it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.source import read_source
from sphinx_knowledge_base.editing.fixes import normal_date
from sphinx_knowledge_base.editing.front_matter_edits import front_matter, raw_value
from sphinx_knowledge_base.editing.text import Edit, SourceText

#: What an author may write in a value, without what YAML takes for something else.
TEXTS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="\u0085\u2028\u2029\ufeff"),
    min_size=1,
    max_size=20,
)


def block_of(raw: str) -> dict[str, object]:
    """What YAML reads in the front matter."""
    normal = raw.replace("\r\n", "\n").removeprefix("\ufeff")
    value = yaml.load(normal.split("---\n")[1], Loader=yaml.BaseLoader)
    assert isinstance(value, dict)
    return value


ARTICLE = """\
---
# Before.
title: {title}  # Behind.
tags:   [ {tags} ]
authors:
    - 'One'
    - Two
aliases: {aliases}
slug: "s"
---

title: not this
"""


@given(new=TEXTS, style=st.sampled_from(["Plain", '"Double"', "'Single'"]), crlf=st.booleans())
def test_a_value_is_replaced_and_nothing_else(new: str, style: str, crlf: bool) -> None:
    """Whatever the new value is, YAML reads it, and all around it is as it was."""
    raw = ARTICLE.format(title=style, tags="a, b", aliases="[]")
    raw = raw.replace("\n", "\r\n") if crlf else raw
    text = SourceText(raw)
    block = front_matter(text)
    assert block is not None
    edited = text.replace([block.value(("title",), new), block.value(("tags", 1), new)]).raw
    expected = block_of(raw) | {"title": new, "tags": ["a", new]}
    assert block_of(edited) == expected
    before, after = raw.split(style), edited.rpartition("  # Behind.")
    assert after[0].startswith(before[0])
    assert edited.endswith(raw[raw.index("authors:") :])
    again = front_matter(SourceText(edited))
    assert again is not None
    assert raw_value(again, ("tags", 0)) == "a"


@pytest.mark.parametrize("aliases", ["[]", "[/a]", "/a", "\n  - /a", "\n- /a\n- '/b'", '["/a",]'])
def test_an_item_is_added_in_the_style_of_the_list(aliases: str) -> None:
    """To an empty list, one in brackets, one of lines, or a single value."""
    raw = ARTICLE.format(title="A", tags="a", aliases=aliases)
    text = SourceText(raw)
    block = front_matter(text)
    assert block is not None
    edited = text.replace([block.item(("aliases",), "/new: one")]).raw
    before = block_of(raw)["aliases"]
    listed = before if isinstance(before, list) else [before]
    assert block_of(edited)["aliases"] == [*listed, "/new: one"]
    assert edited.startswith(raw[: raw.index("aliases")])
    assert edited.endswith(raw[raw.index("slug:") :])


def test_a_list_that_is_not_there_is_made() -> None:
    """At the end of the block."""
    text = SourceText("---\ntitle: A\n---\nText.\n")
    block = front_matter(text)
    assert block is not None
    edited = text.replace([block.item(("aliases",), "/a")]).raw
    assert edited == '---\ntitle: A\naliases: ["/a"]\n---\nText.\n'


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_edits_never_touch_what_they_do_not_name(raw: str, edits: list[tuple[int, int]]) -> None:
    """With edits that change nothing a text is the same, in whatever order they come."""
    same = [(start, end, raw[start:end]) for start, end in edits if start <= end <= len(raw)]
    assert SourceText(raw).replace([Edit(*one) for one in same]).raw == raw


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *(("2026/1/5", "2026-01-05"), ("2026.01.05", "2026-01-05"), ("2026-1-5", "2026-01-05")),
        *(("5 January 2026", "2026-01-05"), ("Jan 5th, 2026", "2026-01-05")),
        *(("5. Sept. 2026", "2026-09-05"), ("05/01/2026", None), ("2026-13-01", None)),
        *(("5 Ja 2026", None), ("January 2026", None), ("tomorrow", None)),
    ],
)
def test_a_date_is_mended_only_if_it_can_mean_one_day(written: str, read: str | None) -> None:
    """Year first, or the month by its name; 05/01 is January in one country and May in another."""
    assert normal_date(written) == read


@given(TEXTS)
def test_what_is_written_is_what_is_read(new: str) -> None:
    """The reader of articles takes an edited title for just that."""
    assume(new.strip())
    raw = "---\ntitle: A\nslug: s\ncategory: C\ndraft: true\n---\n"
    text = SourceText(raw)
    block = front_matter(text)
    assert block is not None
    edited = text.replace([block.value(("title",), new)]).raw
    source = read_source("a.md", edited.encode(), ReadingRules())
    assume(source.front_matter is not None)  # a title of marks alone is blank to readers
    assert source.front_matter is not None
    assert source.front_matter.title == new
