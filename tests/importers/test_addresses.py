"""Old addresses: known ones lead to the articles, unknown ones are not made up."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sphinx_knowledge_base.importers import Options, import_source
from sphinx_knowledge_base.importers.detect import SYSTEMS

Source = Callable[[Mapping[str, bytes | str]], Path]

UNDATED = "---\ntitle: Undated\n---\n\nText.\n"

#: By system: its settings, and where an article lies whose address would hold a date.
DATED_ADDRESSES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "jekyll": ({"_config.yml": "title: x\n"}, "_drafts/undated.md"),
    "jekyll, own style": (
        {"_config.yml": "title: x\npermalink: /:y_day/:title\n"},
        "_drafts/undated.md",
    ),
    "hugo": (
        {"hugo.toml": "[permalinks]\nposts = '/:year/:month/:slug/'\n"},
        "content/posts/undated.md",
    ),
    "pelican": (
        {"pelicanconf.py": "ARTICLE_URL = '{date:%Y}/{slug}.html'\n"},
        "content/undated.md",
    ),
    "docusaurus": ({"docusaurus.config.js": "module.exports = {};\n"}, "blog/undated.md"),
    "mkdocs": (
        {"mkdocs.yml": "site_name: x\nplugins: [blog]\n", "docs/index.md": "# x\n\nText.\n"},
        "docs/blog/posts/undated.md",
    ),
}


@pytest.mark.parametrize("name", DATED_ADDRESSES)
def test_an_address_without_its_date_is_not_made_up(
    name: str, source: Source, tmp_path: Path
) -> None:
    """Where the old address held a date and the article has none, there is no redirect."""
    settings, path = DATED_ADDRESSES[name]
    account = import_source(source({**settings, path: UNDATED}), tmp_path / "target")
    assert account.system == name.partition(",")[0]
    text = (tmp_path / "target" / account.files[path].target).read_text()
    assert 'title: "Undated"' in text
    assert "aliases" not in text
    is_draft = "_drafts" in path
    told = [note for note in account.notes if note.place.path == path and note.type == "address"]
    assert len(told) == (0 if is_draft else 1)


def test_an_address_without_a_date_is_kept(source: Source, tmp_path: Path) -> None:
    """A draft whose address needs no date keeps it."""
    files = {"_config.yml": "title: x\npermalink: /:title/\n", "_drafts/undated.md": UNDATED}
    import_source(source(files), tmp_path / "target")
    (article,) = (tmp_path / "target/articles").rglob("*.md")
    assert 'aliases: ["/undated/"]' in article.read_text()


@pytest.mark.parametrize("key", ["permalink", "url", "path"])
@pytest.mark.parametrize("address", ["/old/place/", "https://old.example.org/old/place/"])
def test_an_article_can_say_its_address_itself(
    key: str, address: str, source: Source, tmp_path: Path
) -> None:
    """Without a system's rules, the front matter is believed, in YAML and in JSON."""
    keys = f'"title": "A", "date": "2021-03-04", "{key}": "{address}"'
    for name, text in (("y", f"---\n{{{keys}}}\n---\n\nText.\n"), ("j", f"{{{keys}}}\n\nText.\n")):
        target = tmp_path / name
        import_source(source({"notes/a.md": text}), target)
        (article,) = (target / "articles").rglob("*.md")
        assert 'aliases: ["/old/place/"]' in article.read_text()


@pytest.mark.parametrize("system", sorted(SYSTEMS.keys() - {"wordpress"}))
def test_what_is_no_address_is_no_alias(system: str, source: Source, tmp_path: Path) -> None:
    """What an author typed for an address ends no import, whatever it is."""
    bad = "http://[x"
    keys = "".join(
        f"{key}: '{bad}'\n"
        for key in ("permalink", "url", "path", "aliases", "redirect_from", "slug", "image")
    )
    text = f"---\ntitle: A\ndate: 2021-03-04\n{keys}---\n\n[x]({bad}) ![x]({bad})\n"
    paths = ("content/a/b.md", "docs/a.md", "blog/2021-03-04-a.md", "_posts/2021-03-04-a.md")
    folder = source(dict.fromkeys((*paths, "src/content/blog/a.md"), text))
    account = import_source(folder, tmp_path / "target", Options(system=system))
    assert "article" in {fate.role for fate in account.files.values()}


def test_links_by_number_and_to_headings_of_an_export(source: Source, tmp_path: Path) -> None:
    """Posts are found by ``?p=``, and headings in HTML by the identifiers that they have."""

    def item(number: int, name: str, content: str) -> str:
        return (
            f"<item><title>{name}</title><link>https://old.example.org/{name}/</link>"
            f"<content:encoded><![CDATA[{content}]]></content:encoded>"
            f"<wp:post_id>{number}</wp:post_id><wp:post_date>2021-03-04 10:00:00</wp:post_date>"
            f"<wp:post_name>{name}</wp:post_name><wp:status>publish</wp:status>"
            f"<wp:post_type>post</wp:post_type></item>"
        )

    links = ("https://old.example.org/?p=2", "/?p=2#own", "/two/#own", "/two/#inner")
    export = (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>x</title>'
        "<link>https://old.example.org</link>"
        + item(1, "one", " ".join(f'<a href="{link}">x</a>' for link in links))
        + item(2, "two", '<h2 id="own">A *starred* head</h2><h3><a name="inner"></a>In</h3>')
        + "</channel></rss>"
    )
    account = import_source(source({"e.xml": export}), tmp_path / "target")
    assert [note for note in account.notes if note.type == "link"] == []
    text = (tmp_path / "target/articles/2021/one.md").read_text()
    assert re.findall(r"\]\((.*?)\)", text) == [
        "/articles/two", "/articles/two#a-starred-head", "/articles/two#a-starred-head",
        "/articles/two#in",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("content/posts/bundle/index.md", "General"),
        ("content/cooking/bundle/index.md", "Cooking"),
        ("content/cooking/soup.md", "Cooking"),
    ],
)
def test_the_folder_of_a_bundle_is_no_category(
    path: str, section: str, source: Source, tmp_path: Path
) -> None:
    """It holds one article; the folder above it may name a subject."""
    text = "---\ntitle: A\ndate: 2021-03-04\n---\n\nText.\n"
    account = import_source(source({"hugo.toml": "", path: text}), tmp_path / "target")
    article = (tmp_path / "target" / account.files[path].target).read_text()
    assert f'category: "{section}"' in article.replace('"cooking"', '"Cooking"')


@pytest.mark.parametrize(
    ("link", "target"),
    [("@site/static/a.pdf", "/_static/a.pdf"), ("pathname:///a.pdf", "/_static/a.pdf")],
)
def test_aliases_of_docusaurus_are_paths(
    link: str, target: str, source: Source, tmp_path: Path
) -> None:
    """``@site`` is the root of the source, and ``pathname:`` a path that is no page."""
    text = f"---\ntitle: A\ndate: 2021-03-04\n---\n\n[x]({link})\n"
    files = {"docusaurus.config.js": "", "docs/a.md": text, "static/a.pdf": "x"}
    account = import_source(source(files), tmp_path / "target")
    assert f"[x]({target})" in (tmp_path / "target" / account.files["docs/a.md"].target).read_text()


@pytest.mark.parametrize(
    ("style", "address"),
    [
        ("", "/guides/help.html"),
        ("pretty", "/guides/help/"),
        ("none", "/guides/help.html"),
        ("/:title/", "/guides/help/"),
        ("/blog/:title:output_ext", "/guides/help.html"),
        ("/:title", "/guides/help"),
    ],
)
def test_documents_of_jekyll_end_as_its_posts_do(
    style: str, address: str, source: Source, tmp_path: Path
) -> None:
    """Jekyll gives collections and pages the end of the style (``Utils.add_permalink_suffix``)."""
    settings = "title: x\ncollections: {guides: {output: true}}\n"
    settings += f"permalink: {style}\n" if style else ""
    page = "---\ntitle: Help\ndate: 2020-01-01\n---\n\nWords of an article, and more of them.\n"
    import_source(source({"_config.yml": settings, "_guides/help.md": page}), tmp_path / "target")
    (article,) = (tmp_path / "target/articles").rglob("*.md")
    assert f'aliases: ["{address}"]' in article.read_text()
