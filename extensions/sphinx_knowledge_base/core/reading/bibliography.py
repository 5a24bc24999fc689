"""Read a BibTeX file: bytes in; works that articles can cite, and problems, out.

Pybtex only reads and formats entries.  sphinxcontrib-bibtex is not used: it must read all documents
before it knows their citations, so its pages depend on each other and on the reading order.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pybtex import errors
from pybtex.database import Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pybtex.style.formatting.unsrt import Style
from pybtex.style.template import FieldIsMissing

from sphinx_knowledge_base.core.problems import Problem
from sphinx_knowledge_base.core.reading.bibtex_text import protected, readable, restored
from sphinx_knowledge_base.core.reading.encoding import control_characters, decode
from sphinx_knowledge_base.core.reading.positions import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping


class Work:
    """One work that articles can cite."""

    def __init__(self, entry: Any) -> None:
        self._entry = entry

    @property
    def title(self) -> str:
        """The title as plain text."""
        title = str(self._entry.fields.get("title", ""))
        try:
            return restored(str(Text.from_latex(readable("title", title))))
        except (PybtexError, ValueError):  # it is not LaTeX
            return title

    @cached_property
    def record(self) -> str:
        """The whole entry of the work, as BibTeX."""
        return str(self._entry.to_string("bibtex"))

    @property
    def fault(self) -> str:
        """Which required field is missing, in Pybtex's words; empty if none is."""
        return self._formatted[1]

    @property
    def formatted(self) -> Any:
        """The entry for a list of references, as Pybtex's ``FormattedEntry``.

        Some characters have stand-ins: see `bibtex_text.restored`.
        """
        return self._formatted[0]

    @cached_property
    def _formatted(self) -> tuple[Any, str]:
        entry = Entry(
            self._entry.type,
            {name: readable(name.lower(), value) for name, value in self._entry.fields.items()},
            self._entry.persons,
        )
        entry.key = self._entry.key
        try:
            return Style().format_entry("", entry), ""
        except FieldIsMissing as error:
            # The type "misc" requires no field.
            entry.type = "misc"
            return Style().format_entry("", entry), str(error)
        except (PybtexError, ValueError) as error:  # a field is not LaTeX
            for name, value in entry.fields.items():
                entry.fields[name] = protected(value)
            return Style().format_entry("", entry), str(error)


def read_bibliography(path: str, data: bytes) -> tuple[Mapping[str, Work], list[Problem]]:
    """Return the works in a BibTeX file by key, and the problems of the file.

    :param path: Its path relative to the source directory, for the problems.
    """
    text = decode(data)
    if isinstance(text, Fault):
        position = text.position
        return {}, [Problem(path, position.line, position.column, "bibliography", text.message)]
    with errors.capture() as faults:
        entries = Parser().parse_string(text).entries
    problems = [
        Problem(path, getattr(fault, "lineno", 1), 1, "bibliography", str(fault))
        for fault in faults
    ]
    problems += [
        Problem(path, *fault.position, "bibliography", fault.message)
        for fault in control_characters(data)
    ]
    return {key: Work(entry) for key, entry in entries.items()}, problems
