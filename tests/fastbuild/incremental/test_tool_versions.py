"""What counts as a change of the tools, after which all documents are read again."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sphinx_fastbuild.incremental.tool_versions import digest_of_tools


def test_code_outside_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Any) -> None:
    """The code of an extension counts, but not the folders that it says no build imports."""
    package = tmp_path / "extension_with_command"
    for name in ("__init__.py", "pages.py", "command/__init__.py", "pages/command/__init__.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).touch()
    monkeypatch.syspath_prepend(tmp_path)
    metadata: dict[str, Any] = {}
    module = import_module(package.name)
    app.extensions = {package.name: SimpleNamespace(module=module, metadata=metadata)}

    def differs_after_edit_of(name: str) -> bool:
        before = digest_of_tools(app)
        with (package / name).open("a") as file:
            file.write("# changed\n")
        return digest_of_tools(app) != before

    assert differs_after_edit_of("command/__init__.py")
    metadata["fastbuild_outside_builds"] = ("command",)
    assert not differs_after_edit_of("command/__init__.py")
    assert differs_after_edit_of("pages.py")
    assert differs_after_edit_of("pages/command/__init__.py")
