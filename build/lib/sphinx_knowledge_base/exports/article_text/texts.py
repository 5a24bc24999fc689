"""The texts of articles, taken from their written pages, for those who read them elsewhere.

A page holds a text as it was resolved and rendered, and every build leaves all pages right, also
those that it did not write itself.  So they are the one source that is complete in every build.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

import lxml.html

from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.build.workers import in_processes
from sphinx_knowledge_base.exports.article_text.absolute_links import make_links_absolute
from sphinx_knowledge_base.exports.article_text.markdown import to_markdown
from sphinx_knowledge_base.exports.xml_characters import without_illegal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from sphinx_knowledge_base.build.file_status import Status
    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import Publication

    #: An article, the state of its page's file, and the fingerprint that its text had.
    _Touched: TypeAlias = tuple[Article, Status | None, str]

#: Raised when texts are made or kept differently, so that kept ones are made anew.
_VERSION = 5

#: Stands between the notations of a text that is kept.  XML has no such character, so no text has.
_BETWEEN = "\0"

#: The blocks between which an article's own text stands on its page (see `site.article`).
_HEADER, _FOOTER = b'class="kb-header', b'class="kb-footer'

#: What belongs to a page and not to its text.
_PAGE_ONLY = ".//a[contains(@class,'headerlink')]|.//script|.//style|.//button"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an article, with absolute links."""

    html: str
    """Without characters that XML cannot hold."""
    markdown: str
    """Nothing where no output holds it."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was known of the text on one page."""

    made_as: str
    """How texts were made."""
    page: Status | None
    """The state of the page's file."""
    fingerprint: str


class Texts:
    """The texts of a publication's articles, each made again only when its page's text changed.

    None is made before somebody prepares it.
    """

    def __init__(
        self,
        publication: Publication,
        page_file: Callable[[str], Path],
        cache: Path,
        jobs: int,
        *,
        in_markdown: bool,
    ) -> None:
        """Take texts from the files that *page_file* tells, and keep them in the folder *cache*.

        :param jobs: How many processes may work on them.
        :param in_markdown: Whether to make Markdown too, which is half of the work.
        """
        self._publication = publication
        self._page_file = page_file
        self._cache = cache
        self._jobs = jobs
        self._in_markdown = in_markdown
        self._index = cache / "index.json"
        self._made_as = f"{_VERSION} {'Markdown' if in_markdown else 'HTML'}"
        self._known: dict[str, _Known] = {}

    def prepare(self, articles: Iterable[Article]) -> None:
        """Make the texts of *articles* that changed, in several processes.

        What tells that a page was not touched, and the fingerprint of its text, is known then.
        """
        touched = []
        for docname, article in {one.docname: one for one in articles}.items():
            if docname in self._known:
                continue
            then = self._before.get(docname)
            page = status(self._page_file(docname))
            if then is None or then.page != page or then.made_as != self._made_as:
                touched.append((article, page, then.fingerprint if then else ""))
            else:
                self._known[docname] = then
        if touched:
            self._cache.mkdir(parents=True, exist_ok=True)
            self._known.update(in_processes(touched, self._look_at_each, self._jobs))
            lines = {docname: astuple(one) for docname, one in self._known.items()}
            self._index.write_text(json.dumps(lines), encoding="utf-8")

    def fingerprint(self, article: Article) -> str:
        """Return what is equal in two builds if the text of *article* is.

        :raises KeyError: Nobody prepared it.
        """
        return self._known[article.docname].fingerprint

    def of(self, article: Article) -> Text:
        """Return the text of *article*.

        :raises KeyError: Nobody prepared it.
        """
        fingerprint = self.fingerprint(article)
        with suppress(OSError, ValueError):
            seal, _, both = self._file(article).read_bytes().partition(b"\n")
            if seal == _seal(fingerprint, both):
                return Text(*both.decode().split(_BETWEEN))
        # What was kept is gone or damaged.
        return self._make(article, self._rendered(article), fingerprint)

    def _look_at_each(self, touched: Sequence[_Touched]) -> Sequence[tuple[str, _Known]]:
        """Make those texts that are others than before, and return what is known of all."""
        known = []
        for article, page, before in touched:
            rendered = self._rendered(article)
            fingerprint = self._fingerprint(rendered, article)
            if fingerprint != before:
                self._make(article, rendered, fingerprint)
            known.append((article.docname, _Known(self._made_as, page, fingerprint)))
        return known

    def _make(self, article: Article, rendered: bytes, fingerprint: str) -> Text:
        """Make the text of *article* and keep it."""
        url = self._url(article)
        html, markdown = make_text(rendered.decode(), url, in_markdown=self._in_markdown)
        both = f"{html}{_BETWEEN}{markdown}".encode()
        self._file(article).write_bytes(b"\n".join((_seal(fingerprint, both), both)))
        return Text(html, markdown)

    def _rendered(self, article: Article) -> bytes:
        return between_header_and_footer(self._page_file(article.docname).read_bytes())

    def _fingerprint(self, rendered: bytes, article: Article) -> str:
        made_of = f"{self._made_as} {self._url(article)} ".encode() + rendered
        return blake2b(made_of, digest_size=16).hexdigest()

    def _url(self, article: Article) -> str:
        return self._publication.addresses.page(article.docname)

    def _file(self, article: Article) -> Path:
        return self._cache / f"{article.slug}.kept"

    @cached_property
    def _before(self) -> Mapping[str, _Known]:
        """What was known of each text; nothing when that is missing or damaged."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            loaded = json.loads(self._index.read_bytes())
            return {
                docname: _Known(made_as, page and tuple(page), fingerprint)
                for docname, (made_as, page, fingerprint) in loaded.items()
            }
        return {}


def _seal(fingerprint: str, text: bytes) -> bytes:
    """Return what stands before a text that is kept: one that was cut off has another."""
    seal = blake2b(f"{fingerprint}\n".encode(), digest_size=16)
    seal.update(text)
    return seal.hexdigest().encode()


def between_header_and_footer(page: bytes) -> bytes:
    """Return the header of an article and what stands between it and the footer.

    Nothing when the page has neither: templates are the site's to change.
    """
    header, footer = page.find(_HEADER), page.rfind(_FOOTER)
    if header < 0 or footer < header:
        return b""
    return page[page.rfind(b"<", 0, header) : page.rfind(b"<", 0, footer)]


def make_text(rendered: str, url: str, *, in_markdown: bool) -> tuple[str, str]:
    """Return the text of an article, with absolute links, as HTML and, if asked for, as Markdown.

    :param rendered: The header and the body of the article's page.
    :param url: The address of the page, from which relative links start.
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
    # Once more: a reference to such a character has become one.
    html = without_illegal(inner.strip()) + "\n"
    return html, to_markdown(body) if in_markdown else ""
