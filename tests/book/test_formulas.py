"""Formulas in books: TeX accepts all that web pages show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_knowledge_base.site.content.mathml.known_commands import COMMANDS
from tests.helpers.articles import article
from tests.helpers.formulas import BROKEN, FORMULAS
from tests.helpers.printing import Pdf, run
from tests.helpers.sites import MakeSite
from tests.helpers.tools import require, require_use


@pytest.fixture(scope="module")
def folder(make_shared_site: MakeSite) -> Path:
    """The LaTeX of an article with all formulas, in the line and displayed."""
    require_use("pdf")
    inline = [f"\\(\\mathord{{}}{tex}\\)" for tex in FORMULAS if "\n" not in tex]
    displayed = [f"$$\n{tex}\n$$" for tex in FORMULAS]
    broken = [f"Broken ${tex}$" for tex in BROKEN]
    body = "\n\n".join([*inline, *displayed, *broken])
    build = make_shared_site({"articles/a.md": article(f"{body}\n")}).build("latex")
    assert set(re.findall(r"\[([\w.]+)\]$", build.warnings, re.MULTILINE)) <= {"kb.maths"}
    return build.outdir


def test_formulas_are_typeset(folder: Path) -> None:
    """No error and no missing character: what web pages show, books show; the rest is source."""
    assert Pdf.make(folder, "book").complaints == []


def test_commands_are_defined(folder: Path) -> None:
    """Every command that formulas may hold is one of the LaTeX of books."""
    own = {"ce", "pu"}  # written out
    preamble, _, _ = (folder / "book.tex").read_text("utf-8").partition(r"\begin{document}")
    checks = [
        rf"\ifcsname {name}\endcsname\else\typeout{{@@{name}}}\fi"
        for name in sorted(COMMANDS - own)
    ]
    lines = [preamble, r"\begin{document}", *checks, r"\end{document}"]
    (folder / "commands.tex").write_text("\n".join(lines), "utf-8")
    command = ("-interaction=nonstopmode", f"-output-directory={folder}", folder / "commands.tex")
    printed = run("env", f"TEXINPUTS={folder}:", require("xelatex"), *command)
    assert re.findall(r"@@(\w+)", printed) == []
