r"""What people write into BibTeX comes out as text and addresses: no command, no brace is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.richtext import Text

from sphinx_knowledge_base.core.reading.bibliography import read_bibliography
from sphinx_knowledge_base.core.reading.bibtex_text import readable, restored

ADDRESS = "https://x.org/a_b%20c?x=1&y=2#z~u"
#: Ways to write that address.
WRITTEN = (
    ADDRESS,
    r"https://x.org/a\_b\%20c?x=1\&y=2\#z\~{}u",
    r"https://x.org/a{\_}b\%20c?x=1{\&}y=2\#z\textasciitilde u",
    r"\url{https://x.org/a_b%20c?x=1&y=2#z~u}",
    r"{\url{https://x.org/a\_b\%20c?x=1\&y=2\#z\~{}u}}",
    r"\href{https://x.org/a_b%20c?x=1&y=2#z~u}{the page}",
    "{https://x.org/a_b%20c?x=1&y=2#z~u}",
    "https://x.org/a_b%20c?x=1\n  &y=2#z~u",
)


@pytest.mark.parametrize("written", WRITTEN)
def test_address(written: str) -> None:
    """An address is the same however its special characters are written."""
    assert readable("url", written) == ADDRESS


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/a_b",
        r"10.1000/a\_b",
        "https://doi.org/10.1000/a_b",
        "doi: 10.1000/a_b",
        "{10.1000/a_b}",
    ],
)
def test_doi(written: str) -> None:
    """With or without the address of the resolver."""
    assert readable("doi", written) == "10.1000/a_b"


def shown(value: str) -> str:
    """A field as it stands in a list of references."""
    return restored(str(Text.from_latex(readable("note", value))))


@pytest.mark.parametrize("written", WRITTEN[3:6])
def test_address_in_a_text(written: str) -> None:
    """It stands there whole, behind the words that link to it."""
    words = "the page (" if "the page" in written else ""
    end = ")" if words else ""
    assert shown(f"See {written}.") == f"See {words}{ADDRESS}{end}."


#: LaTeX, and the text that it is.
TEXTS = (
    (r"a\_b 50\% \& more \#1 \$5 \{x\}", "a_b 50% & more #1 $5 {x}"),
    (r"M{\"u}ller, J\'er\^ome, {\O}re, \ss", "Müller, Jérôme, Øre, ß"),
    (r"The {NASA} {\emph{Big} \textbf{Book}}", "The NASA Big Book"),
    (r"\texttt{code} \textsc{Caps} \enquote{so}", "code Caps so"),
    ("pages 1--2 --- and on", "pages 1–2 — and on"),
    (r"$\alpha$-helix and CO$_2$ at $37^{\circ}$C", "\u03b1-helix and CO₂ at 37°C"),
    (r"\beta{} blockers", "\u03b2 blockers"),
    (r"C:\textbackslash{}x", "C:\\x"),
)


@pytest.mark.parametrize(("latex", "text"), TEXTS)
def test_text(latex: str, text: str) -> None:
    """Accents, symbols and simple formulas are read; other mark-up leaves its words."""
    assert shown(latex) == text


@given(st.text(alphabet="\\{}$%_&#~^ aurlhef", max_size=40))
def test_any_field(value: str) -> None:
    """Whatever a field holds, the file is read or has problems; formatting raises nothing."""
    source = f"@misc{{a, title = {{T}}, author = {{A, B}}, year = 2020, note = {{{value}}}}}"
    works, problems = read_bibliography("r.bib", source.encode())
    for work in works.values():
        assert "T" in str(work.formatted.text)
    assert works or problems
