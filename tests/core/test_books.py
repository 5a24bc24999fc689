"""Check the contents and order of books, and the messages about wrong definitions."""

from __future__ import annotations

import pytest

from sphinx_knowledge_base.core.books import Book, Definition, definitions, make_book
from tests.helpers.articles import article, numbered
from tests.helpers.catalogs import catalog, slugs

FILES = {
    **numbered(1, category="NEWS", tags=["One"]),
    **numbered(2, category="BASICS", audience="patients"),
    **numbered(3, category="NEWS", series="Run", seriesOrder=2),
    **numbered(4, category="NEWS", tags=["One"], updatedAt="2024-03-01"),
    **numbered(5, category="NEWS", series="Run", seriesOrder=1),
}
TAXONOMY = "categories:\n  BASICS: {order: 1}\n  NEWS: {order: 2}\n"


def book(**definition: str) -> Book:
    return make_book("book", Definition(**definition), catalog(FILES, TAXONOMY), "A Title")  # type: ignore[arg-type]


def test_parts_and_chapters() -> None:
    """A part for each category in its order; in it the oldest first, a series in one run."""
    assert [part.category.key for part in book().parts] == ["BASICS", "NEWS"]
    assert slugs(book().articles) == ["a-0002", "a-0001", "a-0005", "a-0003", "a-0004"]


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ({"category": "News"}, ["a-0001", "a-0005", "a-0003", "a-0004"]),
        ({"tag": "one"}, ["a-0001", "a-0004"]),
        ({"audience": "patients"}, ["a-0002"]),
        ({"series": "Run"}, ["a-0005", "a-0003"]),
        ({"tag": "one", "audience": "patients"}, []),
    ],
)
def test_selections(definition: dict[str, str], expected: list[str]) -> None:
    """A book can be made of a term's articles, or of those that several terms share."""
    assert slugs(book(**definition).articles) == expected


def test_every_article_is_in_the_book() -> None:
    """A book of everything holds every article once, and the pages of their categories."""
    made = book()
    everything = catalog(FILES, TAXONOMY)
    assert sorted(slugs(made.articles)) == sorted(slugs(everything.articles))
    assert made.docnames == {
        *(one.docname for one in everything.articles),
        "categories/basics",
        "categories/news",
    }


def test_edition() -> None:
    """The date of an edition is that of the newest article or revision."""
    assert str(book().edition).startswith("2024-03-01")
    assert str(book(series="Run").edition).startswith("2024-01-06")


def test_unknown_term() -> None:
    """A book of a term that does not exist says which one may be meant."""
    with pytest.raises(ValueError, match=r"no tag 'Ones'.*did you mean 'One'"):
        book(tag="Ones")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"../book": {}}, "the name '../book' may contain only"),
        ({"-o": {}}, "the name '-o' may contain only"),
        ({"book": {"titel": "T"}}, "titel.*did you mean 'title'"),
        ({"book": {"title": 3}}, "title: Input should be a valid string"),
        ({"book": "T"}, "the entry"),
    ],
)
def test_wrong_definitions(written: dict[str, object], message: str) -> None:
    """What ``kb_books`` cannot mean is refused with the place and a suggestion."""
    with pytest.raises(ValueError, match=message):
        definitions(written)


def test_a_draft_is_in_no_book() -> None:
    """What is not published is not printed."""
    files = {**FILES, "articles/draft.md": article(title="Draft", slug="draft", draft=True)}
    made = make_book("book", Definition(), catalog(files, TAXONOMY), "A Title")
    assert "draft" not in slugs(made.articles)
