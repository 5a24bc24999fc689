"""Front matter of others: read where it has one reading, mended, or named."""

from __future__ import annotations

import pytest

from sphinx_knowledge_base.importers.front_matter import read_matter


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("title: A: B", {"title": "A: B"}),
        ("title: @home", {"title": "@home"}),
        ("title: `code` here", {"title": "`code` here"}),
        ("title: [Draft] A note", {"title": "[Draft] A note"}),
        ('title: "Quoted" and more', {"title": '"Quoted" and more'}),
        ("title: 'it's'", {"title": "it's"}),
        ("title: ! 'x'", {"title": "x"}),
        ("title: %20", {"title": "%20"}),
        ("tags:\n\t- a\n\t- b", {"tags": ["a", "b"]}),
        ("title:\tTabbed", {"title": "Tabbed"}),
        ("by:\n- name: b: c\n- d", {"by": [{"name": "b: c"}, "d"]}),
        ("title: ok\nbroken: [a, b\nother: 1", {"title": "ok", "other": 1}),
        ("title: |\n  a: b: c\n  d\nx: y: z", {"title": "a: b: c\nd\n", "x": "y: z"}),
        (
            "version: 1.10\ntime: 12:30\nyes: no\nn: 007",
            {"version": "1.10", "time": "12:30", "yes": "no", "n": "007"},
        ),
        (
            "date: 2021-03-04\nok: true\nnothing: ~",
            {"date": "2021-03-04", "ok": True, "nothing": None},
        ),
        (
            "base: &b {x: 1}\nother:\n  <<: *b\n  y: 2",
            {"base": {"x": 1}, "other": {"x": 1, "y": 2}},
        ),
        ("? [a, b]\n: c", {'["a", "b"]': "c"}),
    ],
)
def test_yaml_with_one_reading_is_read(block: str, expected: dict[str, object]) -> None:
    """What people write and mean is what is read."""
    matter = read_matter(f"---\n{block}\n---\nBody\n")
    assert matter.values == expected
    assert matter.body == "Body\n"


def test_what_was_mended_is_told_with_its_line() -> None:
    """Whatever is mended is reported."""
    matter = read_matter("---\nok: 1\ntitle: A: B\n---\n")
    assert matter.notes == [(3, "put in quotes: title: A: B")]


def test_what_has_no_reading_is_told() -> None:
    """An entry that cannot be read is named, and the others are read."""
    matter = read_matter("---\ntitle: ok\nbroken: {a: [b\n---\nBody\n")
    assert matter.values == {"title": "ok"}
    assert "left out" in matter.notes[0][1]


def test_toml_and_json_are_read() -> None:
    """The other two formats, with dates as ISO 8601."""
    toml = read_matter("+++\ntitle = 'T'\ndate = 2021-03-04T05:06:07Z\n[extra]\nx = 1\n+++\nBody\n")
    assert toml.values == {"title": "T", "date": "2021-03-04T05:06:07+00:00", "extra": {"x": 1}}
    assert toml.lines["title"] == 2
    json_text = '{\n"title": "J",\n"tags": ["a"]\n}\n\nBody\n'
    assert read_matter(json_text, json_too=True).values == {"title": "J", "tags": ["a"]}
    assert read_matter(json_text).values == {}
    assert read_matter('---json\n{"title": "E"}\n---\nBody\n').values == {"title": "E"}


@pytest.mark.parametrize(("mark", "pair"), [("---", "title: T"), ("+++", "title = 'T'")])
def test_empty_lines_may_come_before(mark: str, pair: str) -> None:
    """Zola, Hugo and Astro read such a block; lines are still those of the file."""
    matter = read_matter(f"\n \n{mark}\n{pair}\n{mark}  \nBody\n")
    assert matter.values == {"title": "T"}
    assert (matter.lines, matter.body_line, matter.body) == ({"title": 4}, 6, "Body\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No block.\n",
        "---\n\nA rule and no block.\n",
        "\n---\n\nText between rules.\n\n---\n",
        "---js\n{title: run()}\n---\n",
    ],
)
def test_texts_without_front_matter_keep_their_body(text: str) -> None:
    """A rule is not front matter, and a program is not run."""
    matter = read_matter(text)
    assert matter.values == {}
    assert matter.body in text


def test_lines_of_keys_and_body() -> None:
    """Places are those of the file."""
    matter = read_matter("---\na: 1\nb: 2\n---\nBody\n")
    assert matter.lines == {"a": 2, "b": 3}
    assert matter.body_line == 5
