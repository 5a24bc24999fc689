"""``sphinx-build -vv`` says why a document is read again, and why a page is written again."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fastbuild.building import EXTENSIONS, write
from tests.helpers.articles import article
from tests.helpers.sites import CONF

_REASON = re.compile(r"^(\S+) is (read|written) again: (.*)$", re.MULTILINE)


def reasons(srcdir: Path) -> set[tuple[str, str, str]]:
    """Build, and return the reasons that are given: document, what is done, and why."""
    command = [sys.executable, "-m", "sphinx", "-vv", "--no-color", ".", "_build"]
    done = subprocess.run(
        command, cwd=srcdir, env={"PYTHONPATH": str(EXTENSIONS)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return set(_REASON.findall(done.stdout))


@pytest.mark.long
@pytest.mark.ci
def test_reasons(tmp_path: Path) -> None:
    """Each document that an edit concerns is named with what changed; no other one is."""
    conf = f'{CONF}kb_search = "none"\nextensions.append("sphinx_fastbuild")\n'
    write(
        tmp_path,
        {
            "conf.py": conf,
            "index.md": "# Home\n\n```{toctree}\na\nb\n```\n",
            "a.md": "# A\n\nSee [](b.md).\n",
            "b.md": "# B\n\n```{literalinclude} data.txt\n```\n",
            "data.txt": "one",
            "articles/x.md": article(slug="x", title="X", tags=["tea"]),
        },
    )
    assert {what for _, what, _ in reasons(tmp_path)} == {"written"}
    assert reasons(tmp_path) == set()

    write(tmp_path, {"data.txt": "two"})
    source = "its source, or a file that it depends on, has changed"
    shown = "it shows something else"
    assert reasons(tmp_path) == {("b", "read", source), ("b", "written", shown)}

    write(tmp_path, {"b.md": "# Another\n\n```{literalinclude} data.txt\n```\n"})
    found = reasons(tmp_path)
    assert {docname for docname, what, _ in found if what == "read"} == {"b"}
    assert ("a", "written", shown) in found

    write(tmp_path, {"articles/x.md": article(slug="x", title="X", tags=["coffee"])})
    found = reasons(tmp_path)
    catalog = "the catalog's data on it has changed"
    assert ("articles/x", "written", catalog) in found
    assert not {"a", "b"} & {docname for docname, *_ in found}
