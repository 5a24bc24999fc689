"""``kb check``: the words that an editor reads, in every format; and repairs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Kb, article, files, on_terminal
from tests.helpers.sites import CONF, Site

TAXONOMY = "categories:\n  NEWS: {}\n  LONG_READS: {title: Long Reads}\ntags:\n  tides: {}\n"

#: Ten mistakes of an editor, with what they are told.
MISTAKES = {
    "nested indentation": (
        "---\ntitle: A\n  slug: a\ncategory: NEWS\npublishedAt: 2026-01-02\n---\n",
        [
            "3:7: error: 'slug' is indented: begin the line with it, as the one above "
            "(YAML: mapping values are not allowed in this context) [kb.front_matter]"
        ],
    ),
    "typographic quotes": (
        article("\u201cA\u201d"),
        ['2:8: warning: title is in typographic quotes: write "A" [kb.key]'],
    ),
    "commas without brackets": (
        article("A", tags="ebb, flow"),
        ["5:7: warning: tags is one text with commas: if it is a list, write [ebb, flow] [kb.tag]"],
    ),
    "a tag with a slip": (
        article("A", tags="[tidse]"),
        ["5:8: note: tag 'tidse' is new (did you mean 'tides'?) [kb.tag]"],
    ),
    "a link to a draft": (
        article("A") + "[x](/articles/draft)\n",
        ["8:5: warning: link '/articles/draft' leads to an article that is a draft [kb.link]"],
    ),
    "a link to a renamed article": (
        article("A") + "[x](/articles/old)\n",
        ["8:5: note: link '/articles/old' is an old address of '/articles/new' [kb.link]"],
    ),
    "a picture with a slip": (
        article("A") + "![x](/images/nmda-gat.svg)\n",
        [
            "8:6: warning: picture '/images/nmda-gat.svg' does not exist "
            "(did you mean '/images/nmda-gate.svg'?) [kb.image]"
        ],
    ),
    "a key of another system": (
        "---\ntitle: A\ncategory: NEWS\ndate: 2026-01-02\n---\n",
        [
            "1:1: error: publishedAt is missing [kb.date]",
            "4:1: warning: unknown key 'date': here it is 'publishedAt'; with "
            "kb_front_matter_keys = {'date': 'publishedAt'} in conf.py it can stay [kb.key]",
        ],
    ),
    "no front matter": (
        "# A title\n\nText.\n",
        [
            "1:1: error: no front matter: the file must begin with a block such as this",
            "---",
            'title: "A title"',
            "category: A_CATEGORY",
            "publishedAt: 2026-01-31",
            "---",
            " [kb.front_matter]",
        ],
    ),
    "a category with another name": (
        article("A").replace("NEWS", "LONG_ARTICLES"),
        [
            "3:11: warning: category 'LONG_ARTICLES' is not registered "
            "(did you mean 'LONG_READS'?) [kb.category]"
        ],
    ),
}

AROUND = {
    "taxonomy.yaml": TAXONOMY,
    "articles/draft.md": article("Draft", draft="true"),
    "articles/new.md": article("New", aliases="[/articles/old]"),
    "_static/images/nmda-gate.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_an_editor_is_told(kb: Kb, site: Site, mistake: str) -> None:
    """Each of ten mistakes has a message that says what to do, and nothing else is reported."""
    text, told = MISTAKES[mistake]
    site.write({**AROUND, "articles/x.md": text})
    done = kb("check", "articles/x.md")
    told = (
        [f"articles/x.md:{told[0]}", *told[1:]]
        if mistake == "no front matter"
        else [f"articles/x.md:{one}" for one in told]
    )
    assert done.stdout.splitlines() == told
    assert done.returncode == int(any(": error:" in one for one in told))


def test_a_right_site_has_nothing_to_report(kb: Kb, site: Site) -> None:
    """Everything that can be linked to is found: files, pages, headings, terms, old addresses."""
    text = (
        "[a](new.md) [b](/articles/new) [c](#a-heading) [d](/tags/tides) {kb:tag}`tides`\n"
        "{doc}`/index` [e](https://example.org/x) [f](mailto:a@example.org) [g](../index.md)\n"
        "[h](/_static/images/nmda-gate.svg) `[i](nowhere)` [j](new.md#new) {ref}`label`\n\n"
        "```\n[k](nowhere)\n```\n\n    [l](nowhere)\n\n(label)=\n## A Heading\n"
    )
    site.write({**AROUND, "articles/a.md": article("A", tags="[tides]") + text})
    done = kb("check")
    assert done.stdout == ""
    assert done.returncode == 0


def test_formats_for_programs(kb: Kb, site: Site) -> None:
    """JSON, SARIF and GitHub's annotations say the same as the text."""
    site.write({"articles/a,b.md": "---\ntitle: A\ncategory: NEWS\npublishedAt: 2026-13-01\n---\n"})
    message = "publishedAt '2026-13-01' is not a day of the calendar"
    (found,) = json.loads(kb("check", "--format", "json").stdout)
    assert found == {
        "path": "articles/a,b.md",
        "line": 4,
        "column": 14,
        "severity": "error",
        "type": "kb.date",
        "message": message,
    }
    (run,) = json.loads(kb("check", "--format", "sarif").stdout)["runs"]
    (result,) = run["results"]
    assert result["message"]["text"] == message
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "articles/a%2Cb.md"
    assert location["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 14}
    assert kb("check", "--format", "github").stdout == (
        f"::error file=articles/a%2Cb.md,line=4,col=14,title=kb.date::{message}\n"
    )


@pytest.mark.parametrize(
    ("conf", "told"),
    [
        ("kb_pagesize = 3\n", "1:1: error: there is no setting 'kb_pagesize' (did you mean"),
        ("\nx = nope\n", "2:1: error: NameError: name 'nope' is not defined"),
        ("x = (\n", "1:1: error: There is a syntax error in your configuration file"),
    ],
)
def test_settings_that_are_wrong(kb: Kb, site: Site, conf: str, told: str) -> None:
    """A problem of conf.py is reported like any other, on its line."""
    site.write({"conf.py": conf})
    done = kb("check")
    assert done.stdout.startswith(f"conf.py:{told}")
    assert done.returncode == 1


REPAIRED = """\
---
# A comment stays.
title: "Tides: an overview"   # and this one
category:   NEWS
publishedAt: "2026-03-01"
updatedAt: 2026-03-05
tags: [ tides,  'ebb' ]
excerpt: "Twice a day."
relatedArticles:
    - new
---

Text with “quotes” and [a link](/articles/new) and {kb:article}`new`.

date: 3 March 2026
"""

BROKEN = (
    REPAIRED.replace('"Tides: an overview"', "Tides: an overview")
    .replace('"2026-03-01"', '"1 March 2026"')
    .replace("2026-03-05", "2026/3/5")
    .replace("publishedAt", "date")
    .replace("[ tides,  'ebb' ]", "[ Tides,  'ebb' ]")
    .replace('"Twice a day."', "\u201cTwice a day.\u201d")
    .replace("- new", "- old")
    .replace("/articles/new", "/articles/old")
    .replace("`new`", "`old`")
)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_is_safe_is_repaired_and_no_other_byte(
    kb: Kb, site: Site, tmp_path: Path, line_end: str
) -> None:
    """Quotes, dates, keys, spellings and links to renamed articles; as a diff first."""
    broken = BROKEN.replace("\n", line_end).encode()
    site.write({**AROUND, "articles/tide.md": broken})
    before = files(tmp_path)
    shown = kb("check", "--fix")
    assert '+title: "Tides: an overview"   # and this one' in shown.stdout
    assert "Nothing was changed" in shown.stderr
    assert files(tmp_path) == before
    kb("check", "--fix", "--yes")
    after = files(tmp_path)
    assert after["articles/tide.md"].decode() == REPAIRED.replace("\n", line_end)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"articles/tide.md"}
    # A second repair finds nothing to do.
    assert "Changed" not in kb("check", "--fix", "--yes").stderr


def test_whoever_says_no_is_told_no_more(site: Site, tmp_path: Path) -> None:
    """An answer needs no option that gives it."""
    site.write({**AROUND, "articles/tide.md": BROKEN})
    _, said = on_terminal(["check", "--fix"], ["n"], tmp_path)
    assert "Nothing was changed." in said
    assert "--yes" not in said


def test_a_placeholder_for_the_address_is_noted(kb: Kb, kb_process: Kb, site: Site) -> None:
    """Once, and it fails nothing: before a site is published it may stay."""
    site.write({**AROUND, "conf.py": CONF.replace("kb.example.org", "example.org")})
    for done in (kb("check", "--strict"), kb_process("build", "--strict")):
        assert done.returncode == 0
        assert done.stderr.count("placeholder https://example.org/") == 1
    for done in (kb("check", "-q"), kb("check", "-f", "json"), kb_process("build", "-q")):
        assert "placeholder" not in done.stderr


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("nofile.md", "there is no file nofile.md"),
        ("Makefile", "Makefile is not an article or page of this site"),
        ("articles/notes.txt", "articles/notes.txt is not an article or page of this site"),
        ("_static", "_static contains no article or page of this site"),
        ("..", ".. is not in the site "),
    ],
)
def test_what_is_no_article_is_not_called_right(kb: Kb, site: Site, named: str, told: str) -> None:
    """Of a file that is none of the site nothing can be said, and the exit status tells so."""
    site.write({**AROUND, "Makefile": "x:\n", "articles/notes.txt": "Notes.\n"})
    done = kb("check", named)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"kb: {told}")


def test_a_folder_means_the_articles_below_it(kb: Kb, site: Site) -> None:
    """Those of other folders are neither counted nor reported, pages and settings are files too."""
    wrong = article("A").replace("NEWS", "NONE")
    site.write({**AROUND, "articles/a/b/x.md": wrong, "articles/c/y.md": wrong})
    done = kb("check", "articles/a")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["articles/a/b/x.md"]
    assert done.stderr == "1 file checked: 1 warning\n"
    assert "2 files checked: nothing is wrong" in kb("check", "index.md", "taxonomy.yaml").stderr


def test_all_problems_of_an_article_are_told_at_once(kb: Kb, site: Site) -> None:
    """An error leaves the article out, and hides nothing else that its author has to mend."""
    others = {
        "taxonomy.yaml": TAXONOMY + "audiences:\n  patients: {}\n",
        "articles/b.md": article("B", slug="b"),
    }
    keys = {
        "category": "NESW",
        "audience": "patiens",
        "tags": "[tidse, '!']",
        "featuredImage": "/images/none.svg",
        "relatedArticles": "[nope]",
        "updatedAt": "2026-99-01",
    }
    site.write({**others, "articles/a.md": article("A", **keys)})
    told = kb("check", "articles/a.md").stdout.splitlines()
    assert len(told) == 7
    # With an error in any other key, all that is told is told too.
    for key, wrong in {"publishedAt": "2026-13-01", "draft": "maybe", "expiresAt": "soon"}.items():
        site.write({**others, "articles/a.md": article("A", **{**keys, key: wrong})})
        found = kb("check", "articles/a.md").stdout.splitlines()
        messages = {line.partition(": ")[2].partition(";")[0] for line in found}
        assert {line.partition(": ")[2].partition(";")[0] for line in told} <= messages
        assert len(found) == len(told) + 1
    site.write({**others, "articles/a.md": article("A", slug="b", draft="maybe")})
    assert "slug 'b' is taken by articles/b.md" in kb("check", "articles/a.md").stdout


@pytest.mark.parametrize("wrong", ["publishedAt: 2026-13-01", "title: A: B"])
def test_an_error_above_hides_no_link_below(kb: Kb, site: Site, wrong: str) -> None:
    """Links to headings of the article's own page are checked as those to other pages are."""
    head = f"---\ntitle: An Answer\ncategory: NEWS\n{wrong}\n---\n\n"
    text = "[a](#a-heading) [b](#an-answer) [c](#a-haeding) [d](/nowhere)\n\n## A Heading\n"
    site.write({"articles/a.md": head + text})
    told = [line for line in kb("check").stdout.splitlines() if "[kb.link]" in line]
    assert [line.partition(": ")[2] for line in told] == [
        "warning: link '#a-haeding' leads to no heading there (did you mean '#a-heading'?) "
        "[kb.link]",
        "warning: link '/nowhere' leads nowhere [kb.link]",
    ]


KEYS = [
    ("Published: true", "published: true"),
    ("Publish: false", "published: false"),
    ("publisher: Somebody", "publisher: Somebody"),
    ("Date: 2026-01-01", "publishedAt: 2026-01-01"),
    ("pub_date: 31/12/2025", "publishedAt: 2025-12-31"),
    ("date: soon", "date: soon"),
    ("Draft: true", "draft: true"),
    ("Tags: [a]", "tags: [a]"),
    ("Author: Somebody", "author: Somebody"),
    ("reading-time: 3", "readingTime: 3"),
    ("reviewed_by: Somebody", "reviewedBy: Somebody"),
    ("Published-At: 2026-01-01", "publishedAt: 2026-01-01"),
    ("LASTMOD: 2026-01-01", "updatedAt: 2026-01-01"),
]


@pytest.mark.parametrize(("before", "after"), KEYS)
def test_a_key_becomes_one_whose_values_are_like_that(
    kb: Kb, site: Site, tmp_path: Path, before: str, after: str
) -> None:
    """What is written in another way is that key; what another system calls so is ours."""
    text = "---\ntitle: A\ncategory: NEWS\n{}\n---\n\nA text.\n"
    site.write({"articles/a.md": text.format(before)})
    told = kb("check").stdout
    meant = after.partition(":")[0]
    if before != after:
        assert f"'{meant}'" in told
    kb("check", "--fix", "--yes")
    assert (tmp_path / "articles/a.md").read_text("utf-8") == text.format(after)


@pytest.mark.parametrize("key", ["reviewBy: 2026-12-20", "publishdAt: 2026-01-01", "autor: A"])
def test_a_key_that_is_only_similar_stays(kb: Kb, site: Site, tmp_path: Path, key: str) -> None:
    """Its author is told which key is similar, and decides."""
    text = article("A").replace("---\n\n", f"{key}\n---\n\n")
    site.write({"articles/a.md": text})
    assert "(did you mean '" in kb("check").stdout
    kb("check", "--fix", "--yes")
    assert (tmp_path / "articles/a.md").read_text("utf-8") == text


def test_no_key_is_written_twice(kb: Kb, site: Site, tmp_path: Path) -> None:
    """Of two keys that mean the same the first one gets the name."""
    text = "---\ntitle: A\ncategory: NEWS\n{}: 2026-01-01\npubDate: 2026-01-02\n---\n\nA.\n"
    site.write({"articles/a.md": text.format("Date")})
    kb("check", "--fix", "--yes")
    assert (tmp_path / "articles/a.md").read_text("utf-8") == text.format("publishedAt")


PICTURES = (
    *("![x](</images/a b.svg>)", "![x](/images/a%20b.svg)", "![x](c d.svg)", "![x](<c d.svg>)"),
    *('![x](/images/a b.svg "A title")', "![x](sub\\f.svg)", "![x](.\\e.svg)", "![x](e.svg)"),
    *("![x](</images\\ab.svg>)", "![x](ü.svg)", "![x](%C3%BC.svg)", "![x](p%20q.svg)"),
    *("![x](p%2520q.svg)", "![x](x(1).svg)", "![x](x\\(1\\).svg)", "![x](/images/a\\ b.svg)"),
    *("![x](</images/z b.svg>)", "![x](/images/z b.svg)", '<img src="/images/a b.svg" alt="">'),
    *('<img src="/images\\ab.svg" alt="">', "<img alt='' src='c d.svg'>", "`![x](z b.svg)`"),
    *('<img src="none.svg" alt="">', "[x](c d.svg)![x](z d.svg)", '`<img src="none.svg">`'),
    *("```{image} c d.svg\n```", "```{figure} /images/a b.svg\n```", "```{image} z d.svg\n```"),
)


def test_pictures_are_found_where_a_build_finds_them(kb: Kb, site: Site) -> None:
    """Whatever stands in their names, both report the same lines."""
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    names = ("c d.svg", "e.svg", "sub/f.svg", "ü.svg", "p%20q.svg", "x(1).svg")
    site.write({f"articles/{name}": drawn for name in names})
    site.write({f"_static/images/{name}": drawn for name in ("a b.svg", "ab.svg")})
    site.write({"articles/a.md": article("A") + "\n" + "\n\n".join(PICTURES) + "\n"})
    lines = [int(line.split(":")[1]) for line in kb("check").stdout.splitlines()]
    found = re.findall(r"^articles/a\.md:(\d+)", site.build().warnings, re.MULTILINE)
    assert sorted(lines) == sorted(map(int, found))
    assert len(lines) == 10
    assert "did you mean 'sub/f.svg'?" in kb("check").stdout
