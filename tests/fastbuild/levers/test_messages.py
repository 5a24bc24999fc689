"""Messages that somebody sees are made, and no others."""

from __future__ import annotations

import logging
import warnings
from collections import deque
from collections.abc import Iterator
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from docutils.utils import new_document
from sphinx import events
from sphinx.deprecation import RemovedInSphinx11Warning
from sphinx.transforms import SphinxTransform
from sphinx.util.logging import NAMESPACE

from sphinx_fastbuild.guard import patch
from sphinx_fastbuild.levers import messages
from sphinx_fastbuild.levers.pull import pull
from sphinx_fastbuild.parallel import progress

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def logger(monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    """Sphinx's logger at the beginning of a build, without handlers."""
    logger = logging.getLogger(NAMESPACE)
    monkeypatch.setattr(logger, "handlers", [])
    before = logger.level
    logger.setLevel(logging.DEBUG)
    yield logger
    patch.put_back()
    logger.setLevel(before)


def app(*, quiet: bool) -> Any:
    """As much of an application as the lever looks at."""
    config = SimpleNamespace(fastbuild_messages=True, verbosity=0)
    return SimpleNamespace(config=config, quiet=quiet, pdb=False, messagelog=deque(maxlen=2))


@pytest.fixture
def debugging() -> Iterator[None]:
    """Let there be debug messages, which are off in tests."""
    logging.disable(logging.NOTSET)
    yield
    logging.disable(logging.DEBUG)


@pytest.mark.usefixtures("debugging")
@pytest.mark.parametrize("level", [logging.NOTSET, logging.DEBUG, logging.INFO])
def test_what_is_shown_is_made(logger: logging.Logger, level: int) -> None:
    """Everything down to the level of the most talkative handler is logged as ever."""
    stream = StringIO()
    logger.addHandler(logging.StreamHandler())
    logger.handlers[-1].setLevel(logging.WARNING)
    logger.addHandler(logging.StreamHandler(stream))
    logger.handlers[-1].setLevel(level)
    pull(app(quiet=False), [messages.LEVER])
    manager = events.EventManager(app(quiet=False))
    manager.emit("build-finished", "argument")
    logger.info("information")
    says_events = level <= logging.DEBUG
    assert ("'argument'" in stream.getvalue()) is says_events
    assert "information" in stream.getvalue()


@pytest.mark.parametrize("quiet", [False, True])
def test_a_crash_tells_what_came_last(logger: logging.Logger, quiet: bool) -> None:
    """Each document is passed on; a quiet build keeps the last ones for the crash report."""
    stream = StringIO()
    logger.addHandler(logging.StreamHandler(stream))
    application = app(quiet=quiet)
    assert list(progress.shown(application, ["a", "b", "c"], "reading", "purple")) == [*"abc"]
    assert list(application.messagelog) == (["b", "c"] if quiet else [])
    assert ("reading" in stream.getvalue()) is not quiet


@pytest.mark.parametrize("action", ["default", "error", "ignore"])
def test_a_warning_that_is_heard_is_given(logger: logging.Logger, action: Any) -> None:
    """Python's warning filters apply to warnings of Sphinx."""
    logger.addHandler(logging.StreamHandler())
    document = new_document("")
    document.settings.env = SimpleNamespace(_app=app(quiet=False))
    transform = SphinxTransform(document)
    with warnings.catch_warnings(record=True, action=action) as heard:
        pull(app(quiet=False), [messages.LEVER])
        if action == "error":
            with pytest.raises(RemovedInSphinx11Warning):
                _ = transform.app
        else:
            assert transform.app is document.settings.env._app
    assert len(heard) == (action == "default")


def test_a_builtin_is_hidden_no_longer_than_a_build(logger: logging.Logger) -> None:
    """Afterwards Sphinx's module has no more names than before."""
    before = set(vars(events))
    logger.addHandler(logging.StreamHandler())
    logger.handlers[-1].setLevel(logging.INFO)
    logger.handlers[:] = logger.handlers[-1:]
    pull(app(quiet=False), [messages.LEVER])
    assert vars(events).keys() - before == {"repr"}
    patch.put_back()
    assert vars(events).keys() == before
