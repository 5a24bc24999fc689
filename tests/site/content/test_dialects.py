"""Markdown as other systems taught it: each notation becomes what it means, in every output."""

from __future__ import annotations

import re
import zipfile

import pytest

from tests.helpers.articles import article
from tests.helpers.sites import Build, MakeSite, Site

#: What an author writes, and what the page has for it, as an XPath below the article.
DIALECTS = {
    "GitHub note": ("> [!NOTE]\n> Body.\n", "div[@class='admonition note']/p[2][.='Body.']"),
    "GitHub tip": ("> [!TIP]\n> Body.\n", "div[@class='admonition tip']/p[2]"),
    "GitHub important": ("> [!IMPORTANT]\n> Body.\n", "div[@class='admonition important']/p[2]"),
    "GitHub warning": ("> [!WARNING]\n> Body.\n", "div[@class='admonition warning']/p[2]"),
    "GitHub caution": ("> [!CAUTION]\n> Body.\n", "div[@class='admonition caution']/p[2]"),
    "Docusaurus": (":::note\nBody.\n:::\n", "div[@class='admonition note']/p[2][.='Body.']"),
    "Docusaurus with words": (
        ":::caution Mind the *step*\nBody.\n:::\n",
        "div[@class='caution admonition']/p[1][.='Mind the step']/em",
    ),
    "Docusaurus with brackets": (
        ":::tip[Own title]\nBody.\n:::\n",
        "div[@class='tip admonition']/p[1][.='Own title']",
    ),
    "Docusaurus nested": (
        "::::info\nOuter.\n\n:::danger\nInner.\n:::\n::::\n",
        "div/div[@class='admonition danger']/p[2][.='Inner.']",
    ),
    "Docusaurus details": (
        ":::details Own title\nBody.\n:::\n",
        "details[summary[.='Own title']]/p[.='Body.']",
    ),
    "Quarto": (
        '::: {.callout-tip title="Own title"}\nBody.\n:::\n',
        "div[@class='tip admonition']/p[1][.='Own title']",
    ),
    "Material": (
        '!!! warning "Own *title*"\n    Body.\n\n    - item\n',
        "div[@class='warning admonition'][p[1][.='Own title']/em]/ul/li",
    ),
    "Material without a title": (
        "!!! danger\n    Body.\n",
        "div[@class='admonition danger']/p[2][.='Body.']",
    ),
    "Material with an empty title": (
        '!!! danger ""\n    Body.\n',
        "div[@class='admonition danger'][p[1][.='Danger']]/p[2][.='Body.']",
    ),
    "Obsidian with a title": (
        "> [!warning] Own *title*\n> Body.\n>\n> - item\n",
        "div[@class='warning admonition'][p[1][.='Own title']/em][p[2][.='Body.']]/ul/li",
    ),
    "Obsidian folded": (
        "> [!question]-\n> Body.\n",
        "details[not(@open)][summary[.='Question']]/p[.='Body.']",
    ),
    "Obsidian unfolded": (
        "> [!faq]+ Own title\n> Body.\n",
        "details[@open][summary[.='Own title']]/p[.='Body.']",
    ),
    "colons that close": (
        "{#own}\n::::\nBody.\n\n:::note\nInner.\n:::\n::::\n",
        "div[@id='own']/div",
    ),
    "Material folded": (
        '??? note "Own title"\n    Body.\n',
        "details[not(@open)][summary[.='Own title']]/p[.='Body.']",
    ),
    "Material unfolded": (
        '???+ note "Own title"\n    Body.\n',
        "details[@open][summary[.='Own title']]/p[.='Body.']",
    ),
    "heading with an id": (
        "## Words {#My-Id}\n",
        "section[@id='My-Id']/h2[starts-with(., 'Words')]",
    ),
    "heading of kramdown": (
        "## Words {: #own .cls}\n",
        "section[@id='own'][@class='cls']/h2[starts-with(., 'Words')]",
    ),
    "underlined heading with an id": (
        "Words {#own}\n-----\n",
        "section[@id='own']/h2[starts-with(., 'Words')]",
    ),
    "struck": ("One ~~two~~ three.\n", "p/s[.='two']"),
    "marked": ("One ==two *three*== four.\n", "p/mark[.='two three']/em"),
    "wiki link": ("See [[other]].\n", "p/a[@href][.='Other Title']"),
    "wiki link by title": ("See [[Other]].\n", "p/a[@href][.='Other Title']"),
    "wiki link with text": ("See [[other|words]].\n", "p/a[@href][.='words']"),
    "wiki link to a heading": (
        "See [[other#A place]].\n",
        "p/a[contains(@href, 'other') and contains(@href, '#a-place')][.='A place']",
    ),
    "wiki link to a heading with text": (
        "See [[notes/other#A place|words]].\n",
        "p/a[contains(@href, '#a-place')][.='words']",
    ),
    "wiki link on the page": ("See [[#here]].\n\n## Here\n", "p/a[@href='#here'][.='here']"),
    "wiki link to a block": (
        "See [[other#^37066d]].\n",
        "p/a[contains(@href, 'other')][.='other']",
    ),
    "formula with letters behind it": ("The $n$th.\n", "p[contains(., 'th.')]//math"),
    "formula in parentheses": (r"So \(x\) is." + "\n", "p//math"),
    "formula in brackets": ("\\[x = 1\\]\n", "div//math[@display='block']"),
    "code with a title": (
        '```js title="a.js" {1,3}\na\nb\nc\n```\n',
        "div[div/span[.='a.js']]//pre[count(.//span[@class='hll'])=2]",
    ),
    "code with lines": ("```js {2-3}\na\nb\nc\n```\n", "div//pre[count(.//*[@class='hll'])=2]"),
    "code with a file name": ("```js:a.js\na\n```\n", "div[div/span[.='a.js']]//pre"),
    "code of Pandoc": (
        "```{.js .numberLines}\na\n```\n",
        "div[@class='highlight-js notranslate']//pre",
    ),
    "details": (
        "<details>\n<summary>Words</summary>\n\nBody **bold**.\n\n</details>\n",
        "details[summary[.='Words']]/p/strong",
    ),
    "definitions": ("Term\n: Meaning.\n", "dl[dt[.='Term']]/dd/p[.='Meaning.']"),
    "emoji": (":tada: We ship :+1:\n", "p[.='🎉 We ship 👍']"),
    "task": ("- [x] done\n", "ul/li/p/input[@checked]"),
}
#: What looks like one of them and is none.
TEXT = (
    "!!! Sale today\n",
    "a == b and c == d\n",
    "x==1, y==2\n",
    "It is 10:30:20 now.\n",
    ":nosuchemoji: is text.\n",
    "See [[1]](https://example.org/).\n",
    "Braces {like these} stay.\n",
    "> [!NOTHING]\n> Body.\n",
)
FILES = {
    "articles/other.md": article("Words.\n\n## A place\n", title="Other Title", slug="other"),
    **{
        f"articles/d{number:02}.md": article(f"{markdown}\n", slug=f"d{number:02}", excerpt="E")
        for number, (markdown, _) in enumerate(DIALECTS.values())
    },
}


@pytest.fixture(scope="module")
def site(make_shared_site: MakeSite) -> Site:
    return make_shared_site(FILES)


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def build(site: Site, request: pytest.FixtureRequest) -> Build:
    return site.build(request.param)


@pytest.mark.parametrize("name", DIALECTS)
def test_page(build: Build, name: str) -> None:
    """The page has it, and nothing warns."""
    assert build.warnings == ""
    number = list(DIALECTS).index(name)
    found = build.html(f"articles/d{number:02}").xpath(f"//article/section/{DIALECTS[name][1]}")
    assert len(found) == 1


def test_markdown_copy_says_the_same(build: Build) -> None:
    """Words and marks are in the copy, and no notation of another system is left."""
    for number, (name, (markdown, _)) in enumerate(DIALECTS.items()):
        copy = (build.outdir / f"articles/d{number:02}.md").read_text("utf-8")
        for word in ("Body.", "Own title", "Words", "Meaning."):
            assert (word in markdown) <= (word in copy.replace("*", "")), name
        assert not re.search(r"^(:::|!!!|\?\?\?)|\[!|\[\[|\{[#.:]", copy, re.MULTILINE), name
    struck = list(DIALECTS).index("struck")
    marked = list(DIALECTS).index("marked")
    assert "~~two~~" in (build.outdir / f"articles/d{struck:02}.md").read_text("utf-8")
    assert "==two *three*==" in (build.outdir / f"articles/d{marked:02}.md").read_text("utf-8")


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_books(site: Site, builder: str) -> None:
    """Books have the words too, and the marks that paper and e-readers can show."""
    build = site.build(builder, config={"version": "1"}, fresh=True)
    assert build.warnings == ""
    if builder == "latex":
        text = (build.outdir / "book.tex").read_text("utf-8")
        assert r"\kbstruck{two}" in text
        assert r"\DUrole{marked}{two" in text
    elif builder == "epub":
        with zipfile.ZipFile(build.outdir / "book.epub") as book:
            text = "".join(book.read(name).decode() for name in book.namelist() if "xhtml" in name)
        assert "<s>two</s>" in text
        assert "<mark>two" in text
    else:
        text = "".join(path.read_text("utf-8") for path in build.outdir.rglob("*.txt"))
    for word in ("Own title", "Body.", "Words", "Meaning."):
        assert word in text
    assert not re.search(r"^(:::|!!!|\?\?\?)|\[!|\[\[", text, re.MULTILINE)


def test_what_only_looks_like_it_stays(make_site: MakeSite) -> None:
    """Text that resembles a notation is shown as it was typed."""
    body = "\n".join(TEXT)
    page = make_site({"articles/a.md": article(body, slug="a")}).build().html("articles/a")
    shown = " ".join(page.xpath("//article/section")[0].text_content().split())
    for line in TEXT:
        words = re.sub(r"^> |\(https.*\)|\n>|^\[\[1\]\]", "", line, flags=re.MULTILINE)
        assert " ".join(words.replace("[[1]]", "[1]").split()) in shown


def test_fields_are_not_emoji(make_site: MakeSite) -> None:
    """With MyST's field lists, a list of fields stays one, and an emoji stays an emoji."""
    body = ":date: 2024\n:key: value\n\nText.\n\n:tada: We ship.\n"
    build = make_site({"articles/a.md": article(body, slug="a")}).build(
        config={"myst_enable_extensions": ["fieldlist"]}
    )
    page = build.html("articles/a")
    assert [name.text for name in page.xpath("//article//dl[contains(@class, 'myst')]/dt")] == [
        "date",
        "key",
    ]
    assert page.xpath("//article/section/p[.='🎉 We ship.']")


def test_colons_that_close_nothing(make_site: MakeSite) -> None:
    """They are reported and stay, and what follows is not swallowed."""
    text = ":::tip\nOuter.\n\n:::danger\nInner.\n:::\n\n:::\n\n## Part\n\nText.\n\n---\n\nEnd.\n"
    build = make_site({"articles/a.md": article(text, slug="a")}).build()
    assert build.warnings == (
        "articles/a.md:15: WARNING: ':::' without a name is text, because it closes nothing"
        " [kb.markdown]\n"
    )
    assert build.html("articles/a").xpath("//article/section/p[.=':::']")
    assert build.html("articles/a").xpath("//article/section/section[h2][hr]/p[.='End.']")


def test_wiki_link_that_leads_nowhere(make_site: MakeSite) -> None:
    """It is reported at its line, with a suggestion, and stays as it was typed."""
    files = {"articles/other.md": article(slug="other", title="Other")}
    build = make_site(
        {**files, "articles/a.md": article("Text.\n\nSee [[othe]].\n", slug="a")}
    ).build()
    assert "articles/a.md:10:7: WARNING: there is no article 'othe' (did you mean 'other'?)" in (
        build.warnings
    )
    assert build.html("articles/a").xpath("//article/section/p[.='See [[othe]].']")
