"""Dates on pages: words for readers, ISO 8601 for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_knowledge_base.i18n.interface import day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sphinx.writers.html5 import HTML5Translator


class time(nodes.inline):  # noqa: N801 -- docutils names nodes in lower case
    """A date; ``datetime`` is the day in ISO 8601.  Only HTML has an element for it."""


def visit_time(translator: HTML5Translator, node: time) -> None:
    """Open the ``<time>`` element."""
    translator.body.append(translator.starttag(node, "time", "", datetime=node["datetime"]))


def depart_time(translator: HTML5Translator, node: time) -> None:
    """Close the ``<time>`` element."""
    translator.body.append("</time>")


def date_node(moment: datetime, language: str, classes: Sequence[str] = ()) -> time:
    """Return the day of *moment* in the format of a language."""
    return time(
        "", day(moment, language), datetime=moment.date().isoformat(), classes=list(classes)
    )


def with_date(text: str, moment: datetime, language: str) -> list[nodes.Node]:
    """Return *text* with the day of *moment* for ``%s``."""
    before, _, after = text.partition("%s")
    parts = (nodes.Text(before), date_node(moment, language), nodes.Text(after))
    return [part for part in parts if part.astext()]
