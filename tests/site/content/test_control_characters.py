"""No control character of any file reaches any output: no HTML and no XML may have one."""

from __future__ import annotations

import json
import re

import pytest

from tests.helpers.articles import article
from tests.helpers.comparison import unpacked
from tests.helpers.sites import CONF, MakeSite

#: Everywhere that text comes from.
FILES = {
    "conf.py": CONF,
    "index.md": "# Ho\x07me\n\nPage\x1b[0m text.\n",
    "taxonomy.yaml": 'categories:\n  NEWS: {title: "Ne\\aws", description: a\x08b}\n'
    'tags:\n  oil: {title: "O\\e[0mil"}\n',
    "references.bib": "@misc{a, title={A\x07b}, author={C, D}, year=2020}\n",
    "articles/a.md": article(
        "Bo\x07dy {cite}`a`.\n\n## He\x1bad\n\n```text\nco\x07de\n```\n\n"
        "```{include} part.txt\n```\n\n```{literalinclude} part.txt\n```\n\n![al\x07t](/x.png)\n",
        tags=["oil"],
    ).replace("An Article", "An\\u0007 Article"),
    "articles/part.txt": "Inc\x07luded\x9f text.\n",
    "articles/b.md": f'+++\ntitle = {json.dumps("T" + chr(7) + "oml")}\ncategory = "NEWS"\n'
    'publishedAt = 2024-01-01\nexcerpt = "bell \\u0007 esc \\u001b[0m"\n+++\n\nText.\n',
}

_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


@pytest.mark.parametrize("builder", ["html", "epub", "latex", "text"])
def test_no_output_has_one(make_site: MakeSite, builder: str) -> None:
    """Pages, feeds, copies for programs, citations and books; each place has one warning.

    A copy of the source is the author's file itself.
    """
    build = make_site(FILES).build(builder, config={"version": "1"})
    for name, data in unpacked(build.files()).items():
        try:
            text = data.decode()
        except UnicodeDecodeError:  # a picture, a font
            continue
        if not name.endswith((".js", ".css", ".inv", ".map")) and not name.startswith("_sources"):
            assert _CONTROL.search(text) is None, name
    output = b" ".join(unpacked(build.files()).values())
    for words in ("Body", "Included text", "An Article", "News"):
        assert words.encode() in output, words
    warning = r"^(\S+?):(\d+):\d+: WARNING: the control character"
    said = re.findall(warning, build.warnings, re.MULTILINE)
    assert {(path, int(line)) for path, line in said} >= {
        ("taxonomy.yaml", 2),
        ("taxonomy.yaml", 4),
        ("references.bib", 1),
        ("articles/a.md", 2),
        ("articles/a.md", 8),
        ("articles/b.md", 2),
        ("articles/b.md", 5),
    }
