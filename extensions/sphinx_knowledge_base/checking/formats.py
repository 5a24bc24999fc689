"""Problems as text for people, and as JSON, SARIF and GitHub's annotations for programs."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx_knowledge_base import __version__
from sphinx_knowledge_base.core.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.core.problems import Problem

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(problems: Sequence[Problem]) -> str:
    """Return a list of objects with ``path``, ``line``, ``column``, ``severity``, ..."""
    return _json(
        [
            {
                "path": one.path,
                "line": one.line,
                "column": one.column,
                "severity": one.severity.value,
                "type": f"kb.{one.type}",
                "message": one.message,
            }
            for one in problems
        ]
    )


def as_sarif(problems: Sequence[Problem]) -> str:
    """Return a SARIF log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning."""
    rules = sorted({f"kb.{one.type}" for one in problems})
    run = {
        "tool": {
            "driver": {
                "name": "kb check",
                "version": __version__,
                "rules": [{"id": rule} for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(one) for one in problems],
    }
    return _json({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _sarif_result(problem: Problem) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": quote(problem.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": problem.line, "startColumn": problem.column},
    }
    return {
        "ruleId": f"kb.{problem.type}",
        "level": problem.severity.value,
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
    }


def as_github(problems: Sequence[Problem]) -> str:
    """Return workflow commands, which GitHub shows beside the lines of a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    lines = []
    for one in problems:
        kind = "notice" if one.severity is Severity.NOTE else one.severity.value
        place = f"file={_property(one.path)},line={one.line},col={one.column}"
        title = _property(f"kb.{one.type}")
        lines.append(f"::{kind} {place},title={title}::{_data(one.message)}")
    return "\n".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(problems: Sequence[Problem], documents: int) -> str:
    """Return a summary of the problems in one sentence."""
    counted = Counter(one.severity for one in problems)
    parts = [
        f"{counted[severity]} {severity.value}{'s' if counted[severity] != 1 else ''}"
        for severity in Severity
        if counted[severity]
    ]
    of = f"{documents} file{'s' if documents != 1 else ''} checked"
    return f"{of}: {', '.join(parts) or 'nothing is wrong'}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
