"""What a build keeps for the next is believed only if it is whole, and of the right shape."""

from __future__ import annotations

from typing import Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_fastbuild.state_file import StateFile, has_shape


class Shape(TypedDict):
    """A state with everything that shapes can have."""

    names: list[str]
    sizes: dict[str, tuple[list[int], str]]
    version: str | None


STATE: Shape = {"names": ["a"], "sizes": {"b": ([1, 2], "c")}, "version": None}
STORE: StateFile[Shape] = StateFile("kind", Shape)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_a_state_comes_back(app: Any) -> None:
    """What was saved is loaded, with lists in the place of tuples."""
    assert STORE.load(app) is None
    assert not STORE.is_lost(app)
    STORE.save(app, STATE)
    assert STORE.load(app) == {**STATE, "sizes": {"b": [[1, 2], "c"]}}
    STORE.delete(app)
    assert STORE.load(app) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        lambda text: text[:-1],
        lambda _: "[" * 100_000,
        lambda _: "[1]",
        lambda text: text.replace('"a"', '"b"'),
        lambda text: "{" + text.partition("\n")[2],
        lambda text: text.replace('"version": ', '"version": 1'),
        lambda text: text.partition("\n")[0] + "\n" + '"state": []}',
    ],
)
def test_a_damaged_state_is_lost(app: Any, damage: Any) -> None:
    """A file that is cut off, changed, or of another version is not believed."""
    STORE.save(app, STATE)
    path = STORE.path(app)
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    assert STORE.load(app) is None
    assert STORE.is_lost(app)


def test_a_state_of_another_version_is_lost(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another version of the code left is not believed."""
    with monkeypatch.context() as patch:
        patch.setattr("sphinx_fastbuild.state_file._VERSION", 0)
        STORE.save(app, STATE)
    assert STORE.load(app) is None
    assert STORE.is_lost(app)


@pytest.mark.parametrize("state", [None, 3, "text", [], {}, {**STATE, "names": {}}])
def test_a_state_of_another_shape_is_lost(app: Any, state: Any) -> None:
    """A file that is whole, and holds something else, is not believed."""
    StateFile("kind", object).save(app, state)
    assert STORE.load(app) is None
    assert STORE.is_lost(app)


@given(value=VALUES)
def test_values_have_shapes(value: Any) -> None:
    """Any value can be compared with any shape, and matches ``object``."""
    assert not has_shape(value, Shape)
    assert has_shape(value, object)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (True, int),
        (1, str),
        (["a", 1], list[str]),
        ({"a": 1}, dict[str, str]),
        ([[1], "a", 2], tuple[list[int], str]),
        ([["1"], "a"], tuple[list[int], str]),
        ({**STATE, "more": 1}, Shape),
        ({"names": []}, Shape),
        (1, str | None),
    ],
)
def test_shapes(value: object, shape: object) -> None:
    """Every part of a shape counts."""
    assert not has_shape(value, shape)


def test_output_directories_have_states_of_their_own(app: Any) -> None:
    """Two output directories of one doctree directory share only what is said to be shared."""
    shared: StateFile[list[str]] = StateFile("all", list[str], is_shared=True)
    paths = STORE.path(app), shared.path(app)
    app.outdir = app.outdir / "other"
    assert STORE.path(app) != paths[0]
    assert shared.path(app) == paths[1]
