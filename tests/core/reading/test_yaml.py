"""Read YAML with positions: what is kept, what is resolved, what is refused."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.model import Position
from sphinx_knowledge_base.core.reading import yaml as reader
from sphinx_knowledge_base.core.reading.positions import (
    MappingNode,
    as_typed,
    key_position_of,
    plain,
    position_of,
    positions,
    without,
)
from sphinx_knowledge_base.core.reading.yaml import read_yaml


def table(text: str, first_line: int = 1) -> MappingNode:
    value, faults = read_yaml(text, first_line)
    assert faults == []
    assert isinstance(value, MappingNode)
    return value


def faults(text: str) -> list[str]:
    return [f"{f.position.line}:{f.position.column}: {f.message}" for f in read_yaml(text)[1]]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("yes", True),
        ("Off", False),
        ("12", 12),
        ("0x1F", 31),
        ("1_000", 1000),
        ("1.50", 1.5),
        ("~", None),
        ("null", None),
        ("2026-01-08", "2026-01-08"),
        ("2026-01-08 10:00:00", "2026-01-08 10:00:00"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e400", "1e400"),
        ("=", "="),
        ("<<", "<<"),
        ("word", "word"),
        ("'12'", "12"),
        ('"yes"', "yes"),
    ],
)
def test_plain_scalars_are_resolved_and_keep_what_was_typed(typed: str, value: object) -> None:
    """Dates stay text, and so does what JSON could not hold."""
    found = table(f"key: {typed}")
    assert plain(found) == {"key": value}
    assert as_typed(found) == {"key": None if value is None else typed.strip("'\"")}


def test_keys_values_and_items_have_places() -> None:
    """Lines are the file's, columns count from 1, in characters."""
    found = table("é: x\ntags: [a, 'b']\nmore:\n  - k:  v\n", first_line=2)
    assert positions(found) == {
        "é": Position(2, 4),
        "tags": Position(3, 7),
        "tags.0": Position(3, 8),
        "tags.1": Position(3, 11),
        "more": Position(5, 3),
        "more.0": Position(5, 5),
        "more.0.k": Position(5, 9),
    }
    assert key_position_of(found, ("more", 0, "k")) == Position(5, 5)
    assert position_of(found, ("more", 0, "gone", 3)) == Position(5, 5)


def test_values_can_be_left_out() -> None:
    """Removals do not shift one another."""
    found = without(
        table("a: [1, 2, 3, {x: 1, y: 2}]\nb: 1"), [("a", 0), ("a", 2), ("a", 3, "x"), ("b",)]
    )
    assert plain(found) == {"a": [2, {"y": 2}]}


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a: &x 1\nb: *x",
            ["1:4: YAML anchor '&x' is not allowed", "2:4: YAML alias '*x' is not allowed"],
        ),
        ("a: !!str 1", ["1:4: YAML tag 'tag:yaml.org,2002:str' is not allowed"]),
        (
            "a: !python/object:os.system 1",
            ["1:4: YAML tag '!python/object:os.system' is not allowed"],
        ),
        ("<<: {a: 1}", ["1:1: YAML merge key '<<' is not allowed"]),
        ("a: 1\nb: 2\na: 3", ["3:1: key 'a' is already set on line 1"]),
        ("[a]: 1", ["1:1: a key must be text"]),
        ("'': 1", ["1:1: a key is blank"]),
        ("a: 1\n--- \nb: 2", ["2:1: only one YAML document is allowed"]),
        ("a: [" + "[" * 30, ["1:23: nested deeper than 20 levels"]),
        ("\ta: 1", ["1:1: YAML: a tab cannot indent or begin a value; use spaces"]),
        ("a: \x01", ["1:4: character U+0001 is not allowed in YAML"]),
    ],
)
def test_refusals_are_the_same_with_and_without_libyaml(
    text: str, expected: list[str], loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could run code, hide a value or grow without bounds is no front matter."""
    monkeypatch.setattr(reader, "_Loader", getattr(yaml, loader))
    found = faults(text)
    if loader == "SafeLoader" and text.startswith("\t"):
        assert found[0].startswith("1:1: YAML: ")
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a: [1",
            "1:6: a list that begins with '[' is not closed by ']', or a comma is missing in it "
            "(YAML: while parsing a flow sequence, did not find expected ',' or ']')",
        ),
        (
            'a: "x',
            "1:6: a quote is opened and not closed "
            "(YAML: while scanning a quoted scalar, found unexpected end of stream)",
        ),
        (
            "a: b: c",
            "1:5: put a text that contains ': ' in quotes "
            "(YAML: mapping values are not allowed in this context)",
        ),
        (
            "a: 1\n b: 2",
            "2:3: 'b' is indented: begin the line with it, as the one above "
            "(YAML: mapping values are not allowed in this context)",
        ),
        (
            "a: @b",
            "1:4: put a text that begins with this character in quotes "
            "(YAML: while scanning for the next token, "
            "found character that cannot start any token)",
        ),
    ],
)
def test_syntax_errors_say_what_to_do(text: str, expected: str) -> None:
    """In an editor's words; those of libyaml, which can be looked up, stand behind them."""
    assert faults(text) == [expected]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing that a file can hold raises."""
    lines = text.split("\n")
    for fault in read_yaml(text)[1]:
        assert 1 <= fault.position.line <= len(lines)
        assert 1 <= fault.position.column <= len(lines[fault.position.line - 1]) + 1


@given(st.dictionaries(st.text("abc-é", min_size=1), st.text() | st.integers() | st.booleans()))
def test_what_yaml_writes_is_read_back(values: dict[str, object]) -> None:
    """The reader agrees with PyYAML's own loader."""
    text = yaml.safe_dump(values)
    value, found = read_yaml(text)
    if not found:
        assert value is not None
        assert plain(value) == values
