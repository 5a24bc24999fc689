"""The command as a whole."""

from __future__ import annotations

import re

import pytest

from sphinx_knowledge_base.cli.app import COMMANDS
from tests.cli.conftest import Kb


def test_an_unknown_command_names_those_there_are(kb: Kb) -> None:
    """A person who mistypes sees what can be typed."""
    done = kb("nonsense")
    assert done.returncode == 2
    assert "There is no command 'nonsense'" in done.stderr
    assert all(name in done.stderr for name in COMMANDS)
    assert "Did you mean 'build'?" in kb("biuld").stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(kb: Kb, name: str) -> None:
    """Each has a help text that begins with a sentence."""
    done = kb(name, "--help")
    assert done.returncode == 0, done.stderr
    assert re.search(r"Usage: kb " + name + r"\b", done.stdout)


def test_without_a_site_commands_say_so(kb: Kb) -> None:
    """A command about a site that is called elsewhere says what to do."""
    done = kb("build")
    assert done.returncode == 2
    assert "kb init" in done.stderr
