"""Promises for every system: found out, accounted for, built without a warning, and not lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pytest

from sphinx_knowledge_base.importers import Account, Options, import_source
from sphinx_knowledge_base.importers.detect import SYSTEMS
from sphinx_knowledge_base.importers.report import as_data, summary
from sphinx_knowledge_base.importers.summary import for_editor
from tests.helpers.import_sources import SHAPES, lines_file, toml_file, wordpress
from tests.helpers.sites import Build, Site
from tests.importers.conftest import contents, write

ALL = [*SHAPES, "wordpress"]


@dataclass(frozen=True)
class Imported:
    """A source and what came of it."""

    system: str
    source: Path
    target: Path
    account: Account
    build: Build

    def pages(self) -> dict[str, str]:
        """The text of each article's page, by its slug."""
        return {
            path.stem: " ".join(text_of(path).split())
            for path in sorted((self.build.outdir / "articles").glob("*.html"))
            if path.stem != "index"
        }


def text_of(page: Path) -> str:
    """The text of the body of a page."""
    tree = lxml.html.fromstring(page.read_bytes().decode())
    found = tree.xpath("//article")
    return str((found[0] if found else tree).text_content())


def files_of(system: str) -> dict[str, bytes]:
    return wordpress() if system == "wordpress" else SHAPES[system].files()


@pytest.fixture(scope="module")
def import_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Imported]:
    """A function that imports the source of a system into a new folder and builds it, once."""

    @cache
    def import_and_build(system: str) -> Imported:
        base = tmp_path_factory.mktemp(system)
        source = write(base / "source", files_of(system))
        account = import_source(source, base / "target")
        config = {"kb_search": "none", "html_baseurl": "https://new.example.org/"}
        build = Site(base / "target").build(config=config, builddir=base / "build")
        return Imported(system, source, base / "target", account, build)

    return import_and_build


@pytest.fixture(scope="module", params=ALL)
def imported(request: pytest.FixtureRequest, import_of: Callable[[str], Imported]) -> Imported:
    """Each system's source and what came of it."""
    return import_of(request.param)


@pytest.fixture(scope="module", params=SHAPES)
def shaped(request: pytest.FixtureRequest, import_of: Callable[[str], Imported]) -> Imported:
    """The same of each system whose articles are files."""
    return import_of(request.param)


@pytest.fixture(scope="module")
def exported(import_of: Callable[[str], Imported]) -> Imported:
    """The same of the one system whose articles are items of an export."""
    return import_of("wordpress")


def test_every_system_has_a_shape() -> None:
    """No system is left untested."""
    assert set(SYSTEMS) == set(ALL)


def test_the_system_is_found_out(imported: Imported) -> None:
    """Without ``--from`` the system is right, and the account says by what signs."""
    assert imported.account.system == imported.system
    assert imported.account.reasons


def test_there_are_awkward_articles(imported: Imported) -> None:
    """Each source has at least twelve."""
    assert sum(fate.role == "article" for fate in imported.account.files.values()) >= 12


def test_the_target_builds_without_warnings(imported: Imported) -> None:
    """What an import writes passes a strict build."""
    assert imported.build.warnings == ""


def test_every_file_has_a_fate(imported: Imported) -> None:
    """Every file of the source is something, or named with the reason."""
    fates = imported.account.files
    for path in contents(imported.source):
        fate = fates.get(path) or fates.get(f"{path.partition('/')[0]}/")
        assert fate is not None, path
        assert fate.target or fate.reason, path
        if fate.target and fate.role != "term":
            assert (imported.target / fate.target).is_file()


def test_sums_add_up(imported: Imported) -> None:
    """The parts of each sum make the whole, and each part is listed."""
    sums, data = summary(imported.account), as_data(imported.account)
    for name in ("files", "keys", "constructs"):
        parts = dict(sums[name])
        assert parts.pop("all") == sum(parts.values())
    assert sums["words"]["all"] == sums["words"]["kept"] + sums["words"]["lost"]
    assert sums["files"]["all"] == len(data["files"])
    assert sums["keys"]["all"] == sum(one["count"] for one in data["keys"])
    assert sums["constructs"]["all"] == sum(one["count"] for one in data["constructs"])
    for one in [*data["keys"], *data["constructs"]]:
        assert one["count"] == len(one["places"])


def test_every_key_is_counted(shaped: Imported) -> None:
    """No key of any article goes by unseen."""
    shape = SHAPES[shaped.system]
    for article in shape.articles():
        path = shape.path(article)
        counted = Counter(
            key
            for (key, _, _), places in shaped.account.keys.items()
            for place in places
            if place.path == path
        )
        expected = {
            key for key in article.keys
            if article.yaml is None
            and (shape.write is not toml_file or article.keys[key] is not None)
            and (shape.write is not lines_file or (key.isascii() and key.isidentifier()))
        }  # fmt: skip
        found = {key.casefold() for key in counted}
        renamed = {"draft"} if shape.write is lines_file else set()
        assert {key.casefold() for key in expected} - renamed <= found
        assert max(counted.values(), default=1) == 1


def test_the_summary_has_every_file_and_every_note(imported: Imported) -> None:
    """Its counts are those of the account, and no kind of note is left out."""
    account = imported.account
    text = for_editor(account, dry_run=False)
    head, _, rest = text.partition("In the knowledge base:")
    counted = [int(one) for one in re.findall(r"^ +(\d+) ", head, re.MULTILINE)]
    assert sum(counted) == len(account.files)
    written = rest.partition("words")[0].rpartition("All ")[0]
    counted = [int(one) for one in re.findall(r"^ +(\d+) files? ", written, re.MULTILINE)]
    assert sum(counted) == sum(map(len, account.changes.values()))
    headed = [int(one) for one in re.findall(r"\((\d+)\):$", rest, re.MULTILINE)]
    assert sum(headed) == len(account.notes) + len(account.proposals)


def test_no_word_is_told_to_be_lost(imported: Imported) -> None:
    """The account of an import has every word of every body."""
    assert imported.account.words > 100
    assert imported.account.lost_words == {}


def test_no_word_is_lost(shaped: Imported) -> None:
    """Every word of every published body is on its page."""
    shape, pages = SHAPES[shaped.system], shaped.pages()
    for article in shape.articles():
        if article.name in {"constructs", "linking", "draft-one", "shown"}:
            continue
        fate = shaped.account.files[shape.path(article)]
        page = pages[Path(fate.target).stem]
        body = re.sub(r"\]\([^()]*\)|<[^<>]*>|```\{r.*|```nosuch.*|```json", " ", article.body)
        there = Counter(re.findall(r"\w+", page))
        missing = Counter(re.findall(r"\w+", re.sub(r"!\[[^\]]*", " ", body))) - there
        assert not missing, (article.name, missing)


def test_constructs_keep_their_contents(shaped: Imported) -> None:
    """What template syntax held is on the page, and no syntax is that was translated."""
    page = shaped.pages()["constructs"]
    for words in SHAPES[shaped.system].words:
        assert words in page, words
    assert "nobody sees this" not in page


def test_shortcodes_of_an_export_keep_their_contents(exported: Imported) -> None:
    """A caption is on the page, and a shortcode in code stays as it is."""
    page = exported.pages()["shortcodes"]
    assert "Captioned words" in page
    assert '[gallery ids="1"]' in page


def test_code_that_shows_syntax_is_left_alone(shaped: Imported) -> None:
    """Translation never works inside of code."""
    tree = shaped.build.html("articles/shown")
    template = " ".join(SHAPES[shaped.system].template.split())
    (span,) = tree.xpath("//article//p/code")
    (block,) = tree.xpath("//article//pre")
    assert " ".join(span.text_content().split()) == template
    assert " ".join(block.text_content().split()) == template


def test_drafts_stay_drafts(imported: Imported) -> None:
    """What was not published is not published."""
    html = contents(imported.build.outdir)
    for data in html.values():
        assert b"Not for anybody yet" not in data
        assert b"secret words" not in data


def assert_redirects(imported: Imported, addresses: Mapping[str, str]) -> None:
    """Each old address has a page that leads to the article of that slug."""
    for address, slug in addresses.items():
        bare = address.strip("/").removesuffix(".html")
        found = [
            page
            for page in (
                imported.build.outdir / f"{bare}.html",
                imported.build.outdir / bare / "index.html",
            )
            if page.is_file()
        ]
        assert found, address
        assert f"articles/{quote(slug)}" in found[0].read_text("utf-8")


def test_old_addresses_lead_to_the_articles(shaped: Imported) -> None:
    """Every address that the old system gave out is a redirect to the article now."""
    shape = SHAPES[shaped.system]
    addresses = {
        shape.address_of(article): Path(shaped.account.files[shape.path(article)].target).stem
        for article in shape.articles()
        if article.name != "draft-one"
    }
    assert_redirects(shaped, addresses)


def test_addresses_of_an_export_lead_to_the_articles(exported: Imported) -> None:
    """An export says itself where readers found its posts."""
    assert_redirects(exported, {"/2021/03/plain/": "plain", "/2021/03/rtl/": "rtl"})


def links_of(imported: Imported, slug: str) -> list[str]:
    return list(map(str, imported.build.html(f"articles/{slug}").xpath("//article//a/@href")))


def test_links_among_articles_lead_to_them(shaped: Imported) -> None:
    """A link to another article or a heading, as the system writes it, leads there."""
    hrefs = links_of(shaped, "linking")
    assert any(href.endswith("plain.html") for href in hrefs), hrefs
    assert "#a-heading-of-its-own" in hrefs


def test_links_of_an_export_lead_to_its_articles(exported: Imported) -> None:
    """A link to the old host is a link to the new page."""
    assert any(href.endswith("plain.html") for href in links_of(exported, "shortcodes"))


def test_pictures_are_brought_along(imported: Imported) -> None:
    """A picture of the source is in the target."""
    assert any(path.endswith("one.png") for path in contents(imported.target))


def test_pictures_elsewhere_are_listed(shaped: Imported) -> None:
    """One on another host stays a link."""
    assert "https://example.org/a.png" in shaped.account.remote_pictures


def test_a_second_import_changes_nothing(imported: Imported, tmp_path: Path) -> None:
    """The same source again leaves every file as it is, and its time too."""
    before = {path: path.stat().st_mtime_ns for path in imported.target.rglob("*")}
    account = import_source(imported.source, imported.target)
    assert {path: path.stat().st_mtime_ns for path in imported.target.rglob("*")} == before
    changed = {kind for kind, paths in account.changes.items() if paths}
    assert changed <= {"unchanged"}
    assert account.files == imported.account.files


@pytest.mark.long
@pytest.mark.ci
def test_a_dry_run_writes_nothing(imported: Imported, tmp_path: Path) -> None:
    """``--dry-run`` gives the same account, and leaves no trace."""
    account = import_source(imported.source, tmp_path / "new", Options(dry_run=True))
    assert not (tmp_path / "new").exists()
    assert as_data(account)["files"] == as_data(imported.account)["files"]


@pytest.mark.long
@pytest.mark.ci
@pytest.mark.parametrize("system", ALL)
def test_sources_are_only_read(system: str, tmp_path: Path, source: Callable[..., Path]) -> None:
    """An import leaves its source as it was."""
    folder = source(files_of(system))
    before = contents(folder)
    import_source(folder, tmp_path / "target", Options(system=system))
    assert contents(folder) == before
