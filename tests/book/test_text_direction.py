"""Print right-to-left lists and tables, formulas that hold text, and long index entries."""

from __future__ import annotations

import re
from typing import NamedTuple

import lxml.html
import pytest

from sphinx_knowledge_base.book.latex.math import displayed, with_text
from tests.helpers.articles import article
from tests.helpers.printing import Pdf, run, sphinx
from tests.helpers.sites import CONF, MakeSite
from tests.helpers.tools import require, require_use

TEXT = """\
- פריט bullet
  - פנימי inner

1. الأول number

| עמודה | שנייה | שלישית |
|---|---|---|
| one | two | three |

Chinese 氯胺酮, **bold דגש**, $剂量 \\le é$.

$$
@WIDE@
$$
"""


class Word(NamedTuple):
    """A word on a page, and where its box begins and ends."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@pytest.fixture(
    scope="module",
    params=["xelatex", pytest.param("lualatex", marks=[pytest.mark.long, pytest.mark.ci])],
)
def pdf(
    request: pytest.FixtureRequest,
    make_shared_site: MakeSite,
    tmp_path_factory: pytest.TempPathFactory,
) -> Pdf:
    """An article, typeset by each engine."""
    require_use("pdf")
    if request.param == "lualatex":
        require_use("luatex")
    text = TEXT.replace("@WIDE@", " + ".join(f"a_{{{number}}}" for number in range(25)))
    conf = CONF + 'kb_article_pdf = True\nmyst_enable_extensions = ["dollarmath"]\n'
    site = make_shared_site({"conf.py": conf, "articles/one.md": article(text, slug="one")})
    builddir = tmp_path_factory.mktemp(request.param)
    folder = sphinx("latex", site.srcdir, builddir, "-D", f"latex_engine={request.param}")
    return Pdf.make(folder, "article-one")


def words(pdf: Pdf) -> list[Word]:
    page = lxml.html.fromstring(run(require("pdftotext"), "-bbox", pdf.path, "-"))
    return [
        Word(
            str(word.text), *(float(word.attrib[side]) for side in ("xmin", "ymin", "xmax", "ymax"))
        )
        for word in page.iter("word")
    ]


def test_typeset_without_a_complaint(pdf: Pdf) -> None:
    """Every character has its glyph, in formulas too, and a wide formula fits its line."""
    assert pdf.complaints == []
    assert [points for points in pdf.overfull if points > 1] == []
    assert "剂量" in "".join(pdf.pages)


@pytest.mark.parametrize(
    ("inside", "label"), [("bullet", "•"), ("inner", "–"), ("number", r"\.?1\.?")]
)
def test_labels_stand_at_the_right(pdf: Pdf, inside: str, label: str) -> None:
    """In a list from right to left nothing is further to the right than the label of an item."""
    found = words(pdf)
    (word,) = (word for word in found if word.text == inside)
    middle = (word.top + word.bottom) / 2
    line = [other for other in found if other.top < middle < other.bottom]
    assert re.fullmatch(label, max(line, key=lambda other: other.right).text)


def test_columns_run_from_right_to_left(pdf: Pdf) -> None:
    """The first column of such a table is the rightmost."""
    left = {word.text: word.left for word in words(pdf)}
    assert left["one"] > left["two"] > left["three"]


def test_text_in_formulas() -> None:
    """What is no maths is text, a phrase at a time; maths stays as it was written."""
    assert with_text("x_剂 = 1", str) == r"x_{\text{剂}} = 1"
    assert with_text(r"\text{מינון יומי}", str) == r"\text{{\text{מינון יומי}}}"
    maths = r"\alpha α + β ≤ γ × 10^{−3} ∈ ℝ 𝔸 \int_0^\infty"  # noqa: RUF001
    assert with_text(maths, str) == maths


def test_displayed_formulas() -> None:
    """Rows fit the line together; numbers and names belong to the line."""
    assert displayed("a\n\nb", "", numbered=False) == (
        "\\begin{equation*}\n\\kbfit{\\begin{aligned}a\\\\\nb\\end{aligned}}\n\\end{equation*}"
    )
    tagged = displayed(r"a \tag{E}", "equation:d:l", numbered=False)
    assert r"\kbfit{\begin{aligned}a\end{aligned}}\tag{E}\label{equation:d:l}" in tagged
    assert displayed(r"a \nonumber", "", numbered=True).startswith(r"\begin{equation}")
    assert displayed(" ", "", numbered=True) == ""
