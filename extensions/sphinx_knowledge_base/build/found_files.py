"""Tell articles from pages by the paths of their files, before any is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.matching import Matcher

from sphinx_knowledge_base.core.source_files import has_suffix, is_text, without_suffix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.build.settings import Settings


class FoundFiles:
    """Sorts the files of a site by their paths."""

    def __init__(self, settings: Settings, home: str, page_suffixes: Sequence[str]) -> None:
        """Sort by *settings*.

        :param page_suffixes: Suffixes of documents that are not articles.
        """
        self._is_below = Matcher(settings.article_patterns)
        self._routes = settings.rules().routes
        self._suffixes = tuple(settings.article_suffixes)
        self._home = home
        self._page_suffixes = tuple(page_suffixes)
        #: Paths of articles.
        self.articles: set[str] = set()
        #: Texts in the folders of articles that are not articles: path to whether it is a page.
        self.others: dict[str, bool] = {}

    def is_article(self, path: str) -> bool:
        """Return whether the file at *path* is an article.

        The home page and index pages never are: they list articles.
        """
        page = without_suffix(path)
        return (
            has_suffix(path, self._suffixes)
            and page != self._home
            and not self._routes.is_index(page)
            and self._is_below(path)
        )

    def docname(self, path: str) -> str | None:
        """Return the docname of the page at *path*, the path itself of an article, or None."""
        if self.is_article(path):
            self.articles.add(path)
            return path
        suffix = next((one for one in self._page_suffixes if path.endswith(one)), None)
        page = path.removesuffix(suffix) if suffix else path
        is_place = page == self._home or self._routes.is_index(page)
        if is_text(path) and not is_place and self._is_below(path):
            self.others[path] = suffix is not None
        return page if suffix else None
