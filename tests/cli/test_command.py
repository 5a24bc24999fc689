"""The command as a whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_knowledge_base.cli.app import COMMANDS
from tests.cli.conftest import Kb, article
from tests.helpers.sites import Site


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
    assert "completion" not in done.stdout  # the shell completes kb as a whole


def test_without_a_site_commands_say_so(kb: Kb) -> None:
    """A command about a site that is called elsewhere says what to do."""
    done = kb("build")
    assert done.returncode == 2
    assert "kb init" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["build", "-b", "pdfx"], "there is no builder 'pdfx' (there are applehelp, "),
        (["build", "-b", "htlm"], "there is no builder 'htlm' (did you mean 'html'?)"),
        (["build", "-j", "x"], "--jobs takes a number of processes from 1 on, or 'auto', not 'x'"),
        (["epub", "-j", "0"], "--jobs takes a number of processes from 1 on, or 'auto', not '0'"),
        (["build", "-D", "x"], "--setting takes NAME=VALUE, not 'x'"),
        (["build", "-C", "nowhere"], "nowhere contains no conf.py"),
        (["serve", "--port", "80000"], "'80000' is not a whole number from 1 to 65535"),
        (["preview", "--port", "x"], "'x' is not a whole number from 1 to 65535"),
        (["serve", "--", "--nope"], "sphinx-build: unrecognized arguments: --nope"),
        (["build", "--", "--nope"], "sphinx-build: unrecognized arguments: --nope"),
        (
            ["build", "dirhtml"],
            "'dirhtml' is not an option: choose a builder with --builder dirhtml",
        ),
        (["build", "--nope"], "No such option: --nope"),
        (["show"], "See 'kb show --help'."),
        (["import", "nowhere"], "there is no folder or file 'nowhere'"),
        (["report", "-o", "conf.py/x"], "conf.py: File exists"),
        (["rename", "tag", "x", "y"], "none of the tags is called 'x'"),
    ],
)
def test_wrong_use_gets_one_sentence(kb: Kb, site: Site, arguments: list[str], told: str) -> None:
    """Neither a traceback nor the usage of another program, and nothing is built."""
    done = kb(*arguments)
    assert done.returncode in {1, 2}
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_mistake_of_ours_has_no_traceback(kb: Kb, site: Site, tmp_path: Path) -> None:
    """What nobody has thought of is said in one line that names a file for its report."""
    site.write({"taxonomy.yaml": b"tags: {caf\xe9: {}}\n", "articles/a.md": article("A")})
    done = kb("rename", "author", "Test Authors", "Others", "--yes")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout


def test_a_build_takes_options_of_sphinx(kb_process: Kb, site: Site) -> None:
    """As ``kb serve`` does: what stands after ``--`` goes to sphinx-build."""
    site.write({"articles/a.md": article("A") + "[x](/nowhere)\n"})
    assert kb_process("build", "--builder", "dirhtml").returncode == 0
    assert kb_process("build", "--builder", "dirhtml", "--", "-W").returncode == 1
