"""The sources of an article that is hard to print, and of one with hostile text."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.helpers.articles import article
from tests.helpers.sites import CONF

#: A title full of what TeX and HTML take for more than text.
HOSTILE = r"\input{/etc/passwd} $%&_#{}~^\ \write18{id} <b>&amp;</b>"
TEXT = Path(__file__).with_name("stress.md").read_text("utf-8")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900">'
    '<rect width="1600" height="900" fill="#a9cfc8"/></svg>'
)
BIBLIOGRAPHY = r"""
@book{knuth1984, author = {Donald E. Knuth}, title = {The TeXbook}, year = 1984,
  publisher = {Addison-Wesley}}
@misc{url, title = {例 \& пример, {\"o} and 100\% of \input\{x\}},
  url = {https://example.org/a/very/long/address/that/goes/on/and/on/for/ever_without_end?a=b&c=%20d}}
"""
EXTENSIONS = """\
kb_authors = "trusted"
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "strikethrough", "tasklist"]
"""


def _webp() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1600, 900), "#17697a").save(file, "WEBP")
    return file.getvalue()


def stress_files() -> dict[str, str | bytes]:
    """The sources of a site with a book of these two articles."""
    rows = "\n".join(f"| {n} | {n * n} | the words of row {n} |" for n in range(1, 71))
    code = f'x = "{"a long line of code " * 10}"\ny = "{"z" * 200}"'
    return {
        "conf.py": CONF + EXTENSIONS + "myst_heading_anchors = 4\nkb_article_pdf = True\n",
        "articles/stress.md": TEXT.replace("@ROWS@", rows)
        .replace("@CODE@", code)
        .replace("@LONG@", "abcdefgh" * 10),
        "references.bib": BIBLIOGRAPHY,
        "articles/hostile.md": article(
            "Text with \\input{/etc/passwd}, $1.00, 5% and `\\write18{id}`.\n",
            title=HOSTILE,
            slug="hostile",
            tags=["\\input{/etc/passwd}", 'a!b@c|d"e', "$x$"],
            excerpt="\\immediate\\write18{touch x} ^^5cinput {",
        ),
        "_static/images/photo.webp": _webp(),
        "_static/images/wide.svg": SVG,
    }
