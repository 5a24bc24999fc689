"""The kinds of callouts that writers know; each looks like an admonition of docutils."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The kinds of GitHub, Docusaurus, Material, VuePress and Obsidian, typed here or imported.
ADMONITIONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("note", "info", "abstract", "summary", "quote", "todo", "details"), "note"),
    **dict.fromkeys(("tldr", "cite"), "note"),
    **dict.fromkeys(("tip", "success", "check", "done"), "tip"),
    **dict.fromkeys(("hint", "example"), "hint"),
    **dict.fromkeys(("important", "question", "faq", "help"), "important"),
    **dict.fromkeys(("warning", "attention", "failure", "fail", "missing"), "warning"),
    "caution": "caution",
    **dict.fromkeys(("danger", "error", "bug"), "danger"),
}
