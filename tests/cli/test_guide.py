"""The pages about the command: what they show works, and they leave no command out."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer
import yaml

from sphinx_knowledge_base.cli.app import COMMANDS, app
from tests.cli.conftest import Kb
from tests.helpers.sites import Site
from tests.helpers.tools import ROOT

PAGES = ("README.md", "guide/start.md", "guide/command.md", "guide/editors.md")


def blocks(page: str, language: str) -> list[str]:
    """The blocks of code of a page."""
    text = (ROOT / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[list[str]]:
    """Everything that a page says to call, in blocks and in lines."""
    text = (ROOT / page).read_text("utf-8")
    inline = re.findall(r"`(kb [^`\n]+)`", text)
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [shlex.split(one) for one in (*inline, *lines) if one.startswith("kb ")]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_exists(page: str) -> None:
    """What a page names can be called."""
    root = typer.main.get_command(app)
    context = typer.Context(root)
    for words in commands(page):
        name, options = words[1], [one for one in words[2:] if one.startswith("--")]
        if name in {"COMMAND", "--help", "--install-completion"}:
            continue
        assert name in COMMANDS, words
        command = root.get_command(context, name)  # type: ignore[attr-defined]
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert set(options) <= known, words


def test_every_command_is_described() -> None:
    """The page of the command has them all."""
    described = {words[1] for words in commands("guide/command.md")}
    assert COMMANDS.keys() <= described | {"preview", "epub", "show"}


@pytest.mark.parametrize("page", ["README.md", "guide/start.md"])
def test_a_new_user_follows_the_page(kb_process: Kb, tmp_path: Path, page: str) -> None:
    """Line by line, from an empty folder to a site that builds and has nothing to report."""
    site = tmp_path / "my-site"
    for line in "".join(blocks(page, "sh")).splitlines():
        words = shlex.split(line)
        # Environments, installation and servers are tested elsewhere.
        if words[0] != "kb" or words[1] == "serve":
            continue
        asked = ["--yes"] if words[1] == "init" else []
        done = kb_process(*words[1:], *asked, cwd=tmp_path if words[1] == "init" else site)
        assert done.returncode == 0, done.stderr
    built = Site(site).build(config={"nitpicky": True})
    assert built.warnings == ""
    assert built.path("index").is_file()


def test_settings_of_editors_can_be_read() -> None:
    """JSON, TOML and YAML of the guide, and those of new sites are the same."""
    (settings,) = blocks("guide/editors.md", "json")
    written = ROOT / "extensions/sphinx_knowledge_base/starter/files/vscode/settings.json"
    assert json.loads(settings).items() <= json.loads(written.read_text("utf-8")).items()
    (helix,) = blocks("guide/editors.md", "toml")
    assert tomllib.loads(helix)["language-server"]["kb"] == {"command": "kb", "args": ["lsp"]}
    (hook,) = blocks("guide/command.md", "yaml")
    hooks = ROOT / "extensions/sphinx_knowledge_base/starter/files/pre-commit-config.yaml"
    assert yaml.safe_load(hook) == yaml.safe_load(hooks.read_text("utf-8"))
