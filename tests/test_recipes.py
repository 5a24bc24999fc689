"""ARCHITECTURE.md is true: its paths exist, its picture is today's, and its recipes work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.helpers.articles import article
from tests.helpers.sites import CONF
from tests.helpers.tools import ROOT

DOCUMENT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")

#: Pages whose paths are checked as well: what README promises names its tests.
OTHERS = tuple((ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md"))

#: Where a path on the page may start.
ROOTS = (ROOT, ROOT / "extensions" / "sphinx_knowledge_base")


def section(heading: str) -> str:
    """The text below a heading of any level, down to the next of that level."""
    level, text = re.findall(rf"^(#+) {heading}\n(.*)", DOCUMENT, re.MULTILINE | re.DOTALL)[0]
    return str(re.split(rf"^{level} ", text, maxsplit=1, flags=re.MULTILINE)[0])


def blocks(heading: str, language: str) -> list[str]:
    """The code blocks of one language in a section, without the indentation of their list."""
    fence = rf"^( *)```{language}\n(.*?)^ *```$"
    found = re.findall(fence, section(heading), re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


def follow(heading: str, root: Path) -> list[Path]:
    """Do what the blocks of a recipe say to the copy of the repository at *root*."""
    touched = []
    for block in blocks(heading, "python"):
        first, _, text = block.partition("\n")
        file = root / first.removeprefix("# ")
        assert not file.exists(), "the recipe makes a new module"
        file.write_text(text, "utf-8")
        touched.append(file)
    for block in blocks(heading, "diff"):
        first, _, hunks = block.partition("\n")
        file = root / first.removeprefix("--- ")
        text = file.read_text("utf-8")
        for hunk in hunks.split("@@\n"):
            lines = hunk.splitlines(keepends=True)
            old = "".join(line[1:] for line in lines if line[0] != "+")
            assert text.count(old) == 1, f"not once in {file.name}:\n{old}"
            text = text.replace(old, "".join(line[1:] for line in lines if line[0] != "-"))
        file.write_text(text, "utf-8")
        touched.append(file)
    return touched


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package in a repository of its own."""
    root = tmp_path / "repository"
    shutil.copytree(
        ROOT / "extensions", root / "extensions", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def run(*command: str | Path, cwd: Path, path: Path | None = None) -> str:
    """What a command prints; *path* is where Python looks for modules first."""
    env = dict(os.environ)
    if path is not None:
        env["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(copy: Path, files: Mapping[str, str], builder: str = "html", conf: str = "") -> Path:
    """Build a small site with the copy, and return the folder of its output."""
    srcdir = copy.parent / "site"
    # Most tests here look at no search index, and Pagefind takes a while.
    for name, text in {
        "conf.py": f'{CONF}kb_search = "none"\n{conf}',
        "index.md": "# Home\n",
        **files,
    }.items():
        (srcdir / name).parent.mkdir(parents=True, exist_ok=True)
        (srcdir / name).write_text(text, "utf-8")
    options = ["-W", "--keep-going", "-q"]
    run("-m", "sphinx", "-M", builder, ".", "_build", *options, cwd=srcdir,
        path=copy / "extensions")  # fmt: skip
    return srcdir / "_build" / builder


@pytest.mark.long
@pytest.mark.ci
def test_recipes_for_a_key_and_an_export_work(copy: Path) -> None:
    """Followed to the letter, the recipes give clean code, and the key is in both exports."""
    touched = follow("Add a front-matter key", copy) + follow("Add an export", copy)
    run("-m", "ruff", "check", "--no-cache", *touched, cwd=copy)
    run("-m", "ruff", "format", "--no-cache", "--check", *touched, cwd=copy)
    files = {
        "articles/free.md": article(slug="free", license="CC BY 4.0"),
        "articles/other.md": article(slug="other", title="Another Article"),
    }
    out = build(copy, files)
    data = {slug: json.loads((out / f"api/articles/{slug}.json").read_text()) for slug in
            ("free", "other")}  # fmt: skip
    assert [data["free"]["license"], data["other"]["license"]] == ["CC BY 4.0", None]
    assert json.loads((out / "licenses.json").read_text()) == {"free": "CC BY 4.0"}

    # Only that value changes: the page, its JSON and the new file follow.
    changed = {"articles/free.md": article(slug="free", license="CC0")}
    out = build(copy, changed)
    assert json.loads((out / "api/articles/free.json").read_text())["license"] == "CC0"
    assert json.loads((out / "licenses.json").read_text()) == {"free": "CC0"}

    # A site that does not name it has it no more.
    out = build(copy, {}, conf='kb_outputs = ["data"]\n')
    assert not (out / "licenses.json").exists()


@pytest.mark.long
@pytest.mark.ci
def test_recipe_for_a_setting_works(copy: Path) -> None:
    """The setting is checked, described in the guide, and does what it says, without a new read."""
    touched = follow("Add a setting", copy)
    run("-m", "ruff", "format", "--no-cache", "--check", *touched, cwd=copy)
    files = {
        "articles/long.md": article("word " * 500, slug="long"),
        "settings.md": "---\norphan: true\n---\n\n# Settings\n\n```{kb-settings}\n```\n",
    }

    def minutes(out: Path) -> int:
        return int(json.loads((out / "api/articles/long.json").read_text())["reading_minutes"])

    out = build(copy, files)
    assert minutes(out) == 3
    assert "kb_reading_speed" in (out / "settings.html").read_text()
    assert minutes(build(copy, {}, conf="kb_reading_speed = 100\n")) == 5
    with pytest.raises(AssertionError, match="kb_reading_speed must be at least 1, not 0"):
        build(copy, {}, conf="kb_reading_speed = 0\n")


@pytest.mark.long
@pytest.mark.ci
def test_recipe_for_a_language_works(copy: Path) -> None:
    """The collected catalog names every text; a translated one is on the page."""
    (script,) = blocks("Add a language", "sh")
    *commands, messages = script.splitlines()
    assert messages == "make messages"
    for command in commands:
        program, *arguments = command.split()
        assert program in {"mkdir", "touch"}
        subprocess.run([program, *arguments], cwd=copy, check=True)
    assert "fr: no translation of 'Categories'" in run("tools/messages.py", cwd=copy)

    (file,) = copy.glob("extensions/sphinx_knowledge_base/locale/fr/LC_MESSAGES/*.po")
    with file.open("rb") as text:
        catalog: Catalog = read_po(text, locale="fr")
    catalog["Categories"].string = "Rubriques"
    with file.open("wb") as text:
        write_po(text, catalog)
    assert "'Categories'" not in run("tools/messages.py", cwd=copy)
    out = build(copy, {"articles/a.md": article()}, conf='language = "fr"\n')
    assert "<h1>Rubriques" in (out / "categories/index.html").read_text("utf-8")


@pytest.mark.long
@pytest.mark.ci
def test_recipe_for_a_book_works(copy: Path) -> None:
    """The example makes the book that it names."""
    (conf,) = blocks("Add a book", "python")
    files = {"articles/a.md": article(tags=["first steps"])}
    out = build(copy, files, "epub", conf=conf)
    assert {file.name for file in out.glob("*.epub")} == {"book.epub", "newcomers.epub"}


#: The part of the page that no script writes.
BY_HAND = DOCUMENT.partition("## Timeline of events")[0]


#: What a path on the pages looks like: it ends in a slash or in the name of a file.
PATH = re.compile(r"[\w./-]*(?:[\w-]\.(?:css|html|js|md|po|py|sty|svg|toml|txt|yaml|yml)|/)")


def code_spans(text: str) -> Iterator[str]:
    """Everything between backticks, line by line, so that a stray one hides no others."""
    without_blocks = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for line in without_blocks.splitlines():
        assert line.count("`") % 2 == 0, f"a code span that does not end: {line}"
        yield from line.split("`")[1::2]


def paths() -> Iterator[str]:
    """Every path on the pages that stands in code or in a link, in tables as elsewhere."""
    for text in (BY_HAND, *OTHERS):
        for name in code_spans(text):
            if PATH.fullmatch(name) and not name.startswith(("fastbuild-", "knowledge-base-")):
                yield name
        yield from re.findall(r"\]\(([^)#:]+)[)#]", text)
    # A handler's own words may hold a link; its file stands in front of it.
    yield from re.findall(r"^\| \d+ \| \[[^]]+\]\(([^)]+)\)", DOCUMENT, re.MULTILINE)


def find(name: str) -> Path | None:
    """The file or folder that the page calls *name*.

    A test may be given by its file's name alone, if no other has that name.  A folder in which
    Python has left nothing but its caches is gone.
    """
    places = [root / name for root in ROOTS]
    if re.fullmatch(r"test_\w+\.py", name):
        named = list((ROOT / "tests").rglob(name))
        places += named if len(named) == 1 else []
    return next((path for path in places if path.is_file() or _has_files(path)), None)


def _has_files(folder: Path) -> bool:
    return any(path.is_file() and path.suffix != ".pyc" for path in folder.rglob("*"))


def test_tables_are_whole() -> None:
    """Every row stands on one line and has as many cells as the head of its table."""
    for text in (BY_HAND, *OTHERS):
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            rows = [re.sub(r"`[^`]*`|\\\|", "", row) for row in table.splitlines()]
            assert {(row.count("|"), row.rstrip()[-1]) for row in rows} == {
                (rows[0].count("|"), "|")
            }, table


def test_paths_exist() -> None:
    """Whatever file or folder the pages name is there, and is the only one of that name."""
    assert [name for name in sorted(set(paths())) if find(name) is None] == []


@pytest.mark.parametrize(
    "name",
    [
        "site/gone.py",
        "exports/test_feeds.py",  # of tests: a folder must be the right one
        "test_front_matter.py",  # several have that name
        "core/gone/",
    ],
)
def test_missing_paths_are_found_missing(name: str) -> None:
    """The test above fails for a path in a table that does not exist, or names two files."""
    assert name in set(code_spans(f"| Where? | in `{name}` and `site/` |\n"))
    assert PATH.fullmatch(name)
    assert find(name) is None


def test_names_exist() -> None:
    """A function, class or constant that the page names with its file is in that file."""
    name, file = r"`(\w+)(?:\(\))?`", r"`([\w/]+\.py)`"
    named = {(where, what) for what, where in re.findall(rf"{name} (?:in |of |\(){file}", BY_HAND)}
    for where, names, _ in re.findall(rf"{file}(?:: | \()((?:{name}[, and]*)+)", BY_HAND):
        named |= {(where, what) for what in re.findall(name, names)}
    assert len(named) > 10
    missing = [
        (where, what)
        for where, what in sorted(named)
        if (path := find(where)) is None
        or not re.search(
            rf"^ *(?:def |class )?{what}\b", path.read_text("utf-8"), flags=re.MULTILINE
        )
    ]
    assert missing == []
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "extensions").rglob("*.py"))
    called = set(re.findall(r"`(\w+)\(\)`", BY_HAND))
    assert {one for one in called if not re.search(rf"(def|class) {one}\(", code)} == set()


@pytest.mark.long
@pytest.mark.ci
def test_state_files_are_those_of_a_build(copy: Path) -> None:
    """The table lists every state file that builds leave, and no other."""
    conf = 'extensions.append("sphinx_fastbuild")\nkb_search = "pagefind"\n'
    picture = ROOT / "_static" / "images" / "guide" / "book-title.webp"
    target = copy.parent / "site" / "_static" / "a.webp"
    target.parent.mkdir(parents=True)
    shutil.copy(picture, target)
    files = {"articles/a.md": article(featuredImage="/a.webp")}
    out = build(copy, files, "epub", conf=conf)
    build(copy, files, conf=conf)
    time.sleep(2.1)  # there is a record of what was built if nothing was written just before
    run("-m", "sphinx", "-M", "html", ".", "_build", "-q", cwd=copy.parent / "site",
        path=copy / "extensions")  # fmt: skip
    ours = ("knowledge-base-", "fastbuild-")
    there = {
        file.name for file in (out.parent / "doctrees").iterdir() if file.name.startswith(ours)
    }
    rows = re.findall(r"^\| (`[^|]+) \|", section("State files"), re.MULTILINE)
    patterns = {one.rstrip("/") for row in rows for one in re.findall(r"`([^`]+)`", row)}
    unlisted = {name for name in there if not any(fnmatch(name, one) for one in patterns)}
    unseen = {one for one in patterns if not any(fnmatch(name, one) for name in there)}
    assert (unlisted, unseen) == (set(), set())


def test_generated_parts_are_up_to_date() -> None:
    """The picture shows the imports, and the timeline the handlers, of today."""
    run(ROOT / "tools" / "architecture.py", "--check", cwd=ROOT)
