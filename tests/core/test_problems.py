"""Messages say where the problem is, what it is and what was probably meant."""

from __future__ import annotations

from typing import get_args

from sphinx_knowledge_base.core.problems import (
    Problem,
    ProblemType,
    Severity,
    did_you_mean,
    nearest,
)
from tests.helpers.tools import ROOT


def test_problem_reads_as_a_compiler_message() -> None:
    """So editors jump to it."""
    problem = Problem("articles/foo.md", 6, 12, "category", "category 'X' is not registered")
    assert str(problem) == "articles/foo.md:6:12: category 'X' is not registered [kb.category]"
    assert problem.severity is Severity.WARNING


def test_nearest() -> None:
    """Case does not count, and far is none."""
    assert nearest("CLINICAL_RESERCH", ["CLINICAL_RESEARCH", "NEWS"]) == "CLINICAL_RESEARCH"
    assert nearest("TAGS", ["tags"]) == "tags"
    assert nearest("zzz", ["tags"]) is None
    assert nearest("tags", []) is None


def test_suggestion_does_not_depend_on_order() -> None:
    """Two builds say the same."""
    assert nearest("ab1", ["ab2", "ab3"]) == nearest("ab1", ["ab3", "ab2"])


def test_did_you_mean() -> None:
    """Ready to follow a message."""
    assert did_you_mean("publishdAt", ["publishedAt"]) == " (did you mean 'publishedAt'?)"
    assert did_you_mean("x", ["publishedAt"]) == ""


def test_the_guide_lists_every_type() -> None:
    """Whoever sees a type in a message finds there what to do."""
    guide = (ROOT / "guide" / "writing.md").read_text("utf-8")
    assert [kind for kind in get_args(ProblemType) if f"| `kb.{kind}` |" not in guide] == []
