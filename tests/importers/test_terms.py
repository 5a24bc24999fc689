"""Categories, tags and authors of a source, and their labels, descriptions and near-duplicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from sphinx_knowledge_base.importers import Options, import_source
from sphinx_knowledge_base.importers.terms import Terms

Source = Callable[[Mapping[str, bytes | str]], Path]


def post(**keys: str) -> str:
    block = "\n".join(
        f"{key}: {value}" for key, value in {"title": "A", "date": "2021-03-04", **keys}.items()
    )
    return f"---\n{block}\n---\n\nText.\n"


SITES: Mapping[str, Mapping[str, str]] = {
    "hugo": {
        "hugo.toml": "baseURL = 'https://x.example/'\n",
        "content/posts/a.md": post(tags="[alpha]", authors="[jo]", categories="[c]"),
        "content/tags/alpha/_index.md": "---\ntitle: Alpha\ndescription: The first.\n---\n",
        "data/authors.yaml": "jo: {name: Jo Doe, bio: Writes., avatar: /jo.png}\n",
        "static/jo.png": "x",
    },
    "docusaurus": {
        "docusaurus.config.js": "module.exports = {url: 'https://x.example', baseUrl: '/'};",
        "blog/2021-03-04-a.md": post(tags="[alpha]", authors="jo"),
        "blog/tags.yml": "alpha: {label: Alpha, description: The first.}\n",
        "blog/authors.yml": "jo: {name: Jo Doe, description: Writes., image_url: /jo.png}\n",
        "static/jo.png": "x",
    },
    "jekyll": {
        "_config.yml": "title: x\n",
        "_posts/2021-03-04-a.md": post(tags="alpha", author="jo"),
        "_data/tags.yml": "- {slug: alpha, name: Alpha, description: The first.}\n",
        "_data/authors.yml": "jo: {name: Jo Doe, bio: Writes., avatar: /jo.png}\n",
        "jo.png": "x",
    },
}


@pytest.mark.parametrize("system", SITES)
def test_what_is_known_of_terms_is_in_the_taxonomy(
    system: str, source: Source, tmp_path: Path
) -> None:
    """Labels, descriptions and pictures are where the knowledge base reads them."""
    account = import_source(source(SITES[system]), tmp_path / "target")
    assert account.system == system
    taxonomy = yaml.safe_load((tmp_path / "target/taxonomy.yaml").read_text())
    assert taxonomy["tags"]["Alpha"]["description"] == "The first."
    assert taxonomy["authors"]["Jo Doe"] == {"bio": "Writes.", "image": "/jo.png"}
    (article,) = (tmp_path / "target/articles").rglob("*.md")
    text = article.read_text()
    assert 'tags: ["Alpha"]' in text
    assert 'authors: ["Jo Doe"]' in text


def test_labels_that_differ_in_case_are_one() -> None:
    """The first spelling is written."""
    terms = Terms()
    assert [
        terms.use("tags", label) for label in ("Data Science", "data-science", "DATA_SCIENCE")
    ] == ["Data Science"] * 3


def test_labels_with_one_slug_are_two_terms() -> None:
    """C, C++ and C# have addresses of their own, and so does a label without letters."""
    terms = Terms()
    for label in ("C", "C++", "C#", "???"):
        terms.use("tags", label)
    slugs = [facts["slug"] for facts in terms.registry()["tags"].values()]
    assert {"c-plus-plus", "c-sharp"} < set(map(str, slugs))
    assert len(set(map(str, slugs))) == 3


def test_near_duplicates_are_proposed() -> None:
    """Plurals, letters and signs that differ are for an editor to decide."""
    terms = Terms()
    for label in (
        "website",
        "websites",
        "JavaScript",
        "Java Script",
        "visualisation",
        "visualization",
        "cat",
        "car",
    ):
        terms.use("tags", label)
    proposed = "\n".join(terms.near_duplicates())
    for one, other in (
        ("website", "websites"),
        ("JavaScript", "Java Script"),
        ("visualisation", "visualization"),
    ):
        assert any(repr(one) in line and repr(other) in line for line in proposed.splitlines())
    assert "'cat'" not in proposed


def test_authors_described_in_an_article_are_in_the_taxonomy(
    source: Source, tmp_path: Path
) -> None:
    """A link and a picture that stand in front matter go where the knowledge base reads them."""
    authors = "\n- name: Jo Doe\n  url: https://example.org/jo\n  avatar: /jo.png\n- Al Roe"
    folder = source({"notes/a.md": post(authors=authors), "jo.png": "x"})
    import_source(folder, tmp_path / "target")
    taxonomy = yaml.safe_load((tmp_path / "target/taxonomy.yaml").read_text())
    (picture,) = (tmp_path / "target/_static").rglob("jo.png")
    image = "/" + picture.relative_to(tmp_path / "target/_static").as_posix()
    assert taxonomy["authors"] == {"Jo Doe": {"url": "https://example.org/jo", "image": image}}


OWN_TAXONOMY = """\
# The words of our house.
categories:

    HOUSE:   # the oldest
        title:   'Our House'
        description: >
            Folded
            text.

        synonyms: [Home]

# Tags follow.
tags:
  known: {title: Known}   # as an editor wrote it
"""

#: Taxonomy files of editors, and whether terms can be added to them.
TAXONOMIES: Mapping[str, tuple[str, bool]] = {
    "blocks and comments": (OWN_TAXONOMY, True),
    "windows": (OWN_TAXONOMY.replace("\n", "\r\n"), True),
    "no line end": (OWN_TAXONOMY.rstrip(), True),
    "byte-order mark": ("\ufeff" + OWN_TAXONOMY, True),
    "nothing": ("", True),
    "only a comment": ("# Nothing yet.\n", True),
    "empty sections": ("categories:  # none\ntags: {}\nauthors: ~\n", True),
    "last entry empty": ("categories:\n  HOUSE:\n", True),
    "one line": ("categories: {HOUSE: {title: House}, }\ntags: {known: {title: Known}}\n", True),
    "all on one line": ("{categories: {HOUSE: {title: Our House}}}\n", False),
    "broken": ("categories: [\n", False),
    "a document end": ("categories:\n  HOUSE: {}\n...\n", False),
}  # fmt: skip


@pytest.mark.parametrize("name", TAXONOMIES)
def test_new_terms_are_added_to_an_editors_taxonomy(
    name: str, source: Source, tmp_path: Path
) -> None:
    """New terms stand behind the editor's own; every line of the file stays, in its order.

    Where they cannot be added, the report says what is missing and the file is not touched.
    """
    written, is_extended = TAXONOMIES[name]
    target = tmp_path / "target"
    target.mkdir()
    file = target / "taxonomy.yaml"
    file.write_bytes(written.encode())
    folder = source(
        {
            "hugo.toml": "",
            "content/posts/a.md": post(tags="[alpha]", authors="[jo]", categories="['New: one']"),
            "content/posts/b.md": post(categories="[home]", title="B"),
            "content/tags/alpha/_index.md": "---\ntitle: Alpha\ndescription: The first.\n---\n",
            "data/authors.yaml": "jo: {name: Jo Doe, bio: Writes.}\n",
        }
    )
    account = import_source(folder, target)
    notes = [note.message for note in account.notes if note.type == "taxonomy"]
    assert any("categories" in note and "New: one" in note for note in notes)
    assert any("tags" in note and "Alpha" in note for note in notes)
    assert any("authors" in note and "Jo Doe" in note for note in notes)
    if not is_extended:
        assert file.read_bytes() == written.encode()
        assert all("by hand" in note for note in notes)
        return
    assert account.changes["extended"] == ["taxonomy.yaml"]
    text = file.read_bytes().decode()
    remaining = iter(text.splitlines())
    bare = written.replace("{}", "").replace("~", "").replace(", }", "").replace("}}", "")
    assert all(any(line.rstrip() in one for one in remaining) for line in bare.splitlines())
    assert ("\r\n" in text) == ("\r\n" in written)
    found = yaml.safe_load(text)
    assert found["categories"]["New: one"]["title"] == "New: one"
    assert found["tags"]["Alpha"]["description"] == "The first."
    assert found["authors"]["Jo Doe"] == {"bio": "Writes."}
    has_synonym = "Home" in written
    assert ("home" in found["categories"]) != has_synonym, "a synonym is no new term"

    before = file.read_bytes()
    again = import_source(folder, target)
    assert file.read_bytes() == before
    assert again.changes["extended"] == []


def test_an_editors_changes_of_an_imported_taxonomy_stay(source: Source, tmp_path: Path) -> None:
    """A taxonomy that an import wrote belongs to the editor from the first change on."""
    files = {"hugo.toml": "", "content/posts/a.md": post(categories="[One]")}
    folder, target = source(files), tmp_path / "target"
    import_source(folder, target)
    file = target / "taxonomy.yaml"
    file.write_text(f"# Mine.\n{file.read_text()}    description: An editor's words.\n")
    mine = file.read_text()
    for number, label in enumerate(("Two", "Three")):
        source({**files, f"content/posts/{number}.md": post(title=label, categories=f"[{label}]")})
        import_source(folder, target)
        text = file.read_text()
        assert text.startswith(mine)
        assert label in yaml.safe_load(text)["categories"]


def test_a_vault_has_the_tags_of_its_whole_text(source: Source, tmp_path: Path) -> None:
    """Below headings and code too, but none that stand in them."""
    text = "Text #one.\n\n# Title #no\n\n```\n#no\n```\n\n`#no` [x](a#no) #two\n#three\n"
    import_source(source({"a.md": text}), tmp_path / "target", Options(system="obsidian"))
    article = next((tmp_path / "target/articles").rglob("a.md")).read_text()
    assert 'tags: ["one", "two", "three"]' in article


def test_links_to_categories_that_became_tags(source: Source, tmp_path: Path) -> None:
    """Of several categories all but the first are tags, where old links to them lead."""
    text = (
        post(categories="[One, Two Words]")
        + "\n[a](/categories/one/) [b](/categories/two-words/)\n"
    )
    account = import_source(
        source({"hugo.toml": "", "content/posts/a.md": text}), tmp_path / "target"
    )
    (article,) = (tmp_path / "target/articles").rglob("*.md")
    assert "[a](/categories/one) [b](/tags/two-words)" in article.read_text()
    assert [note for note in account.notes if note.type == "link"] == []
