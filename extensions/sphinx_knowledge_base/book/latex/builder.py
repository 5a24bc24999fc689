"""The LaTeX builder: assembles each book as one document and writes it.

A book is not a document in the environment, so other builders never see it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.latex import LaTeXBuilder
from sphinx.util import logging
from sphinx.util.docutils import new_document
from sphinx.util.nodes import inline_all_toctrees

from sphinx_knowledge_base.book import bibliography, book_files, external_links
from sphinx_knowledge_base.book.book_builder import BookBuilder
from sphinx_knowledge_base.book.latex import title_page
from sphinx_knowledge_base.book.latex.translator import BookTranslator
from sphinx_knowledge_base.book.selection import books_of, edition_of
from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.books import Book, pdf_of_article
from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from sphinx_knowledge_base.core.model import Article

logger = logging.getLogger(__name__)

STYLES = Path(__file__).parents[2] / "templates" / "latex"

#: Sorts an index in all scripts, by the rules of the book's language; it is part of TeX Live.
#: Makeindex sorts bytes, and xindy misplaces everything outside its one alphabet.
INDEX_MAKER = "upmendex"
INDEX_STYLE = "kb-index.ist"

#: Defaults; ``conf.py`` overrides them.
_CONFIG: Mapping[str, object] = {
    "latex_engine": "xelatex",
    "latex_toplevel_sectioning": "part",
    "latex_table_style": ["booktabs"],
    "latex_show_pagerefs": True,
    "latex_show_urls": "footnote",
}
_ELEMENTS: Mapping[str, str] = {
    "fontpkg": r"\usepackage{kb-fonts}",
    "fncychap": "",
    "extraclassoptions": "openany",
    "fvset": r"\fvset{fontsize=\normalsize}",
    "maxlistdepth": "12",
    "transition": "\n\n\\kbtransition\n\n",
}
_SETUP = (
    "hmargin={20mm,17mm}, vmargin={22mm,20mm}, marginpar=10mm, verbatimforcewraps,"
    "TitleColor={HTML}{12384A}, InnerLinkColor={HTML}{17697A}, OuterLinkColor={HTML}{17697A},"
    "VerbatimColor={HTML}{F7F9F9}, VerbatimBorderColor={HTML}{D5E3E1}, verbatimborder=0.4pt,"
    "TableRowColorHeader={HTML}{EEF5F4}, VerbatimHighlightColor={HTML}{DCEBE8},"
    + ",".join(
        f"div.{kind}_background-TeXcolor={{HTML}}{{{ground}}},"
        f"div.{kind}_border-TeXcolor={{HTML}}{{{rule}}},"
        f"div.{kind}_title-background-TeXcolor={{HTML}}{{{ground}}},"
        f"div.{kind}_title-foreground-TeXcolor={{HTML}}{{{rule}}},"
        f"div.{kind}_border-width=0pt, div.{kind}_border-left-width=3pt, div.{kind}_padding=8pt,"
        f"div.{kind}_box-shadow=none"
        for kind, ground, rule in (
            *((kind, "F6EEDF", "12384A") for kind in ("topic", "sidebar")),
            *((kind, "EEF5F4", "17697A") for kind in ("note", "hint", "tip", "important")),
            ("seealso", "EEF5F4", "17697A"),
            *(
                (kind, "FBF0EA", "B4532A")
                for kind in ("warning", "caution", "attention", "danger", "error")
            ),
        )
    )
)


class BookLaTeXBuilder(BookBuilder, LaTeXBuilder):
    """Write every book of the site."""

    default_translator_class = BookTranslator

    def init(self) -> None:
        configured = {**self.config.overrides, **getattr(self.config, "_raw_config", {})}
        for name, value in _CONFIG.items():
            if name not in configured:
                setattr(self.config, name, value)
        self.index_maker = ""
        if "latex_use_xindy" not in configured:
            self.index_maker = INDEX_MAKER if shutil.which(INDEX_MAKER) else ""
            self.config.latex_use_xindy = not self.index_maker and shutil.which("xindy") is not None
        super().init()

    def init_context(self) -> None:
        super().init_context()
        configured = self.config.latex_elements
        self.context.update({key: v for key, v in _ELEMENTS.items() if key not in configured})
        setup = filter(None, (_SETUP, configured.get("sphinxsetup")))
        self.context["sphinxsetup"] = ",".join(setup)
        self.context["preamble"] = "\\usepackage{kb-book}\n" + configured.get("preamble", "")

    def init_document_data(self) -> None:
        self.titles = []
        self.books = books_of(self.env)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a target in this book, or the web address of a document outside it."""
        if docname in self.docnames:
            return f"%{docname}"
        return external_links.web_address(self, docname, typ)

    def reference_uri(self, docname: str, anchor: str) -> str:
        """Return the target of a link to an entry of the book's references."""
        return f"%{root_docname(cast('Book', self.book))}#{anchor}"

    def write_documents(self, _docnames: AbstractSet[str]) -> None:
        written: dict[str, str] = {}
        articles_of: dict[str, list[str]] = {}
        for book in self.books:
            logger.info("%s.tex", book.name)
            self.book = book
            written[book.name] = self._tex(assemble(self, book), book)
            articles_of[book.name] = [article.slug for article in book.articles]
        self.book = None
        if build_of(self.env).settings.article_pdf:
            for article in catalog_of(self.env).articles:
                name = pdf_of_article(article)
                written[name] = self._tex(assemble_article(self, article), article)
                articles_of[name] = [article.slug]
        for old in self.outdir.glob("*.tex"):
            if old.stem not in written:
                old.unlink()  # otherwise make would turn it into a PDF again
        for name, text in written.items():
            file = self.outdir / f"{name}.tex"
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                # Remove the old PDF: if LaTeX fails, it would look like the new one.
                file.with_suffix(".pdf").unlink(missing_ok=True)
                file.write_text(text, encoding="utf-8")
        book_files.record(self, "pdf", articles_of)
        if self.books:
            write_environment(self.outdir, max(map(edition_of, self.books)), self.index_maker)

    def post_process_images(self, doctree: nodes.Node) -> None:
        """Collect images, and rename one that has the name of a book's PDF."""
        super().post_process_images(doctree)
        books = {f"{book.name}.pdf" for book in self.books}
        self.images = {
            uri: f"picture-{name}" if name in books else name for uri, name in self.images.items()
        }

    def _tex(self, document: nodes.document, content: Book | Article) -> str:
        self.post_process_images(document)
        self.init_context()
        self.init_multilingual()
        if isinstance(content, Book):
            theme, values = self.themes.get("manual"), title_page.values_of_book(self, content)
        else:
            theme, values = self.themes.get("howto"), title_page.values_of_article(self, content)
        self.update_doc_context(content.title, self.config.author, theme)
        self.update_context()
        if not any(index["entries"] for index in document.findall(addnodes.index)):
            # The programs that sort an index fail on an empty one.
            values.update(makeindex="", printindex="")
        # hyperref needs the language of a PDF before the first page.
        self.context["preamble"] += "\n" + values.pop("metadata")
        configured = self.config.latex_elements
        self.context.update({key: v for key, v in values.items() if key not in configured})
        visitor = cast("BookTranslator", self.create_translator(document, self, theme))
        if theme.name == "howto":
            visitor.top_sectionlevel = visitor.sectionnames.index("section")
        document.walkabout(visitor)
        return visitor.astext()

    def copy_assets(self) -> None:
        super().copy_assets()
        for style in sorted(STYLES.glob("*.sty")):
            shutil.copyfile(style, self.outdir / style.name)
        sphinx_style = (self.outdir / "python.ist").read_text(encoding="utf-8")
        localized = f'{sphinx_style}\nicu_locale "{self.config.language}"\n'
        (self.outdir / INDEX_STYLE).write_text(localized, encoding="utf-8")


def root_docname(book: Book) -> str:
    """Return the docname of the assembled document; no real document can have it."""
    return f"book:{book.name}"


def assemble(builder: BookLaTeXBuilder, book: Book) -> nodes.document:
    """Return one document with everything in *book*, its references resolved."""
    root = root_docname(book)
    document = new_document(root)
    document.attributes.update(docname=root, docclass="manual")
    top = nodes.section("", nodes.title("", book.title), ids=["book"], docname=root)
    document += top
    read: set[str] = set()
    for part in book.parts:
        below = [article.docname for article in part.articles]
        top += _document(builder, part.docname, below, read)
    pages = [page for page in book.pages if page in builder.env.found_docs]
    title = nodes.title("", translate("Reference"))
    reference = nodes.section("", title, ids=["reference"], docname=root)
    reference += [_document(builder, page, [], read) for page in pages]
    builder.docnames = book.docnames
    if pages:
        top += reference
    builder.env.resolve_references(document, root, builder)
    # After references are resolved, so that the addresses in it do not become footnotes.
    if (cited := bibliography.chapter(builder.env, book)) is not None:
        cited["docname"] = root
        reference += cited
        if not pages:
            top += reference
    for pending in list(document.findall(addnodes.pending_xref)):
        pending.replace_self(pending.children)
    return document


def assemble_article(builder: BookLaTeXBuilder, article: Article) -> nodes.document:
    """Return a document of one article."""
    document = new_document(article.docname)
    document.attributes.update(docname=article.docname, docclass="howto")
    document += _document(builder, article.docname, [], set()).children
    builder.docnames = frozenset({article.docname})
    builder.env.resolve_references(document, article.docname, builder)
    return document


def _document(
    builder: BookLaTeXBuilder, docname: str, below: Sequence[str], read: set[str]
) -> addnodes.start_of_file:
    """Return a document with the documents *below* it in place of its toctrees."""
    tree = builder.env.get_doctree(docname)
    for toctree in list(tree.findall(addnodes.toctree)):
        toctree.parent.remove(toctree)
    if below:
        section = next(tree.findall(nodes.section))
        section += addnodes.toctree("", includefiles=list(below))
    tree = inline_all_toctrees(builder, read, docname, tree, str, [docname])
    start = addnodes.start_of_file("", *tree.children, docname=docname)
    for section in start.findall(nodes.section):
        section.setdefault("docname", docname)
    return start


def write_environment(outdir: Path, edition: datetime, index_maker: str) -> None:
    """Write environment variables for latexmk, which otherwise only ``make`` sets.

    Read the Docs runs latexmk directly.  Without the Makefile's options for xindy, a book would
    have no index.  The edition's date replaces the current time, which makes every build the same
    (https://reproducible-builds.org/specs/source-date-epoch/; FORCE_SOURCE_DATE is TeX's own).

    :param index_maker: The program that sorts the index; empty for Sphinx's choice.
    """
    settings = outdir / "latexmkrc"
    makefile = (outdir / "Makefile").read_text(encoding="utf-8")
    xindy = re.findall(r"^(?:export )?XINDYOPTS \+?= (.*)$", makefile, re.MULTILINE)
    lines = [
        f"$ENV{{'SOURCE_DATE_EPOCH'}} = '{int(edition.timestamp())}';",
        "$ENV{'FORCE_SOURCE_DATE'} = '1';",
        f"$ENV{{'XINDYOPTS'}} //= '{' '.join(xindy)}';",
        # After the variables, because it builds commands from them.
        settings.read_text(encoding="utf-8"),
    ]
    if index_maker:
        lines.append(f"$makeindex = '{index_maker} -s {INDEX_STYLE} %O -o %D %S';")
    settings.write_text("\n".join((*lines, "")), encoding="utf-8")
