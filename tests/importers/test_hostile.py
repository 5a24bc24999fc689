"""Sources are data: nothing in them runs, leads out, or grows without end."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.source import read_source
from sphinx_knowledge_base.importers import Account, Options, import_source
from sphinx_knowledge_base.importers.report import write as write_report
from tests.importers.conftest import contents

Source = Callable[[Mapping[str, bytes | str]], Path]

PLAIN = "---\ntitle: Plain\ndate: 2021-03-04\n---\n\nText.\n"


def test_links_out_of_the_source_are_named_and_not_read(source: Source, tmp_path: Path) -> None:
    """A symbolic link to a file or folder elsewhere brings nothing along."""
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: Secret\ndate: 2021-01-01\n---\n\nhush-hush\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/more.md").write_text(secret.read_text())
    folder = source({"plain.md": PLAIN})
    (folder / "link.md").symlink_to(secret)
    (folder / "folder").symlink_to(tmp_path / "elsewhere")
    (folder / "loop").symlink_to(folder)
    (folder / "dead.md").symlink_to("nowhere.md")
    account = import_source(folder, tmp_path / "target")
    assert "leads out" in account.files["link.md"].reason
    assert "leads out" in account.files["folder"].reason
    assert "leads nowhere" in account.files["dead.md"].reason
    assert account.files["loop"].role == "left out"
    assert not any(b"hush-hush" in data for data in contents(tmp_path / "target").values())


def test_pictures_and_includes_stay_inside(source: Source, tmp_path: Path) -> None:
    """No path of a body or key reaches a file outside of the source."""
    (tmp_path / "secret.png").write_bytes(b"hush-hush")
    (tmp_path / "secret.txt").write_text("hush-hush")
    body = (
        "![x](../../secret.png) ![y](/../secret.png) [z](../secret.txt)\n"
        "{% include ../../secret.txt %}\n{% include_relative ../../secret.txt %}\n"
    )
    folder = source(
        {
            "_config.yml": "title: x\n",
            "_posts/2021-03-04-a.md": f"---\ntitle: A\nimage: ../../secret.png\n---\n{body}",
        }
    )
    account = import_source(folder, tmp_path / "target")
    assert not any(b"hush-hush" in data for data in contents(tmp_path / "target").values())
    assert any(note.type == "picture" for note in account.notes)


def test_nothing_is_run(source: Source, tmp_path: Path) -> None:
    """Configurations that are programs, tags of YAML and templates are only read."""
    mark = tmp_path / "ran"
    touch = f"open({str(mark)!r}, 'w')"
    folder = source(
        {
            "pelicanconf.py": f"SITENAME = 'x'\n{touch}\nPATH = (lambda: {touch})()\n",
            "content/a.md": f"Title: A\nDate: 2021-03-04\n\n{{{{ ''.__class__.__mro__ }}}} "
            f"{{% set x = {touch} %}}\n",
            "content/b.md": f'---\ntitle: !!python/object/apply:builtins.exec ["{touch}"]\n'
            f"date: 2021-03-04\n---\nB\n",
        }
    )
    import_source(folder, tmp_path / "target")
    assert not mark.exists()


def test_liquid_reaches_no_objects(source: Source, tmp_path: Path) -> None:
    """An output names data of the site and nothing behind it."""
    folder = source(
        {
            "_config.yml": "title: x\nmotto: fine\n",
            "_posts/2021-03-04-a.md": "---\ntitle: A\n---\n{{ site.motto }} "
            "{{ site.__class__ }} {{ site.motto.__class__.__mro__ }}\n",
        }
    )
    import_source(folder, tmp_path / "target")
    text = (tmp_path / "target/articles/2021/a.md").read_text()
    assert "fine" in text
    assert "<class" not in text


@pytest.mark.parametrize(
    "block",
    [
        "title: x\ndate: 2021-03-04\na: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*"
        "a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
        "f: [*e,*e,*e,*e,*e,*e,*e,*e,*e]",
        "title: x\ndate: 2021-03-04\na: &a [*a]",
        "title: x\na: " + "[" * 3000,
        "title: " + "x" * 300_000,
    ],
)  # fmt: skip
def test_front_matter_that_grows_is_refused(source: Source, tmp_path: Path, block: str) -> None:
    """Aliases that multiply and nesting without end cost nothing, and lose no other article."""
    folder = source({"bad.md": f"---\n{block}\n---\n\nBody words.\n", "plain.md": PLAIN})
    account = import_source(folder, tmp_path / "target", Options(system="markdown"))
    assert account.files["plain.md"].role == "article"
    assert account.files["bad.md"].target
    assert "Body words." in (tmp_path / "target" / account.files["bad.md"].target).read_text()


def test_an_export_resolves_no_entities(source: Source, tmp_path: Path) -> None:
    """Entities of XML are neither read from files nor multiplied."""
    (tmp_path / "secret.txt").write_text("hush-hush")
    head = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY s SYSTEM "file://{tmp_path}/secret.txt">'
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    )
    item = (
        "<item><title>A &s; &b;</title><content:encoded>&s; text</content:encoded"
        "><wp:post_id>1</wp:post_id>"
        "<wp:post_date>2021-03-04 10:00:00</wp:post_date><wp:post_name>a</wp:post_name>"
        "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
    )
    names = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wp="http://wordpress.org/export/1.2/"'
    )
    folder = source(
        {"e.xml": f"{head}<rss {names}><channel><title>x</title>{item}</channel></rss>"}
    )
    import_source(folder, tmp_path / "target", Options(system="wordpress"))
    assert not any(b"hush-hush" in data for data in contents(tmp_path / "target").values())


@pytest.mark.long
@pytest.mark.ci
@pytest.mark.parametrize(
    "body",
    [
        *("[" * 20_000, "![](" * 5_000, "{{<" * 5_000, "{% " * 5_000, "<A " * 5_000, "`" * 20_001),
        *("> " * 5_000, ":::" * 5_000, "$" * 20_000, "[[" * 5_000, "!!! x\n" * 1_000),
        *("{" * 20_000, "<!--" * 5_000),
    ],
)  # fmt: skip
@pytest.mark.parametrize("system", ["hugo", "jekyll", "docusaurus", "zola", "mkdocs", "obsidian"])
def test_bodies_take_no_time(source: Source, tmp_path: Path, system: str, body: str) -> None:
    """A body made to be slow is not."""
    folder = source(
        {
            "content/a.md": f"---\ntitle: A\ndate: 2021-03-04\n---\n{body}\n",
            "docs/a.md": f"---\ntitle: A\ndate: 2021-03-04\n---\n{body}\n",
            "_posts/2021-03-04-a.md": f"---\ntitle: A\n---\n{body}\n",
        }
    )
    began = os.times().user
    import_source(folder, tmp_path / "target", Options(system=system))
    assert os.times().user - began < 10


@pytest.mark.parametrize(
    ("system", "body"),
    [
        ("docusaurus", "{/*" * 5_000),
        ("jekyll", "<!-- -->" * 2_000 + "x"),
        ("jekyll", "{{" * 10_000),
        ("jekyll", "{::comment}" * 5_000),
        ("jekyll", "{% comment %}" * 5_000),
        ("jekyll", "{% raw %}\n" * 5_000),
        ("jekyll", "{:" + " " * 20_000),
        ("jekyll", "- a\n{: .note }\n\n" * 1_000),
        ("jekyll", "# a {#b" * 5_000),
        ("hugo", "````\n" * 3_001 + "```x\n{{< code" * 3_000),
        ("markdown", "[!INCLUDE [" * 5_000),
        ("mkdocs", "{: #a" * 5_000),
    ],
)
def test_openings_without_end_take_no_time(
    source: Source, tmp_path: Path, system: str, body: str
) -> None:
    """Each system has its own, and none looks for the end of each anew."""
    link = "[x](2021-03-04-a.md#x) [y](a.md#y) [z](/docs/a#z)\n\n"
    test_bodies_take_no_time(source, tmp_path, system, body + "\n\n" + link)


def read_article(account: Account, target: Path, path: str) -> str:
    """The new text of a file of the source."""
    return (target / account.files[path].target).read_text()


def test_texts_and_settings_are_no_pictures(source: Source, tmp_path: Path) -> None:
    """What is shown like a picture stays what it is, and nothing hidden is published."""
    shown = "![b](/_config.yml) ![c](/.env)"
    folder = source(
        {
            "_config.yml": "title: x\nsecret: hush-hush\n",
            ".env": "hush-hush",
            "_posts/2021-03-04-a.md": PLAIN,
            "_posts/2021-03-05-b.md": f"{PLAIN}\n![a](2021-03-04-a.md) {shown}\n",
        }
    )
    account = import_source(folder, tmp_path / "target")
    assert account.files["_posts/2021-03-04-a.md"].role == "article"
    assert {fate.role for path, fate in account.files.items() if path[0] in "._c"} >= {"settings"}
    assert not any(b"hush-hush" in data for data in contents(tmp_path / "target").values())
    assert sum("is no picture" in note.message for note in account.notes) == 3


@pytest.mark.parametrize(
    "key",
    [
        *('"": x', '" ": x', "k" * 70_000 + ": x", "long: " + "x" * 70_000),
        *("deep: " + "[" * 30 + "]" * 30, "date: 0001-01-01T00:00:00+14:00"),
        *("date: 9999-12-31T23:59:59-14:00", "description: " + "x" * 70_000),
    ],
)  # fmt: skip
def test_no_key_costs_an_article(source: Source, tmp_path: Path, key: str) -> None:
    """A key that no build reads is named and left out; its article is built."""
    text = f"---\ntitle: Plain\n{key}\nlast: 1\n---\n\nText.\n"
    folder = source({"a.md": text})
    account = import_source(folder, tmp_path / "target", Options(system="markdown"))
    written = (tmp_path / "target" / account.files["a.md"].target).read_bytes()
    assert "last: 1" in written.decode()
    found = read_source("a.md", written, ReadingRules())
    assert found.front_matter is not None
    assert not [one for one in found.problems if one.severity is Severity.ERROR]
    assert any(note.place.line == 3 and len(note.message) < 500 for note in account.notes)


@pytest.mark.parametrize("system", ["hugo", "jekyll", "zola", "obsidian"])
@pytest.mark.parametrize("lead", ["", "- ", "> ", "1. ", "> - ", "- a\n\n  "])
@pytest.mark.parametrize(
    "line", [":::{include} x.md", "(target)=", "+++", ":field: x", "{.class}", "% comment"]
)
def test_signs_of_myst_are_text(
    source: Source, tmp_path: Path, system: str, lead: str, line: str
) -> None:
    """A line that only MyST takes for syntax is escaped in lists and quotes, too."""
    text = f"---\ntitle: A\ndate: 2021-03-04\n---\n\nText.\n\n{lead}{line}\n"
    folder = source({"content/a.md": text, "docs/a.md": text, "_posts/2021-03-04-a.md": text})
    account = import_source(folder, tmp_path / "target", Options(system=system))
    path = next(path for path, fate in account.files.items() if fate.role == "article")
    assert f"{lead}\\{line}" in read_article(account, tmp_path / "target", path)


def test_a_report_escapes_what_it_shows(source: Source, tmp_path: Path) -> None:
    """Names and texts of a source are text in the report."""
    folder = source(
        {
            "<script>alert(1)<&>.md": "---\ntitle: <img src=x onerror=alert(1)>\n<b>key: 1\n"
            "---\n[x](<nowhere\"'>)\n"
        }
    )
    account = import_source(folder, tmp_path / "target", Options(system="markdown"))
    write_report(account, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "<script>" not in text
    assert "<img" not in text
