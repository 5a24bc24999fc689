"""HTML bodies, such as those of WordPress, become Markdown without a loss."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sphinx_knowledge_base.importers import import_source
from tests.helpers.import_sources import Article, dated, wordpress

Source = Callable[[Mapping[str, bytes | str]], Path]


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<a href="/a b(c">x</a>', "[x](/a%20b%28c)"),
        ('<a href="/a_(b)">x</a>', "[x](/a_(b))"),
        ('<a href="/a\nb>">x</a>', "[x](/ab%3E)"),
        ('<img src="/p q.png" alt="a ] `b`">', "![a \\] \\`b\\`](/p%20q.png)"),
        ("<p>one<!--more-->two<!--nextpage-->three</p>", "one\ntwo\nthree"),
        (
            '<div>[caption]<img src="/p.png" alt="x > y"> Words[/caption]</div>',
            "![x \\> y](/p.png)",
        ),
        ("<table><tr><td>a<ul><li>b</li></ul></td></tr></table>", "<li>b</li>"),
        ("<div>" * 2000 + "<b>deep</b> &amp; <i>dark</i>" + "</div>" * 2000, "deep  &  dark"),
        ("<center>one</center>two", "one\n\ntwo"),
        ("<p>a <ruby>b<rt>c</rt></ruby></p>", "a <ruby>b<rt>c</rt></ruby>"),
        ("<p>&amp;lt; &lt;</p>", "\\&lt; \\<"),
    ],
)
def test_html_that_is_awkward_in_markdown(
    source: Source, tmp_path: Path, html: str, shown: str
) -> None:
    """Addresses, names of pictures, tables and depth come out right, and no word is lost."""
    folder = source(wordpress((Article("a", dated("A"), html),)))
    account = import_source(folder, tmp_path / "target")
    assert "export.xml#1" not in account.lost_words
    assert shown in (tmp_path / "target/articles/2021/a.md").read_text()


def test_an_item_without_a_date_has_that_of_its_export(source: Source, tmp_path: Path) -> None:
    """An item of an export is no file, so it has the export's time as the last resort."""
    files = wordpress((Article("a", dated("A"), "Words."),))
    export = re.sub(rb"<wp:post_date(_gmt)?>[^<]*</wp:post_date(_gmt)?>", b"", files["export.xml"])
    account = import_source(source({**files, "export.xml": export}), tmp_path / "target")
    assert account.files["export.xml#1"].role == "article"
    assert any("the date of the file itself" in note.message for note in account.notes)


def test_two_items_with_one_number_are_two(source: Source, tmp_path: Path) -> None:
    """Each is an article and a line of the account, and stays what it is in a second import."""
    articles = (Article("a", dated("A"), "Words."), Article("b", dated("B"), "More."))
    files = wordpress(articles)
    export = files["export.xml"].replace(b"<wp:post_id>2<", b"<wp:post_id>1<")
    folder = source({**files, "export.xml": export})
    account = import_source(folder, tmp_path / "target")
    assert {account.files[name].target for name in ("export.xml#1", "export.xml#1-2")} == {
        "articles/2021/a.md",
        "articles/2021/b.md",
    }
    again = import_source(folder, tmp_path / "target").changes
    assert not any(paths for kind, paths in again.items() if kind != "unchanged")
