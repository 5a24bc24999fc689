"""The texts of articles, taken from their written pages, for those who read them elsewhere.

A page holds a text as it was resolved and rendered, and every build leaves all pages right, also
those that it did not write itself.  So they are the one source that is complete in every build.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import lxml.html
from markdownify import ATX, MarkdownConverter

from sphinx_knowledge_base.publishers.illegal import without_illegal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bs4 import Tag

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.publishers.publication import Publication

#: Raised when texts are made differently, so that kept ones are made anew.
_VERSION = 1

#: The blocks between which an article's own text stands on its page (see `site.article`).
_HEADER, _FOOTER = b'class="kb-header', b'class="kb-footer'

#: What belongs to a page and not to its text.
_PAGE_ONLY = ".//a[contains(@class,'headerlink')]|.//script|.//style|.//button"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one article, with absolute links."""

    html: str
    markdown: str


class Texts:
    """The texts of a publication's articles, each made again only when its page's text changed."""

    def __init__(
        self, publication: Publication, page_file: Callable[[str], Path], cache: Path
    ) -> None:
        """Take texts from the files that *page_file* tells, and keep them in the folder *cache*."""
        self._publication = publication
        self._page_file = page_file
        self._cache = cache
        self._made: dict[str, Text] = {}

    def of(self, article: Article) -> Text:
        """Return the text of *article*."""
        if article.slug not in self._made:
            self._made[article.slug] = self._kept_or_made(article)
        return self._made[article.slug]

    def _kept_or_made(self, article: Article) -> Text:
        rendered = between_header_and_footer(self._page_file(article.docname).read_bytes())
        url = self._publication.addresses.page(article.docname)
        key = blake2b(f"{_VERSION} {url} ".encode() + rendered, digest_size=16).hexdigest()
        file = self._cache / f"{article.slug}.json"
        try:
            kept = json.loads(file.read_bytes())
            if kept.pop("key") == key:
                return Text(**kept)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            pass  # Not kept yet, or damaged.
        text = make_text(rendered.decode("utf-8"), url)
        self._cache.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"key": key, **asdict(text)}), encoding="utf-8")
        return text


def between_header_and_footer(page: bytes) -> bytes:
    """Return the header of an article and what stands between it and the footer.

    Nothing when the page has neither: templates are the site's to change.
    """
    header, footer = page.find(_HEADER), page.rfind(_FOOTER)
    if header < 0 or footer < header:
        return b""
    return page[page.rfind(b"<", 0, header) : page.rfind(b"<", 0, footer)]


def make_text(rendered: str, url: str) -> Text:
    """Return the text of an article from its *rendered* header and body.

    :param url: The address of its page, from which relative links start.
    """
    body = lxml.html.fragment_fromstring(without_illegal(rendered), create_parent="div")
    if not len(body):
        return Text("", "")
    header = body[0]
    body.text, header.tail = header.tail, None
    body.remove(header)
    for element in body.xpath(_PAGE_ONLY):
        element.drop_tree()
    body.make_links_absolute(url)
    inner = body.text or ""
    inner += "".join(lxml.html.tostring(child, encoding="unicode") for child in body)
    markdown = _Converter(heading_style=ATX, bullets="-", code_language_callback=_language)
    return Text(inner.strip() + "\n", _tidy(markdown.convert(inner)))


def _tidy(markdown: str) -> str:
    lines = (line.rstrip() for line in markdown.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _language(element: Tag) -> str:
    """Return the language of a block of code, which Sphinx names on the second element above."""
    above = element.parent.parent if element.parent else None
    for name in above.get_attribute_list("class") if above else ():
        if name and name.startswith("highlight-") and name != "highlight-default":
            return str(name.removeprefix("highlight-"))
    return ""


class _Converter(MarkdownConverter):
    """From HTML to Markdown, with formulas in TeX."""

    def convert_math(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a formula as authors do."""
        mark = "$$" if element.get("display") == "block" else "$"
        return f"{mark}{element.get('alttext', text)}{mark}"
