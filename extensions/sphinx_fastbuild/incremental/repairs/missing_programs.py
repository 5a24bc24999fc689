"""Make every document warn about a missing program that its diagrams or formulas need.

Sphinx warns once a build, for the first document that needs the program, and records that in the
builder.  If the next build does not write that document, no document would warn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import __

if TYPE_CHECKING:
    import logging

    from sphinx.builders import Builder

#: Attributes of a builder: which programs :mod:`sphinx.ext.graphviz` and :mod:`sphinx.ext.imgmath`
#: have warned about.
_REMEMBERED = (
    "_graphviz_warned_dot",
    "_imgmath_warned_latex",
    "_imgmath_warned_image_translator",
)

#: Their warnings.
_MESSAGES = (
    "dot command %r cannot be run (needed for graphviz output), check the graphviz_dot setting",
    "LaTeX command %r cannot be run (needed for math display), check the imgmath_latex setting",
    "%s command %r cannot be run (needed for math display), check the imgmath_%s setting",
)


def is_about_one(record: logging.LogRecord) -> bool:
    """Return whether a record says that a program is missing."""
    return any(record.msg == __(message) for message in _MESSAGES)


def forget(builder: Builder) -> None:
    """Let the next document warn again."""
    for name in _REMEMBERED:
        vars(builder).pop(name, None)
