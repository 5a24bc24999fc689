"""Categories, tags and authors of a source, and their labels, descriptions and near-duplicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from sphinx_knowledge_base.importers import import_source
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
    registry = terms.registry()["tags"]
    assert isinstance(registry, dict)
    slugs = [facts["slug"] for facts in registry.values() if isinstance(facts, dict)]
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
