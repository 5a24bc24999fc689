"""Nothing of an article that is not published reaches any file of any output."""

from __future__ import annotations

import itertools
import zipfile
import zlib
from collections.abc import Iterator

import pytest

from tests.helpers.articles import article
from tests.helpers.sites import Build, MakeSite

#: Stands in everything that the draft says, and in its file's name.
MARK = "QZXJ"
DRAFT = f"draft-{MARK}.md"
BUILDERS = ("html", "dirhtml", "singlehtml", "epub", "latex", "text", "xml", "pseudoxml", "gettext")

#: Each way to ask for the text of a file; ``{file}`` is filled in.
READERS = {
    "include": "```{{include}} {file}\n```\n",
    "include, literal": "```{{include}} {file}\n:literal:\n```\n",
    "include, code": "```{{include}} {file}\n:code: markdown\n```\n",
    "literalinclude": "```{{literalinclude}} {file}\n```\n",
    "literalinclude, from the root": "```{{literalinclude}} /articles/{file}\n```\n",
    "literalinclude, diff": "```{{literalinclude}} a.md\n:diff: {file}\n```\n",
    "csv-table": "```{{csv-table}}\n:file: {file}\n```\n",
    "csv-table, delimiter": "```{{csv-table}}\n:file: ./{file}\n:delim: tab\n```\n",
    "raw": "```{{raw}} html\n:file: {file}\n```\n",
    "raw, latex": "```{{raw}} latex\n:file: ../articles/{file}\n```\n",
    "rST include": "```{{eval-rst}}\n.. include:: {file}\n```\n",
    "rST include, parser": "```{{eval-rst}}\n.. include:: {file}\n   :parser: rst\n```\n",
    "rST include, markdown": (
        "```{{eval-rst}}\n.. include:: {file}\n   :parser: myst_parser.sphinx_\n```\n"
    ),
    "rST include, literal": "```{{eval-rst}}\n.. include:: {file}\n   :literal:\n```\n",
    "rST literalinclude": "```{{eval-rst}}\n.. literalinclude:: {file}\n```\n",
    "rST csv-table": "```{{eval-rst}}\n.. csv-table::\n   :file: {file}\n```\n",
    "rST raw": "```{{eval-rst}}\n.. raw:: html\n   :file: {file}\n```\n",
    "download": "{{download}}`text <{file}>`\n",
    "image": "![text]({file})\n",
    "figure": "```{{figure}} {file}\n```\n",
    "link": "[text]({file})\n",
}


def traces(build: Build) -> list[str]:
    """The files of an output folder that know of the draft, state files included."""
    mark = MARK.casefold().encode()
    found = [*build.files().items()]
    return [
        name for name, data in _unpacked(found, build) if mark in (name.encode() + data).lower()
    ]


def _unpacked(files: list[tuple[str, bytes]], build: Build) -> Iterator[tuple[str, bytes]]:
    for name, data in files:
        yield name, data
        if name.endswith(".epub"):
            with zipfile.ZipFile(build.outdir / name) as book:
                yield from ((inner, book.read(inner)) for inner in book.namelist())
        if name.endswith("objects.inv"):
            yield name, zlib.decompress(data.split(b"\n", 4)[4])


def draft() -> dict[str, str]:
    """A draft that says its mark everywhere."""
    body = f"# Heading {MARK}\n\nText {MARK},more\n\n```{{code-block}} text\n{MARK}\n```\n"
    values = {"title": f"Title {MARK}", "slug": f"slug-{MARK.lower()}", "tags": [f"tag {MARK}"]}
    return {f"articles/{DRAFT}": article(body, **values, draft=True)}


@pytest.fixture(scope="module")
def pairs() -> dict[str, str]:
    """One article for each pair of readers: one of them, the other, and the first again."""
    texts = {name: text.format(file=DRAFT) for name, text in READERS.items()}
    files = {}
    for number, (one, other) in enumerate(itertools.combinations(texts, 2)):
        body = "\nBetween.\n\n".join((texts[one], texts[other], texts[one]))
        files[f"articles/p{number}.md"] = article(body, slug=f"p{number}", title=f"{one}; {other}")
    return files


@pytest.mark.long
@pytest.mark.parametrize("builder", BUILDERS)
def test_pairs_of_directives(make_site: MakeSite, pairs: dict[str, str], builder: str) -> None:
    """No pair of directives that read the draft brings a byte of it into any output."""
    site = make_site({**draft(), **pairs, "articles/a.md": article()})
    build = site.build(builder, config={"version": "1", "kb_outputs": ["feeds", "data", "texts"]})
    assert traces(build) == []


@pytest.mark.parametrize("builder", ["html", "latex", "gettext"])
def test_all_directives_on_one_page(make_site: MakeSite, builder: str) -> None:
    """Nor do all of them together, on pages of authors and of the owner; other text stays."""
    body = "\n".join(f"Before {n}.\n\n{t}" for n, t in enumerate(READERS.values()))
    own = body.format(file=f"articles/{DRAFT}").replace("](articles", "](/articles")
    page = f"# Page\n\n{own}"
    articles = {"articles/a.md": article(), "articles/b.md": article(body.format(file=DRAFT))}
    build = make_site({**draft(), **articles, "page.md": page}).build(
        builder, config={"version": "1"}
    )
    assert traces(build) == []
    for name in ("articles/b", "page") if builder == "html" else ():
        text = build.html(name).text_content()
        assert [n for n in range(len(READERS)) if f"Before {n}." not in text] == []


MENTIONS = {
    "link": f"See [text](/articles/slug-{MARK.lower()}).",
    "file": f"See [text](/articles/{DRAFT}).",
    "role": f"See {{kb:article}}`text <slug-{MARK.lower()}>`.",
    "comment": f"% slug-{MARK.lower()}",
    "title": f"% Title {MARK}",
}


@pytest.mark.parametrize("mention", MENTIONS)
def test_mentions(make_site: MakeSite, mention: str) -> None:
    """A page that names a draft has no copy of its source; when it is published, it has one."""
    text = article(MENTIONS[mention], relatedArticles=[f"slug-{MARK.lower()}"])
    site = make_site({**draft(), "articles/b.md": text, "page.md": f"# P\n\n{MENTIONS[mention]}\n"})
    before = site.build()
    assert traces(before) == []
    published = draft()[f"articles/{DRAFT}"].replace("draft: true\n", "")
    site.write({f"articles/{DRAFT}": published})
    assert "_sources/articles/b.md.txt" in site.build().files()
    site.write(draft())
    again = site.build()
    assert again.files() == site.build(fresh=True).files()
    assert "_sources/articles/b.md.txt" not in again.files()
