"""The bibliography: what a BibTeX file says of what articles cite.

Pybtex reads and formats it, and knows nothing of documents: sphinxcontrib-bibtex, which does, finds
out when all documents have been read which of them cites what, and its pages then depend on each
other, and on the order in which they were read.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pybtex import errors
from pybtex.database.input.bibtex import Parser
from pybtex.style.formatting.unsrt import Style
from pybtex.style.template import FieldIsMissing
from pybtex_docutils import Backend

from sphinx_knowledge_base.core.problems import Problem
from sphinx_knowledge_base.core.reading.encoding import decode
from sphinx_knowledge_base.core.reading.positions import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

_DOI = "doi:"


class Reference:
    """One work that can be cited."""

    def __init__(self, entry: Any) -> None:
        self._entry = entry

    @cached_property
    def record(self) -> str:
        """All that the file says of it."""
        return str(self._entry.to_string("bibtex"))

    @property
    def fault(self) -> str:
        """What its kind of work has to have and it has not, in words; or nothing."""
        return self._formatted[1]

    def paragraph(self) -> nodes.paragraph:
        """Return it as it stands in a list of references."""
        paragraph: nodes.paragraph = Backend().paragraph(self._formatted[0])
        # Pybtex has made quotes and dashes of TeX's, and addresses have neither.
        paragraph["support_smartquotes"] = False
        for link in paragraph.findall(nodes.reference):
            if link.astext().startswith(_DOI):
                # As https://www.crossref.org/display-guidelines/ has it; and paper shows it all.
                link[:] = [nodes.Text(link["refuri"])]
        return paragraph

    @cached_property
    def _formatted(self) -> tuple[Any, str]:
        try:
            return Style().format_entry("", self._entry), ""
        except FieldIsMissing as error:
            # Of works of no particular kind nothing is asked.
            self._entry.type = "misc"
            return Style().format_entry("", self._entry), str(error)


def read_bibliography(path: str, data: bytes) -> tuple[Mapping[str, Reference], list[Problem]]:
    """Return the works in a BibTeX file by their keys, and what is wrong with the file.

    :param path: Its path relative to the source directory, for the problems.
    """
    text = decode(data)
    if isinstance(text, Fault):
        place = text.place
        return {}, [Problem(path, place.line, place.column, "bibliography", text.message)]
    with errors.capture() as faults:
        entries = Parser().parse_string(text).entries
    problems = [
        Problem(path, getattr(fault, "lineno", 1), 1, "bibliography", str(fault))
        for fault in faults
    ]
    return {key: Reference(entry) for key, entry in entries.items()}, problems
