"""Messages: what somebody sees is made, and nothing else."""

from __future__ import annotations

import logging
import warnings
from collections import deque
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from docutils.utils import new_document
from sphinx import events
from sphinx.deprecation import RemovedInSphinx11Warning
from sphinx.transforms import SphinxTransform
from sphinx.util.logging import NAMESPACE

from sphinx_fastbuild import messages, patching

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def logger(monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    """Sphinx's own logger as it begins a build, which shows nothing yet."""
    logger = logging.getLogger(NAMESPACE)
    monkeypatch.setattr(logger, "handlers", [])
    before = logger.level
    logger.setLevel(logging.DEBUG)
    yield logger
    patching.put_back()
    logger.setLevel(before)


def app(*, quiet: bool) -> Any:
    """As much of an application as is looked at."""
    config = SimpleNamespace(fastbuild_messages=True, verbosity=0)
    return SimpleNamespace(config=config, quiet=quiet, pdb=False, messagelog=deque(maxlen=2))


@pytest.mark.parametrize("level", [logging.NOTSET, logging.DEBUG, logging.INFO])
def test_what_is_shown_is_made(logger: logging.Logger, level: int) -> None:
    """Down to the level of the handler that shows most, everything is said as ever."""
    stream = StringIO()
    logger.addHandler(logging.StreamHandler())
    logger.handlers[-1].setLevel(logging.WARNING)
    logger.addHandler(logging.StreamHandler(stream))
    logger.handlers[-1].setLevel(level)
    messages.pull(app(quiet=False))
    manager = events.EventManager(app(quiet=False))
    manager.emit("build-finished", "argument")
    logger.info("information")
    says_events = level <= logging.DEBUG
    assert ("'argument'" in stream.getvalue()) is says_events
    assert "information" in stream.getvalue()


@pytest.mark.parametrize("quiet", [False, True])
def test_a_crash_tells_what_came_last(logger: logging.Logger, quiet: bool) -> None:
    """Quiet or not, each document is handed on, and the last ones are remembered if quiet."""
    stream = StringIO()
    logger.addHandler(logging.StreamHandler(stream))
    application = app(quiet=quiet)
    assert list(messages.shown(application, ["a", "b", "c"], "reading", "purple")) == [*"abc"]
    assert list(application.messagelog) == (["b", "c"] if quiet else [])
    assert ("reading" in stream.getvalue()) is not quiet


@pytest.mark.parametrize("action", ["default", "error", "ignore"])
def test_a_warning_that_is_heard_is_given(logger: logging.Logger, action: Any) -> None:
    """What Python is told to do with warnings of Sphinx is done."""
    logger.addHandler(logging.StreamHandler())
    document = new_document("")
    document.settings.env = SimpleNamespace(_app=app(quiet=False))
    transform = SphinxTransform(document)
    with warnings.catch_warnings(record=True, action=action) as heard:
        messages.pull(app(quiet=False))
        if action == "error":
            with pytest.raises(RemovedInSphinx11Warning):
                _ = transform.app
        else:
            assert transform.app is document.settings.env._app
    assert len(heard) == (action == "default")


def test_a_builtin_is_hidden_no_longer_than_a_build(logger: logging.Logger) -> None:
    """Sphinx's module is then what it was: it has no name more."""
    before = set(vars(events))
    logger.addHandler(logging.StreamHandler())
    logger.handlers[-1].setLevel(logging.INFO)
    logger.handlers[:] = logger.handlers[-1:]
    messages.pull(app(quiet=False))
    assert vars(events).keys() - before == {"repr"}
    patching.put_back()
    assert vars(events).keys() == before
