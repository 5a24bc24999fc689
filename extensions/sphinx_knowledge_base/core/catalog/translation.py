"""Translate the texts of front matter and taxonomy; addresses stay the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_knowledge_base.core.model import Article, Term

    Translate = Callable[[str], str]
    """Returns the text in the language of the site, or unchanged if it has no translation."""

#: The message catalog of the taxonomy.  An article's texts are in the catalog of its body.
TAXONOMY_DOMAIN = "taxonomy"

#: Fields of the front matter that are a single text.
_TEXTS = (
    "featured_image_alt",
    "meta_title",
    "meta_description",
    "og_title",
    "og_description",
)


def article_texts(article: Article) -> Iterator[str]:
    """Yield the texts of an article to translate, besides its body."""
    front_matter = article.front_matter
    texts = (getattr(front_matter, name) for name in _TEXTS)
    yield from filter(None, (article.title, article.excerpt, *texts, *front_matter.keywords))


def term_texts(term: Term) -> Iterator[str]:
    """Yield the texts of a term to translate."""
    texts = (term.title, term.description, term.bio, term.credentials, *term.synonyms)
    yield from filter(None, texts)


def translated_article(article: Article, translate: Translate) -> Article:
    """Return *article* translated; slug and docname stay the same."""

    def of(text: str) -> str:
        return translate(text) if text else text

    front_matter = article.front_matter
    changed: dict[str, object] = {name: of(getattr(front_matter, name)) for name in _TEXTS}
    changed["title"] = of(article.title)
    changed["excerpt"] = of(front_matter.excerpt)
    changed["keywords"] = tuple(map(of, front_matter.keywords))
    title, excerpt = of(article.title), of(article.excerpt)
    as_written = {name: getattr(front_matter, name) for name in changed}
    if (title, excerpt, changed) == (article.title, article.excerpt, as_written):
        return article  # as on most sites; copying every article takes time
    return replace(
        article,
        title=title,
        excerpt=excerpt,
        front_matter=front_matter.model_copy(update=changed),
    )


def translated_term(term: Term, translate: Translate) -> Term:
    """Return *term* translated; key and slug stay the same."""

    def of(text: str) -> str:
        return translate(text) if text else text

    return replace(
        term,
        title=of(term.title),
        description=of(term.description),
        bio=of(term.bio),
        credentials=of(term.credentials),
        synonyms=tuple(map(of, term.synonyms)),
    )
