"""A program error in one article is reported at the article, and the rest of the site is built."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sphinx.testing.util import SphinxTestApp

from sphinx_knowledge_base.exports.article_text import texts
from tests.helpers.articles import article
from tests.helpers.comparison import differences, sorted_warnings
from tests.helpers.sites import CONF, MakeSite, Site
from tests.helpers.stress import TEXT

pytestmark = pytest.mark.usefixtures("one_day")

#: An extension that raises at any stage of an article that says so.
STRANGER = """
import os

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

class bomb(nodes.inline):
    pass

def check(text, stage):
    if f"fails in {stage}" in text and "STRANGER_IS_MENDED" not in os.environ:
        raise ValueError(f"no {stage} at {object()!r}")

class Transform(SphinxTransform):
    default_priority = 500

    def apply(self, **kwargs):
        for node in self.document.findall(nodes.paragraph):
            check(node.astext(), "transform")

class PostTransform(SphinxPostTransform):
    default_priority = 500

    def run(self, **kwargs):
        for node in self.document.findall(nodes.paragraph):
            check(node.astext(), "post-transform")

def role(*_):
    return [bomb("", "text")], []

def visit(translator, node):
    check("fails in visit", "visit")
    raise nodes.SkipNode

def on_html_page_context(app, docname, template, context, tree):
    if tree is not None:
        check(tree.astext(), "page")

def setup(app):
    builders = dict.fromkeys(("html", "latex", "text"), (visit, None))
    app.add_node(bomb, **builders)
    app.add_role("bomb", role)
    app.add_transform(Transform)
    app.add_post_transform(PostTransform)
    app.connect("source-read", lambda app, docname, source: check(source[0], "source"))
    app.connect("doctree-read", lambda app, tree: check(tree.astext(), "tree"))
    app.connect("doctree-resolved", lambda app, tree, docname: check(tree.astext(), "resolved"))
    app.connect("html-page-context", on_html_page_context)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""

EXTENDED = f"""\
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
{CONF}
extensions += ["stranger_that_fails", "sphinx_fastbuild"]
kb_search = "none"
"""

#: Stages, and the message that tells of each.  The last line of each article fails.
STAGES = {
    **dict.fromkeys(("source", "tree"), r"1: ERROR: reading failed: ValueError: no {}"),
    "transform": r"9: ERROR: reading failed: ValueError: no {}",
    "post-transform": r"9: ERROR: (resolving|writing) failed: ValueError: no {}",
    "resolved": r"1: ERROR: (resolving|writing) failed: ValueError: no {}",
    "visit": r"9: ERROR: writing failed: ValueError: no {}",
}


def failing(stages: list[str]) -> dict[str, str | bytes]:
    """A site with an article for each stage, and thirty that are right."""
    said = {stage: f"Fails: it fails in {stage}." for stage in stages} | {"visit": "{bomb}`text`"}
    return {
        "conf.py": EXTENDED,
        "index.md": "# Home\n",
        "stranger_that_fails.py": STRANGER,
        **{
            f"articles/{stage}.md": article(
                f"{said[stage]}\n", title=stage, slug=stage, excerpt="Right."
            )
            for stage in stages
        },
        **{
            f"articles/{n}.md": article("Right.\n", title=f"N {n}", slug=f"n-{n}")
            for n in range(30)
        },
    }


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.long
@pytest.mark.ci
def test_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    """Whatever stage raises: each article is named, and all pages are there; so in each build."""
    stages = [*STAGES, "page"]
    site = Site(tmp_path / "site").write(failing(stages))
    builds = [site.build(jobs=jobs) for _ in range(2)]
    expected = {**STAGES, "page": r"1: ERROR: writing failed: ValueError: no {}"}
    for build in builds:
        lines = build.warnings.splitlines()
        for stage, message in expected.items():
            pattern = rf"articles/{stage}\.md:{message.format(stage)}"
            assert len([line for line in lines if re.match(pattern, line)]) == 1, stage
        assert len(lines) == len(expected)
        assert "0x" not in build.warnings
        for stage in stages:
            assert "cannot be shown" in build.html(f"articles/{stage}").text_content()
        assert "Right." in build.html("articles/n-7").text_content()
    assert differences(builds[0].files(), builds[1].files()) == {}
    # The reasons are gone, and no file has changed.
    monkeypatch.setenv("STRANGER_IS_MENDED", "1")
    built, clean = site.build(jobs=jobs), site.build(builddir=tmp_path / "clean")
    assert differences(built.files(), clean.files()) == {}
    assert sorted_warnings(built) == sorted_warnings(clean) == []


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
@pytest.mark.long
@pytest.mark.ci
def test_other_builders(make_site: MakeSite, builder: str) -> None:
    """Books and texts hold all other articles."""
    build = make_site(failing([*STAGES])).build(builder)
    for stage, message in STAGES.items():
        assert re.search(rf"articles/{stage}\.md:{message.format(stage)}", build.warnings), stage
    if builder == "latex":
        assert (build.outdir / "book.tex").read_text().count("cannot be shown") == len(STAGES)


def test_the_build_fails(tmp_path: Path) -> None:
    """The exit status says so."""
    Site(tmp_path).write(failing(["resolved"]))
    app = SphinxTestApp("html", srcdir=tmp_path)
    try:
        app.build()
        assert app.statuscode == 1
    finally:
        app.cleanup()


def test_exports(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be made is left out, and made in the next build."""
    site = make_site(failing([]))
    make_text = texts.make_text

    def raising(rendered: str, url: str, *, in_markdown: bool) -> tuple[str, str]:
        if "n-7" in url:
            raise OverflowError("no text")
        return make_text(rendered, url, in_markdown=in_markdown)

    with monkeypatch.context() as patch:
        patch.setattr(texts, "make_text", raising)
        for _ in range(2):
            assert site.build().warnings.startswith(
                "articles/7.md:1: ERROR: exporting the text failed: OverflowError: no text"
            )
    built = site.build()
    assert built.warnings == ""
    clean = site.build(builddir=site.srcdir.parent / "clean")
    assert differences(built.files(), clean.files()) == {}


#: What is put into a text at random: beginnings and ends of every syntax.
TOKENS = (
    *("$", "$$", "\\\\", "\\frac{", "{", "}", "`", "```", "````{note}", ":::", "::::{card}", "%"),
    *("|", "| a |", "[^1]", "[^1]: x", "[", "](", "![](", "<div>", "</section>", "<!--", "{{ x }}"),
    *(
        "{ref}`",
        "{kb:article}`",
        "{cite}`",
        "(a)=",
        "+++",
        "---",
        "===",
        "# ",
        "###### ",
        "- ",
        "> ",
    ),
    *(
        "\t",
        "    ",
        "\u200f",
        "{#a}",
        ":a:",
        "~~",
        "**",
        "http://[",
        "&#x0;",
        "\r",
        "1. ",
    ),
)


def blocks() -> list[str]:
    """The blocks of the articles that hold everything."""
    kitchen_sink = Path(__file__).parents[1] / "fastbuild" / "kitchen_sink"
    bodies = [TEXT.partition("\n---\n")[2]]
    bodies += [file.read_text(encoding="utf-8") for file in sorted(kitchen_sink.glob("*.md"))]
    return [block for body in bodies for block in re.split(r"\n{2,}", body) if block.strip()]


def damaged(block: str, chance: random.Random) -> str:
    """Return a block with one damage."""
    at, other = sorted(chance.randrange(len(block) + 1) for _ in range(2))
    token = chance.choice(TOKENS)
    return chance.choice(
        [
            block[:at] + block[other:],
            block[:at] + token + block[at:],
            block[:at] + token + block[at:other] + token + block[other:],
            block[:at] + "\n\n" + block[at:],
            block[:at].replace("\n", "\n    ") + block[at:],
            block[at:other] + block,
        ]
    )


def fuzz(make_site: MakeSite, chance: random.Random, count: int) -> None:
    """Build *count* articles of damaged blocks: every page is there, and every error named."""
    whole = blocks()
    articles = {
        f"articles/{number}.md": article(
            "\n\n".join(damaged(block, chance) for block in chance.sample(whole, 12)) + "\n",
            title=f"Damaged {number}",
            slug=f"d-{number}",
        )
        for number in range(count)
    }
    extensions = (
        "colon_fence",
        "deflist",
        "dollarmath",
        "strikethrough",
        "tasklist",
        "attrs_block",
    )
    conf = f'{CONF}kb_search = "none"\nmyst_enable_extensions = {extensions!r}\n'
    site = make_site({"conf.py": conf, "index.md": "# Home\n", **articles})
    for builder in ("html", "latex"):
        build = site.build(builder)
        for line in build.warnings.splitlines():
            assert "[kb.failure]" not in line or re.match(r"articles/\d+\.md:\d+", line), line
        if builder == "html":
            absent = [n for n in range(count) if not build.path(f"articles/d-{n}").is_file()]
            assert absent == [], build.warnings


FUZZ = settings(
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_damaged_articles(make_site: MakeSite) -> None:
    """Twenty articles of damaged blocks, the same in every run."""
    fuzz(make_site, random.Random(16), 20)


@pytest.mark.long
@settings(FUZZ, max_examples=40, print_blob=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_many_damaged_articles(make_site: MakeSite, seed: int) -> None:
    """Eight hundred, others in every run."""
    fuzz(make_site, random.Random(seed), 20)
