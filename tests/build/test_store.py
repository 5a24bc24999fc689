"""The store keeps what one build leaves for the next, and believes nothing that it did not keep."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest
from pydantic import TypeAdapter

from sphinx_knowledge_base.build.store import KEY_VARIABLE, State, Store

if TYPE_CHECKING:
    from pathlib import Path

STATE: State[dict[str, int]] = State("test", 1, dict, TypeAdapter(dict[str, int]).validate_python)
VALUE = {"a": 1, "ü": 2}


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of whoever runs the tests stays out of them."""
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store whose folder does not exist yet."""
    return Store(tmp_path / "doctrees")


def test_a_value_is_kept(store: Store) -> None:
    """The next build gets the value, until it is discarded."""
    assert store.load(STATE) is None
    store.save(STATE, VALUE, "code")
    assert store.load(STATE, "code") == VALUE
    store.discard(STATE)
    store.discard(STATE)
    assert store.load(STATE, "code") is None


def test_the_file_is_json(store: Store) -> None:
    """Anyone can read a state file, and nothing in it runs when it is read."""
    store.save(STATE, VALUE)
    assert json.loads(store.file(STATE).read_bytes())["value"] == VALUE


def test_another_version_or_maker_is_not_believed(store: Store) -> None:
    """A value of another version, or made by other code, is made again."""
    store.save(STATE, VALUE, "code")
    assert store.load(STATE, "other code") is None
    assert store.load(State("test", 2, STATE.encode, STATE.decode), "code") is None


@pytest.mark.parametrize("value", [None, 7, [], "text", {"a": "b"}, {"a": [1]}, [[[]]]])
def test_another_shape_is_not_believed(store: Store, value: object) -> None:
    """A file that is ours in every way and holds something else is no error."""
    store.save(State("test", 1, lambda kept: kept, dict), value)
    assert store.load(STATE) is None


def test_no_damage_is_believed(store: Store) -> None:
    """Whichever byte is lost or changed, the value is made again."""
    store.save(STATE, VALUE)
    file = store.file(STATE)
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place])
        assert store.load(STATE) is None
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert store.load(STATE) is None
    noise = random.Random(1)
    for size in (1, 100, 10_000):
        file.write_bytes(noise.randbytes(size))
        assert store.load(STATE) is None
    file.write_bytes(b"[" * 100_000)
    assert store.load(STATE) is None


def test_a_folder_in_its_place_is_no_error(store: Store) -> None:
    """What cannot be read as a file is treated like one that is missing."""
    store.file(STATE).mkdir(parents=True)
    assert store.load(STATE) is None


def test_outputs_have_their_own(tmp_path: Path) -> None:
    """State of an output folder is not that of another which shares the doctrees."""
    own = State("test", 1, STATE.encode, STATE.decode, is_of_output=True)
    one, other = Store(tmp_path, "html-1"), Store(tmp_path, "html-2")
    one.save(own, VALUE)
    assert other.load(own) is None
    one.save(STATE, VALUE)
    assert other.load(STATE) == VALUE


def test_a_file_under_another_name_is_not_believed(store: Store) -> None:
    """State of one kind cannot be passed off as another kind's."""
    other = State("other", 1, STATE.encode, STATE.decode)
    store.save(STATE, VALUE)
    store.file(STATE).rename(store.file(other))
    assert store.load(other) is None


def test_with_a_key_only_what_it_signed_is_believed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who can write the cache but lacks the key cannot make a build believe anything."""
    store.save(STATE, VALUE)
    monkeypatch.setenv(KEY_VARIABLE, "the site's key")
    assert store.load(STATE) is None
    store.save(STATE, VALUE)
    assert store.load(STATE) == VALUE
    monkeypatch.setenv(KEY_VARIABLE, "another key")
    assert store.load(STATE) is None
