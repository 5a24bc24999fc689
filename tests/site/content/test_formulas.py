"""Formulas: what is one, what readers see, and what happens to those that are broken."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sphinx_knowledge_base.core.markdown import formulas
from sphinx_knowledge_base.site.content.mathml.convert import FormulaError, to_mathml
from sphinx_knowledge_base.site.content.mathml.known_commands import COMMANDS, ENVIRONMENTS
from tests.helpers.articles import article
from tests.helpers.formulas import BROKEN, FORMULAS
from tests.helpers.sites import MakeSite

#: Markdown, and how many formulas it holds.
READ = {
    r"Watch CO$_2$, m$^2$, 37$^\circ$C.": 3,
    "$x$": 1,
    "$x$-axis": 1,
    "let $x + y$ be": 1,
    r"p$<$0.05 and 12$\pm$3": 2,
    "$n - 1$": 1,
    r"\(x\) and \(a+b\)": 2,
    r"\[x\]": 1,
    "\\[\nx = 1\n\\]": 1,
    "$$\nx\n$$": 1,
    "$$x$$": 1,
    "in $$ x + 1 $$ text": 1,
    "$E=mc^2$.": 1,
    "($x$)": 1,
    "$a & b$": 1,
    r"$a \\ b$": 1,
    "$5$ apples": 1,
    "$p < 0.05$": 1,
    "$f(x)$": 1,
    "$[0, 1)$": 1,
    "$x$, $y$ and $z$": 3,
    r"$\text{dose in mg}$": 1,
    "$0.5$ mg/kg": 1,
    "$10^5$": 1,
    "$n=5$ people": 1,
    "the $p$-value": 1,
    r"$\$5$": 1,
    "$x_1$ to $x_n$": 2,
    "$2x$": 1,
    "$k$": 1,
    "$-5$": 1,
    "**$x$**": 1,
    "| $x$ |": 1,
    "$x=1$; $y=2$": 2,
}
TEXT = [
    "Costs $5,000-9,000 for chairs. A larger one needs $20,000",
    "$5 and $7",
    "$5-$9 each",
    "US$5 and US$9",
    "$5 (US$)",
    "$HOME/bin:$PATH",
    "echo $HOME and $PATH",
    "$x … $y",
    "She paid $5 and he paid 10$.",
    "A$5 and B$",
    "10$/20$",
    "${a}${b}",
    "${name} is ${x}",
    "$('a').b($)",
    r"\(see below\)",
    r"\[1\]",
    r"\[sic\]",
    r"\[link\](url)",
    "$$ – $$$",
    "$$ cheap\n\n$$$ dear",
    "$5k/$10k",
    "$1.5M to $2M",
    "between $100/month and $200/month",
    "$ 5 $",
    "a $10 bill, a 5$ bill",
    r"\$5 and \$6",
    "`$x$`",
    "$5/mo. vs. 10$/mo",
    "$$5 and $$6",
    "set $x,$y,$z",
    "costs $30–$50",
    "$40 vs $50.",
    "a 100$ note or 200$",
    "$NAME_A:$NAME_B",
    "jQuery $ and $",
    "pay $5.\nThen $6",
]


def read(markdown: str) -> list[str]:
    """The formulas that Markdown holds."""
    tokens = MarkdownIt("commonmark").use(formulas.plugin).parse(markdown)
    every = (one for token in tokens for one in (token, *(token.children or [])))
    return [one.content for one in every if one.type.startswith("math")]


@pytest.mark.parametrize("markdown", READ)
def test_formula_is_read(markdown: str) -> None:
    """Dollars and brackets with TeX between them are formulas."""
    assert len(read(markdown)) == READ[markdown]


@pytest.mark.parametrize("markdown", TEXT)
def test_money_and_variables_are_text(markdown: str) -> None:
    """Prices, variables of shells and escaped brackets stay as they were typed."""
    assert read(markdown) == []


@pytest.mark.parametrize("tex", FORMULAS)
def test_formula_is_shown(tex: str) -> None:
    """What TeX accepts becomes MathML, and nothing of it is left as a command."""
    root = ET.fromstring(to_mathml(tex, is_display=True))
    assert "\\" not in "".join(root.itertext())


@pytest.mark.parametrize(
    "tex",
    [
        "x &= 1 \\\\ y &= 2",
        "x = 1\n\ny = 2",
        "x &= 1\n\ny &= 2",
        r"a &= \begin{cases}b & c\end{cases}",
    ],
)
def test_rows_and_columns_of_a_displayed_formula(tex: str) -> None:
    """They need no environment, as everywhere in Sphinx; in a line of text, TeX has none."""
    assert "<mtr" in to_mathml(tex, is_display=True)
    if "&=" in tex:
        with pytest.raises(FormulaError):
            to_mathml(tex, is_display=False)


@pytest.mark.parametrize("tex", BROKEN)
def test_broken_formula_is_named(tex: str) -> None:
    """What TeX would not accept, and what would do harm in a book, is refused with a reason."""
    with pytest.raises(FormulaError, match=r"\w"):
        to_mathml(tex, is_display=False)


_PIECES = st.one_of(
    st.sampled_from(sorted(COMMANDS)).map(lambda name: f"\\{name}"),
    st.sampled_from(sorted(ENVIRONMENTS)).flatmap(
        lambda name: st.sampled_from([rf"\begin{{{name}}}", rf"\end{{{name}}}"])
    ),
    st.sampled_from(["{", "}", "_", "^", "&", r"\\", " ", "x", "1", "%", "\n", "[", "]", "'", "#"]),
    st.text(max_size=3),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(_PIECES, max_size=12).map("".join), st.booleans())
def test_any_text_is_mathml_or_refused(tex: str, is_display: bool) -> None:
    """Whatever stands between dollars, the result is well-formed or the one error."""
    try:
        mathml = to_mathml(tex, is_display=is_display)
    except FormulaError:
        return
    ET.fromstring(re.sub("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffe\uffff]", "", mathml))


#: Every place where a formula can stand, and its line in the file.
PLACES = r"""Text $\limits a$.

- a

  - b $\limits b$

| a | b |
|---|---|
| $\limits c$ | x |

> quote $\limits d$

Note.[^1]

## Heading $\limits e$

[^1]: Footnote $\limits f$.

$$
\limits g
$$

```{math}
:label: eq
\limits h
```

{math}`\limits i` and **$\limits j$**

\[\limits k\]
"""


@pytest.mark.parametrize("builder", ["html", "dirhtml", "latex", "epub", "text"])
def test_broken_formula_is_its_source(make_site: MakeSite, builder: str) -> None:
    """A warning names it at its line, and every output shows it as it was typed."""
    build = make_site({"articles/a.md": article(PLACES, slug="a", excerpt="E")}).build(
        builder, config={"version": "1"}
    )
    first = article("", slug="a", excerpt="E").count("\n") + 1
    lines = {}
    for line, name in re.findall(
        r"articles/a\.md:(\d+): WARNING: the formula '\\\\limits (\w)'", build.warnings
    ):
        lines[name] = int(line) - first
    expected = {
        name: number
        for number, line in enumerate(PLACES.splitlines())
        for name in re.findall(r"\\limits (\w)", line)
    }
    assert lines.keys() == expected.keys()
    # The node of a block begins where the block does.
    assert all(0 <= expected[name] - lines[name] <= 2 for name in lines), (lines, expected)
    assert build.warnings.count("[kb.maths]") == len(expected)
    if builder in {"html", "dirhtml"}:
        (body,) = build.html("articles/a").xpath("//article[@id='furo-main-content']")
        assert body.xpath(".//math") == []
        shown = [code.text_content().strip() for code in body.xpath(".//code|.//pre")]
        assert sorted(shown) == sorted(rf"\limits {name}" for name in expected)
        copy = (build.outdir / "articles/a.md").read_text("utf-8")
        assert len(re.findall(r"`\\limits \w`|```\n\\limits \w\n```", copy)) == len(expected)
        assert "$" not in copy


def test_formulas_need_no_setting(make_site: MakeSite) -> None:
    """They are read whatever ``myst_enable_extensions`` says, and so is money."""
    text = article("CO$_2$ for $5,000-9,000. A larger one is $20,000.\n", slug="a")
    for number, extensions in enumerate(([], ["dollarmath"], ["dollarmath", "amsmath"])):
        site = make_site({"articles/a.md": text}, name=f"site{number}")
        build = site.build(config={"myst_enable_extensions": extensions})
        assert build.warnings == ""
        paragraph = build.html("articles/a").xpath("//section/p")[0]
        assert len(paragraph.xpath(".//math")) == 1
        assert "for $5,000-9,000. A larger one is $20,000." in paragraph.text_content()
