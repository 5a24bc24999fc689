"""The content of an EPUB: cover, title page, table of contents, chapters, index and metadata.

It follows EPUB 3.2 (https://www.w3.org/publishing/epub32/epub-packages.html) and, for accessibility
metadata, EPUB Accessibility 1.0.
"""

from __future__ import annotations

import posixpath
import shutil
import subprocess
import textwrap
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from sphinx.util.images import guess_mimetype

from sphinx_knowledge_base.book import bibliography
from sphinx_knowledge_base.book.epub import xhtml
from sphinx_knowledge_base.book.epub.archive import Item, write_archive
from sphinx_knowledge_base.book.epub.index import entries_of
from sphinx_knowledge_base.book.images import RSVG_CONVERT
from sphinx_knowledge_base.book.selection import edition_of
from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.link_schemes import is_allowed
from sphinx_knowledge_base.i18n.interface import day, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.builders.epub3 import Epub3Builder

    from sphinx_knowledge_base.core.books import Book
    from sphinx_knowledge_base.core.model import Taxonomy

TEMPLATES = Path(__file__).parents[2] / "templates" / "epub"

#: Taxonomies whose terms are in the metadata.
_IN_METADATA: tuple[Taxonomy, ...] = ("tags", "authors")

PAGE = "application/xhtml+xml"

#: The page with the references; no document has this name.
REFERENCES = "list-of-references.xhtml"


class NavEntry(NamedTuple):
    """One line of the table of contents."""

    title: str
    href: str
    children: tuple[NavEntry, ...] = ()
    type: str = ""
    """Its ``epub:type`` as a landmark."""


def write_package(
    builder: Epub3Builder, book: Book, images: Mapping[str, Path], path: Path
) -> None:
    """Write the EPUB of *book* to *path*.

    :param images: The files of images, by their names in the package.
    """
    write_archive(path, _Package(builder, book).items(images))


class _Package:
    """Makes the files of one package."""

    def __init__(self, builder: Epub3Builder, book: Book) -> None:
        self.builder = builder
        self.book = book
        self.env = builder.env
        self.config = builder.config
        self.edition = edition_of(book)
        self.language = self.config.language.replace("_", "-")
        self.jinja = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, keep_trailing_newline=True
        )
        self.parts = {part.docname for part in book.parts}
        self.docnames = [name for name in book.order if name in self.env.found_docs]
        self.bodies = {
            name: builder.get_output_path(name).read_text("utf-8") for name in self.docnames
        }
        self.targets = {
            f"{docname}.xhtml": xhtml.ids(body) for docname, body in self.bodies.items()
        }
        cited = bibliography.chapter(self.env, book)
        self.references = builder.render_partial(cited)["fragment"] if cited else ""
        if self.references:
            self.targets[REFERENCES] = xhtml.ids(self.references)

    def items(self, images: Mapping[str, Path]) -> list[Item]:
        """Return all files; those in the spine are in reading order."""
        pages = [self.cover(), self.front(), *self.pages(), *self.cited(), *self.index()]
        others = [
            self.cover_image(),
            Item("style.css", (TEMPLATES / "style.css").read_bytes(), "text/css"),
            *(
                Item(name, source.read_bytes(), guess_mimetype(name) or "")
                for name, source in sorted(images.items())
            ),
        ]
        nav = self.contents()
        items = [*pages[:2], nav, *pages[2:], *others]
        return [*items, self.opf(items)]

    def render(self, template: str, **values: Any) -> str:
        return self.jinja.get_template(template).render(
            book=self.book,
            author=self.config.author,
            language=self.language,
            edition=self.edition,
            rights=f"© {self.copyright}",
            **values,
        )

    @property
    def copyright(self) -> str:
        owners = self.config.copyright
        return owners if isinstance(owners, str) else ", ".join(owners)

    def page(self, name: str, title: str, html: str, kind: str, role: str = "") -> Item:
        body = xhtml.clean(html, lambda href: self.repair_link(name, href))
        data = self.render(
            "page.xhtml",
            title=title,
            body=body,
            type=kind,
            role=role,
            root="../" * name.count("/"),
        )
        properties = " ".join(
            kind for kind, has in (("mathml", body.has_mathml), ("svg", body.has_svg)) if has
        )
        return Item(name, data.encode(), PAGE, properties, in_spine=True)

    def repair_link(self, name: str, href: str) -> str | None:
        """Return a link's target without a fragment that does not exist; None if it is broken."""
        try:
            target = urlsplit(href)
        except ValueError:
            return None
        schemes = build_of(self.env).settings.link_schemes
        if target.scheme or target.netloc:
            return href if is_allowed(href, schemes) else None
        path = unquote(target.path)
        to = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        if to not in self.targets:
            return None
        if target.fragment and unquote(target.fragment) not in self.targets[to]:
            return target.path or None
        return href

    def title(self, docname: str) -> str:
        article = catalog_of(self.env).article_at(docname)
        return article.title if article else self.env.titles[docname].astext()

    def cover(self) -> Item:
        alt = Markup.escape(translate("Cover of %s") % self.book.title)
        html = f'<p><img src="{self.cover_name()}" alt="{alt}"/></p>'
        return self.page("cover.xhtml", self.book.title, html, "cover")

    def cover_name(self) -> str:
        return "cover.png" if shutil.which(RSVG_CONVERT) else "cover.svg"

    def cover_image(self) -> Item:
        svg = self.render(
            "cover.svg",
            title=textwrap.wrap(self.book.title, 18),
            subtitle=textwrap.wrap(self.book.subtitle, 38),
        ).encode()
        name, kind = self.cover_name(), "image/svg+xml"
        if name.endswith(".png"):
            command = [RSVG_CONVERT, "--format=png"]
            svg = subprocess.run(command, input=svg, capture_output=True, check=True).stdout  # noqa: S603
            kind = "image/png"
        return Item(name, svg, kind, "cover-image")

    def front(self) -> Item:
        notice = self.book.notice or build_of(self.env).settings.disclaimers.get("default", "")
        html = self.render(
            "front.xhtml",
            edition_text=translate("Edition of %s") % day(self.edition, self.config.language),
            url=self.config.html_baseurl,
            notice=[text for text in notice.split("\n\n") if text.strip()],
        )
        return self.page("title.xhtml", self.book.title, html, "titlepage")

    def pages(self) -> Iterator[Item]:
        for docname in self.docnames:
            kind = "part" if docname in self.parts else "chapter"
            yield self.page(
                f"{docname}.xhtml",
                self.title(docname),
                self.bodies[docname],
                kind,
                role=f"doc-{kind}",
            )

    def cited(self) -> list[Item]:
        if not self.references:
            return []
        title, kind = translate("References"), "bibliography"
        return [self.page(REFERENCES, title, self.references, kind, role=f"doc-{kind}")]

    def index(self) -> list[Item]:
        groups = entries_of(self.builder, self.book)
        if not groups:
            return []
        title = translate("Index")
        html = self.render("index.xhtml", title=title, groups=groups)
        return [self.page("index-of-terms.xhtml", title, html, "index", role="doc-index")]

    def contents(self) -> Item:
        def entry(docname: str, *children: NavEntry) -> NavEntry:
            return NavEntry(self.title(docname), quote(f"{docname}.xhtml"), children)

        has_index = bool(entries_of(self.builder, self.book))
        index = NavEntry(translate("Index"), "index-of-terms.xhtml", type="index")
        cited = NavEntry(translate("References"), REFERENCES, type="bibliography")
        behind = [*([cited] if self.references else []), *([index] if has_index else [])]
        entries = [
            *(
                entry(part.docname, *(entry(article.docname) for article in part.articles))
                for part in self.book.parts
            ),
            *(entry(page) for page in self.book.pages if page in self.bodies),
            *behind,
        ]
        landmarks = [
            NavEntry(translate("Cover"), "cover.xhtml", type="cover"),
            NavEntry(translate("Contents"), "nav.xhtml", type="toc"),
            NavEntry(translate("Beginning"), entries[0].href, type="bodymatter"),
            *behind,
        ]
        data = self.render(
            "nav.xhtml",
            title=translate("Contents"),
            landmarks_title=translate("Landmarks"),
            entries=entries,
            landmarks=landmarks,
        )
        return Item("nav.xhtml", data.encode(), PAGE, "nav", in_spine=True)

    def opf(self, items: list[Item]) -> Item:
        catalog = catalog_of(self.env)
        terms = {
            (term.taxonomy, term.title)
            for article in self.book.articles
            for taxonomy in _IN_METADATA
            for term in catalog.terms_of(article, taxonomy)
        }
        features = ["structuralNavigation", "tableOfContents", "readingOrder", "alternativeText"]
        if any("mathml" in item.properties for item in items):
            features.append("MathML")
        if any(item.name == "index-of-terms.xhtml" for item in items):
            features.append("index")
        source = f"{self.config.html_baseurl or self.config.project}#{self.book.name}"
        data = self.render(
            "package.opf",
            identifier=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, source)}",
            subjects=sorted(title for taxonomy, title in terms if taxonomy == "tags"),
            contributors=sorted(title for taxonomy, title in terms if taxonomy == "authors"),
            features=features,
            accessibility=translate(
                "Text with headings, contents, an index and alternative texts for pictures."
            ),
            items=items,
        )
        return Item("package.opf", data.encode(), "")
