"""What a build of an import complains of: the report has named every place of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sphinx_knowledge_base.importers import Account, Options, import_source
from sphinx_knowledge_base.importers.plain_texts import is_plain
from tests.helpers.import_sources import AWKWARD, PNG, SHAPES, Article, dated, wordpress
from tests.helpers.sites import Site
from tests.importers.conftest import write

Source = Callable[[Mapping[str, bytes | str]], Path]

#: Texts that a build complains of, each for a reason of its own.
BLOCKS: Mapping[str, str] = {
    "a frame": 'Words and <iframe src="https://example.org/x"></iframe> words.',
    "a frame in two lines": '<iframe src="https://example.org/x"\n width="560"></iframe>',
    "a script": "<script>\nalert(1)\n</script>",
    "a handler": '<a href="https://example.org" onclick="run()">clicked</a> on',
    "an unknown element": "Some <blink>blinking</blink> words.",
    "an element in an item": "- first\n- second <object data='https://example.org'></object>",
    "an element in a quote": "> quoted <form><input></form>",
    "an element in a table": "| a | b |\n|---|---|\n| <embed src='https://x.example'> | c |",
    "a scheme": "Open [the vault](obsidian://open?vault=x) now.",
    "a scheme between brackets": "Open <vscode://file/x> now.",
    "a scheme by its name": "Open [the editor][ed].\n\n[ed]: vscode://file/x",
    "a program": "Do not [press](javascript:alert(1)) this.",
    "a link to nothing": "Read [the lost page](/lost/page) now.",
    "a link to no heading": "Read [below](#no-such-heading) now.",
    "a link to no heading, by a name": "Read [below][b] now.\n\n[b]: #no-such-heading",
    "a missing picture": "![Missing](/images/missing.png)",
    "a missing picture in HTML": '<img src="/images/lost.png" alt="Lost">',
    "a picture that is none": "![Broken](/images/broken.png)",
    "a missing video": '<video src="/lost.mp4" controls></video>',
    "a footnote without a text": "A claim[^nothing] here.",
    "a footnote without a mark": "[^unused]: Nobody refers to it.",
    "a footnote that stands twice": "A claim[^twice].\n\n[^twice]: One.\n[^twice]: Two.",
    "a name that stands twice": "[Named][na]\n\n[na]: https://a.example\n[NA]: https://b.example",
    "an open comment": "Words\n<!-- that nobody closes\n\nmore words",
    "a formula": "The $$\\nosuchmacro{x}$$ formula.",
    "a stray end": "Words\n\n</section>\n\nwords",
    "a title in an item": "- # A title in an item\n- two",
    "a rule in a quote": "> ---\n>\n> quoted",
}
#: What only MyST reads so.
MYST: Mapping[str, str] = {
    "a directive": "```{nosuchdirective} x\nWords.\n```",
    "a bare directive": "```{image}\n```",
    "an option": "```{note}\n:nosuch: option\n\nWords.\n```",
    "a role": "Some {nosuchrole}`text` here.",
    "a reference": "See {ref}`nosuchlabel` and {doc}`nosuchdoc`.",
    "a language": "```{code-block} nosuchlanguage\nx = 1\n```",
    "broken code": "```{code-block} json\n{a: // no JSON\n```",
    "a level": "#### Far Down\n\nWords.\n\n## Up",
}


def printed(target: Path, folder: Path) -> list[tuple[str, int, str]]:
    """What a build of *target* prints: paths, lines and the rest."""
    build = Site(target).build(config={"kb_search": "none"}, builddir=folder)
    pattern = r"^(.+?):(\d+)?:?(?:\d+:)? (?:WARNING|ERROR|CRITICAL): (.*)"
    found = re.findall(pattern, build.warnings, re.MULTILINE)
    return [(path, int(line or 1), message) for path, line, message in found]


def untold(account: Account, target: Path, folder: Path) -> list[tuple[str, int, str]]:
    """What a build prints and the account does not name."""
    told = {(note.article.path, note.article.line) for note in account.notes if note.article}
    return [one for one in printed(target, folder) if one[:2] not in told]


@pytest.mark.long
@pytest.mark.ci
@pytest.mark.parametrize("system", [*SHAPES, "wordpress"])
def test_a_build_says_nothing_new(system: str, source: Source, tmp_path: Path) -> None:
    """Every warning of the build is in the account, at the same line of the same article."""
    blocks = [*BLOCKS.values(), *(MYST.values() if system in {"mystmd", "ablog"} else ())]
    article = Article("bad", dated("Bad"), "Words.\n\n" + "\n\n".join(blocks) + "\n")
    if system == "wordpress":
        files = wordpress((*AWKWARD, article))
    else:
        shape = SHAPES[system]
        files = {**shape.files(), shape.path(article): shape.write(article)}
        files[f"{shape.static}/images/broken.png".lstrip("/")] = b"no picture"
    account = import_source(source(files), tmp_path / "target")
    assert account.system == system
    said = printed(tmp_path / "target", tmp_path / "build")
    assert len(said) > 3
    assert untold(account, tmp_path / "target", tmp_path / "build") == []


#: What stands before each of the blocks in its article.
LEAD = "---\ntitle: {}\ndate: 2021-03-04\n---\n\n" + "A paragraph of words.\n\n" * 3


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> tuple[Account, list[object]]:
    """The account of an import of an article for each block, and what it does not tell."""
    folder = tmp_path_factory.mktemp("complaints")
    files = {
        f"notes/{name}.md": f"{LEAD.format(name)}{block}\n\nThe end of the article.\n".encode()
        for name, block in BLOCKS.items()
    }
    source = write(
        folder / "source",
        {**files, "notes/images/one.png": PNG, "notes/images/broken.png": b"none"},
    )
    account = import_source(source, folder / "target", Options(system="markdown"))
    return account, [*untold(account, folder / "target", folder / "build")]


def test_all_complaints_are_told(complaints: tuple[Account, list[object]]) -> None:
    """The account names every place that a build complains of."""
    assert complaints[1] == []


@pytest.mark.parametrize("name", BLOCKS)
def test_a_complaint_names_the_lines_of_both_texts(
    name: str, complaints: tuple[Account, list[object]]
) -> None:
    """What is wrong stands on that line of the source, and nothing else is complained of."""
    first = LEAD.count("\n") + 1
    lines = range(first, first + BLOCKS[name].count("\n") + 1)
    places = [note.place for note in complaints[0].notes if note.article]
    ours = [place.line for place in places if place.path == f"notes/{name}.md"]
    assert set(ours) <= set(lines)


def test_plain_texts_are_not_read_by_a_build() -> None:
    """Most of what people write can be wrong nowhere, and reading it all would take minutes."""
    text = (
        "# Title\n\nWords, *more* words and <https://example.org>, `code` {in braces\\}.\n\n"
        '- a [link](/articles/x) <br> and <img src="/x.png" alt="x" width="3">\n- two\n\n'
        "| a | b |\n|---|---|\n| c | d |\n\n```{note}\nInside.\n```\n\n<!-- nobody sees this -->\n"
    )
    assert is_plain(text.replace("{in", "\\{in"))
    assert not any(is_plain(f"{text}\n\n{block}\n") for block in MYST.values())


def test_footnotes_that_are_right_are_plain(source: Source, tmp_path: Path) -> None:
    """Footnotes are frequent, and only wrong ones are worth a trial."""
    right = "One[^1] and two[^note], again[^1].\n\n[^1]: First.\n[^note]: Second.\n"
    assert is_plain(right)
    wrong = {
        "missing": right.replace("two[^note]", "two"),
        "untold": right.replace("[^note]: Second.", ""),
        "double": f"{right}[^1]: Third.\n",
        "cased": right.replace("two[^note]", "two[^A][^a]") + "[^A]: x\n[^a]: y\n",
        "inside": f"```{{note}}\n{right}```\n",
    }
    assert not any(map(is_plain, wrong.values()))
    files = {
        f"notes/{name}.md": f"---\ntitle: {name}\ndate: 2021-03-04\n---\n\n{text}"
        for name, text in {
            **wrong,
            "right": right,
            "quoted": "> [!NOTE]\n> X[^q]\n\n[^q]: Q\n",
        }.items()
    }
    account = import_source(source(files), tmp_path / "target", Options(system="markdown"))
    assert untold(account, tmp_path / "target", tmp_path / "build") == []


def test_what_is_wrong_with_the_settings_is_told(source: Source, tmp_path: Path) -> None:
    """With a conf.py that cannot be read, nothing is said of texts, and nothing is lost."""
    target = tmp_path / "target"
    target.mkdir()
    (target / "conf.py").write_text("project = (\n")
    files = {"notes/a.md": "---\ntitle: A\ndate: 2021-03-04\n---\n\n<script>x</script>\n"}
    account = import_source(source(files), target)
    assert [note.place.path for note in account.notes if note.type == "build"] == ["conf.py"]
    assert (target / "articles/2021/a.md").is_file()


def test_pages_of_an_editor_are_no_business_of_an_import(source: Source, tmp_path: Path) -> None:
    """What was in the target before is neither complained of nor changed."""
    target = tmp_path / "target"
    (target / "articles").mkdir(parents=True)
    own = "---\ntitle: Own\ncategory: X\npublishedAt: 2021-01-01\n---\n\n<script>x</script>\n"
    (target / "articles/own.md").write_text(own)
    files = {"notes/a.md": "---\ntitle: A\ndate: 2021-03-04\n---\n\n<script>x</script>\n"}
    account = import_source(source(files), target)
    articles = {note.article.path for note in account.notes if note.article}
    assert articles == {"articles/2021/a.md"}
