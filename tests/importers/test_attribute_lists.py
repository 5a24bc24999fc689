"""Attribute lists of blocks, as kramdown and Python-Markdown have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sphinx_knowledge_base.importers import Account, import_source
from tests.helpers.sites import Site

Source = Callable[[Mapping[str, bytes | str]], Path]

#: Blocks of every kind that a list can belong to.
BLOCKS: Mapping[str, str] = {
    "paragraph": "Some words\non two lines.",
    "list": "- one\n- two\n\n  more of two\n\n- three",
    "ordered list": "1. one\n2. two",
    "quote": "> quoted\n> words",
    "table": "| a | b |\n|---|---|\n| c | d |",
}

CONFIGS: Mapping[str, tuple[str, str, str]] = {
    "jekyll": ("_config.yml", "title: x\n", "_posts/2021-03-04-a.md"),
    "mkdocs": ("mkdocs.yml", "site_name: x\n", "docs/a.md"),
    "pelican": ("pelicanconf.py", "SITENAME = 'x'\n", "content/a.md"),
}


@pytest.fixture
def imported(source: Source, tmp_path: Path) -> Callable[..., tuple[Account, str]]:
    """A function that imports one article with a body."""

    def run(body: str, system: str = "jekyll") -> tuple[Account, str]:
        config, text, path = CONFIGS[system]
        matter = "---\ntitle: A\ndate: 2021-03-04\n---\n\n"
        folder = source({config: text, path: f"{matter}Before.\n\n{body}\n\nAfter.\n"})
        account = import_source(folder, tmp_path / "target")
        assert account.system == system
        return account, (tmp_path / "target" / account.files[path].target).read_text()

    return run


def around(block: str, written: str, *, is_above: bool) -> str:
    return f"{written}\n{block}" if is_above else f"{block}\n{written}"


def fates(account: Account) -> dict[str, int]:
    """How many constructs had each fate."""
    counts: dict[str, int] = {}
    for (_, fate), places in account.constructs.items():
        counts[fate] = counts.get(fate, 0) + len(places)
    return counts


@pytest.mark.parametrize("is_above", [True, False])
@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("system", CONFIGS)
def test_a_class_of_a_box_makes_an_admonition(
    system: str, block: str, imported: Callable[..., tuple[Account, str]], *, is_above: bool
) -> None:
    """The whole block is in the box, whatever it is and on whichever side the list stands."""
    body = around(BLOCKS[block], "{: .warning }", is_above=is_above)
    account, text = imported(body, system)
    _, _, rest = text.partition("```{warning}\n")
    inside, end, after = rest.partition("\n```\n")
    assert end
    words = BLOCKS[block].replace("> ", "")
    assert " ".join(words.split()) in " ".join(inside.split())
    assert after.split() == ["After."]
    assert "{:" not in text
    assert fates(account) == {"translated": 1}


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        (".note", "note"), (".notice--warning", "warning"), (".alert .alert-danger", "danger"),
        (".message--tip", "tip"), (".important #id", "important"), ("class=\"info\"", "note"),
    ],
)  # fmt: skip
def test_the_most_telling_class_decides(
    classes: str, kind: str, imported: Callable[..., tuple[Account, str]]
) -> None:
    """Of ``alert alert-danger`` the second one says what it is."""
    _, text = imported(f"Words.\n{{: {classes} }}")
    assert f"```{{{kind}}}" in text


def test_a_class_can_say_that_the_first_line_is_a_title(
    imported: Callable[..., tuple[Account, str]],
) -> None:
    """As Just the Docs has it."""
    _, text = imported("{: .note-title }\n> My title\n>\n> The text.")
    assert "```{admonition} My title\n:class: note" in text


@pytest.mark.parametrize("is_above", [True, False])
@pytest.mark.parametrize("block", [*BLOCKS, "heading"])
def test_links_find_blocks_by_their_identifiers(
    block: str, source: Source, tmp_path: Path, *, is_above: bool
) -> None:
    """Links on the page and from other pages lead there; a build finds nothing wrong."""
    written = {**BLOCKS, "heading": "## Some heading"}[block]
    matter = "---\ntitle: {}\n---\n\n"
    folder = source(
        {
            "_config.yml": "title: x\n",
            "_posts/2021-03-04-a.md": matter.format("A")
            + f"See [it](#there).\n\n{around(written, '{: #there }', is_above=is_above)}\n",
            "_posts/2021-03-04-b.md": matter.format("B")
            + "See [it]({% post_url 2021-03-04-a %}#there).\n",
        }
    )
    account = import_source(folder, tmp_path / "target")
    assert [note for note in account.notes if note.type in {"link", "build"}] == []
    build = Site(tmp_path / "target").build(
        config={"kb_search": "none"}, builddir=tmp_path / "build"
    )
    assert build.warnings == ""
    for name in ("a", "b"):
        hrefs = build.html(f"articles/{name}").xpath("//article//p/a/@href")
        (href,) = [str(one) for one in hrefs if "#" in str(one) and "kb" not in str(one)]
        assert build.html("articles/a").xpath("//*[@id=$id]", id=href.partition("#")[2])


def test_one_identifier_in_two_articles_is_told(source: Source, tmp_path: Path) -> None:
    """The first text keeps it, for targets are those of the whole site."""
    text = "---\ntitle: {}\n---\n\nWords.\n{{: #twice }}\n"
    folder = source(
        {
            "_config.yml": "title: x\n",
            "_posts/2021-03-04-a.md": text.format("A"),
            "_posts/2021-03-04-b.md": text.format("B"),
        }
    )
    account = import_source(folder, tmp_path / "target")
    (note,) = [note for note in account.notes if note.type == "construct"]
    assert (note.place.path, note.place.line) == ("_posts/2021-03-04-b.md", 6)
    build = Site(tmp_path / "target").build(
        config={"kb_search": "none"}, builddir=tmp_path / "build"
    )
    assert build.warnings == ""


@pytest.mark.parametrize(
    "body",
    [
        "{: .fs-6 .text-center }\nCentred.",
        'Centred.\n{: style="text-align: center" }',
        "> quoted\n> {: .note }",
        "1. one\n   {: .note }\n2. two",
        "{: .note }",
        "## Heading\n{: .wide }",
        '{:mine: .wide data-x="1"}\n\nWords.\n{: mine}',
    ],
)
def test_what_has_no_meaning_here_is_counted(
    body: str, imported: Callable[..., tuple[Account, str]]
) -> None:
    """A style that goes, or a box where none can be, is left to the editor, with its place."""
    account, text = imported(body)
    assert "{:" not in text
    (places,) = [places for (_, fate), places in account.constructs.items() if fate == "by hand"]
    written = body[: body.rindex("{:")].count("\n")
    assert [place.line for place in places] == [8 + written]


def test_lists_in_code_are_code(imported: Callable[..., tuple[Account, str]]) -> None:
    """What shows the syntax stays."""
    _, text = imported("```\n{: .note }\nWords.\n```")
    assert "{: .note }" in text


@pytest.mark.parametrize(
    "heading", ["## Some head {}", "Some head {}\n---------", "Some head {}\n==="]
)
@pytest.mark.parametrize("written", ["{#own}", "{: #own .wide}"])
def test_identifiers_on_the_line_of_a_heading_are_not_shown(
    heading: str, written: str, imported: Callable[..., tuple[Account, str]]
) -> None:
    """Whichever way the heading is written, links lead to it and its text is its own."""
    account, text = imported(f"{heading.format(written)}\n\nSee [it](#own).")
    assert "own" not in text
    assert "[it](#some-head)" in text
    assert ("identifier of a heading", "translated") in account.constructs


@pytest.mark.parametrize("system", CONFIGS)
@pytest.mark.parametrize(
    ("written", "fate"),
    [
        ('{: target="_blank" rel="noopener"}', "translated"),
        ("{: .button}", "by hand"),
        ('{: width="50%"}', "by hand"),
    ],
)
def test_lists_in_lines_are_counted(
    system: str, written: str, fate: str, imported: Callable[..., tuple[Account, str]]
) -> None:
    """What only tells browsers how to open a link is no loss; a style is."""
    account, text = imported(f"A [link](https://example.org){written} here.", system)
    assert "A [link](https://example.org) here." in text
    assert fates(account) == {fate: 1}
