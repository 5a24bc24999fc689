"""The texts of articles, taken from their written pages.

The pages are the only source of resolved and rendered text that is complete after every build:
an incremental build does not even load the doctrees of articles that did not change.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import lxml.html

from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.build.store import State, seal
from sphinx_knowledge_base.build.workers import in_processes
from sphinx_knowledge_base.exports.article_text.absolute_links import make_links_absolute
from sphinx_knowledge_base.exports.article_text.html_to_markdown import to_markdown
from sphinx_knowledge_base.exports.xml_characters import without_illegal
from sphinx_knowledge_base.site.css_classes import FOOTER, HEADER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from sphinx_knowledge_base.build.file_status import Status
    from sphinx_knowledge_base.build.store import Store
    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import ExportContext

    #: An article, the status of its page, and the digest that its text had in the last build.
    _Changed: TypeAlias = tuple[Article, Status | None, str]

#: Increase it when texts are made or cached differently, so that cached ones are made again.
_VERSION = 5

#: The format of a text that could not be made, so that the next build tries again.
_FAILED = ""

#: Separates HTML and Markdown in the cache.  It is illegal in XML, so no text contains it.
_SEPARATOR = "\0"

#: How the blocks before and after an article's text start; docutils may add more classes.
_HEADER, _FOOTER = (f'class="{name}'.encode() for name in (HEADER, FOOTER))

#: Parts of a page that do not belong to the text.
_PAGE_ONLY = ".//a[contains(@class,'headerlink')]|.//script|.//style|.//button"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an article, with absolute links."""

    html: str
    """Without characters that are illegal in XML."""
    markdown: str
    """Empty if no output needs it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """The record of one text."""

    format: str
    """How the text was made: the version, and whether there is Markdown."""
    page: Status | None
    """The status of the page that the text was taken from."""
    digest: str


def _encode(entries: Mapping[str, _Entry]) -> dict[str, Any]:
    return {docname: astuple(entry) for docname, entry in entries.items()}


def _decode(stored: Any) -> dict[str, _Entry]:
    return {
        docname: _Entry(format_, page and tuple(page), text_digest)
        for docname, (format_, page, text_digest) in stored.items()
    }


#: The entries of the texts, by docname.
TEXTS: State[Mapping[str, _Entry]] = State("texts", 1, _encode, _decode, is_of_output=True)


class ArticleTexts:
    """The texts of articles, cached: a text is made again only if it changed on the page.

    Call :meth:`prepare` first; it makes texts in several processes.
    """

    def __init__(
        self,
        context: ExportContext,
        page_file: Callable[[str], Path],
        store: Store,
        cache_name: str,
        jobs: int,
        on_error: Callable[[Article, Exception], None],
        *,
        in_markdown: bool,
    ) -> None:
        """Make no text yet.

        :param page_file: Returns the file of a document's page.
        :param cache_name: The name of the texts' cache in *store*.
        :param jobs: How many processes may make texts.
        :param on_error: Called with an article whose text could not be made, and the error.
        :param in_markdown: Whether to make Markdown too, which is half of the work.
        """
        self._publication = context
        self._page_file = page_file
        self._store = store
        self._cache = store.cache(cache_name)
        self._jobs = jobs
        self._on_error = on_error
        self._in_markdown = in_markdown
        self._format = f"{_VERSION} {'Markdown' if in_markdown else 'HTML'}"
        self._entries: dict[str, _Entry] = {}

    def prepare(self, articles: Iterable[Article]) -> None:
        """Make the texts of *articles* that changed, and determine the digests of all."""
        changed = []
        for docname, article in {one.docname: one for one in articles}.items():
            if docname in self._entries:
                continue
            last = self._last_entries.get(docname)
            page = status(self._page_file(docname))
            if last is None or last.page != page or last.format != self._format:
                changed.append((article, page, last.digest if last else ""))
            else:
                self._entries[docname] = last
        if changed:
            self._cache.mkdir(parents=True, exist_ok=True)
            self._entries.update(in_processes(changed, self._update_each, self._jobs))
            # Also texts that no export has used yet, or the next build would make them again.
            known = {**self._last_entries, **self._entries}
            docnames = (article.docname for article in self._publication.articles)
            self._store.save(TEXTS, {name: known[name] for name in docnames if name in known})

    def digest(self, article: Article) -> str:
        """Return the digest of the text of *article*.

        :raises KeyError: The text was not prepared.
        """
        return self._entries[article.docname].digest

    def text(self, article: Article) -> Text:
        """Return the text of *article*.

        :raises KeyError: The text was not prepared.
        """
        text_digest = self.digest(article)
        with suppress(OSError, ValueError):
            first, _, content = self._file(article).read_bytes().partition(b"\n")
            if first == seal(text_digest, content).encode():
                return Text(*content.decode().split(_SEPARATOR))
        # The cached text is missing or damaged.
        return self._make(article, self._rendered(article), text_digest)

    def _update_each(self, changed: Sequence[_Changed]) -> Sequence[tuple[str, _Entry]]:
        """Make the texts whose digest changed, and return the entries of all, by docname."""
        entries = []
        for article, page, last_digest in changed:
            rendered = self._rendered(article)
            text_digest = self._digest(rendered, article)
            if text_digest != last_digest:
                try:
                    self._make(article, rendered, text_digest)
                except Exception as error:  # noqa: BLE001 -- the others are made anyway
                    self._on_error(article, error)
                    text_digest = self._digest(b"", article)
                    self._keep(article, Text("", ""), text_digest)
                    entries.append((article.docname, _Entry(_FAILED, page, text_digest)))
                    continue
            entries.append((article.docname, _Entry(self._format, page, text_digest)))
        return entries

    def _make(self, article: Article, rendered: bytes, text_digest: str) -> Text:
        """Make the text of *article* and cache it."""
        url = self._url(article)
        html, markdown = make_text(rendered.decode(), url, in_markdown=self._in_markdown)
        return self._keep(article, Text(html, markdown), text_digest)

    def _keep(self, article: Article, text: Text, text_digest: str) -> Text:
        """Cache the text of *article*, and return it."""
        content = f"{text.html}{_SEPARATOR}{text.markdown}".encode()
        first = seal(text_digest, content).encode()
        self._file(article).write_bytes(b"\n".join((first, content)))
        return text

    def _rendered(self, article: Article) -> bytes:
        try:
            page = self._page_file(article.docname).read_bytes()
        except FileNotFoundError:  # it could not be written, and its error was reported
            page = b""
        return between_header_and_footer(page)

    def _digest(self, rendered: bytes, article: Article) -> str:
        inputs = f"{self._format} {self._url(article)} ".encode() + rendered
        return blake2b(inputs, digest_size=16).hexdigest()

    def _url(self, article: Article) -> str:
        return self._publication.addresses.page(article.docname)

    def _file(self, article: Article) -> Path:
        return self._cache / f"{article.slug}.kept"

    @cached_property
    def _last_entries(self) -> Mapping[str, _Entry]:
        """The entries of the last build, by docname."""
        return self._store.load(TEXTS) or {}


def between_header_and_footer(page: bytes) -> bytes:
    """Return the header of an article and everything up to its footer.

    Empty if the page has no header and footer, as a site may change its templates.
    """
    header, footer = page.find(_HEADER), page.rfind(_FOOTER)
    if header < 0 or footer < header:
        return b""
    return page[page.rfind(b"<", 0, header) : page.rfind(b"<", 0, footer)]


def make_text(rendered: str, url: str, *, in_markdown: bool) -> tuple[str, str]:
    """Return the text of an article with absolute links, as HTML and (or empty) as Markdown.

    :param rendered: The header and the body, from the article's page.
    :param url: The address of the page, which relative links start from.
    :param in_markdown: Whether to make Markdown.
    """
    body = lxml.html.fragment_fromstring(without_illegal(rendered), create_parent="div")
    if not len(body):
        return "", ""
    header = body[0]
    body.text, header.tail = header.tail, None
    body.remove(header)
    for element in body.xpath(_PAGE_ONLY):
        element.drop_tree()
    make_links_absolute(body, url)
    inner = body.text or ""
    inner += "".join(lxml.html.tostring(child, encoding="unicode") for child in body)
    # Again, because the parser has resolved references to illegal characters.
    html = without_illegal(inner.strip()) + "\n"
    return html, to_markdown(body) if in_markdown else ""
