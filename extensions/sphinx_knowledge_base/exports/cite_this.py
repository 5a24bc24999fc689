"""Citations of each article for reference managers, as BibTeX, RIS and CSL-JSON.

pybtex could write the BibTeX, but it escapes addresses as text, and the result no longer links.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.core.catalog.output_names import CITATION_SUFFIXES
from sphinx_knowledge_base.exports.output_file import OutputFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_knowledge_base.core.model import Article, Term
    from sphinx_knowledge_base.exports.context import ExportContext

#: Characters with a meaning in LaTeX.  Braces become commands, because BibTeX counts even escaped
#: ones and requires pairs.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{c: f"\\{c}" for c in "&%$#_"},
    }
)


@dataclass(frozen=True, slots=True)
class _Name:
    """An author's name; an organization has no given name."""

    family: str
    given: str = ""

    @property
    def inverted(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family


def citations(context: ExportContext) -> Iterator[OutputFile]:
    """Yield the citations of every article."""
    for article in context.articles:
        cache_key = context.digest_of(article)
        for name, write in (("BibTeX", bibtex), ("RIS", ris), ("CSL-JSON", csl_json)):
            make = partial(_encoded, write, context, article)
            yield OutputFile(article.docname + CITATION_SUFFIXES[name], make, cache_key)


def _encoded(
    write: Callable[[ExportContext, Article], str], context: ExportContext, article: Article
) -> bytes:
    return write(context, article).encode()


def _names(context: ExportContext, article: Article) -> list[_Name]:
    authors = context.catalog.terms_of(article, "authors")
    names = [_name(context, author) for author in authors]
    return names or [_Name(context.site.organization)]


def _name(context: ExportContext, author: Term) -> _Name:
    given, _, family = author.title.rpartition(" ")
    # BibTeX splits names at a comma and at "and", so such a name is kept in one piece.
    if context.is_organization(author) or re.search(",| and ", author.title):
        return _Name(author.title)
    return _Name(family, given)


def bibtex(context: ExportContext, article: Article) -> str:
    """Return a citation in BibTeX; every style knows ``@misc`` for a work on the web."""
    authors = " and ".join(
        f"{_latex(name.family)}, {_latex(name.given)}"
        if name.given
        else f"{{{_latex(name.family)}}}"
        for name in _names(context, article)
    )
    fields = {
        "author": authors,
        # The inner braces keep styles from changing its case.
        "title": f"{{{_latex(article.title)}}}",
        "howpublished": _latex(context.site.name),
        "publisher": _latex(context.site.organization),
        "url": context.addresses.page(article.docname),
        "language": _latex(context.site.language),
    }
    if article.published is not None:
        fields["year"] = f"{article.published.year:04}"
        fields["month"] = str(article.published.month)
        fields["date"] = article.published.date().isoformat()
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{article.slug},", *lines, "}", ""])


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def ris(context: ExportContext, article: Article) -> str:
    """Return a citation in RIS; a line has a tag and a value and ends with CR LF."""
    catalog = context.catalog
    fields = [("TY", "ELEC")]
    fields += [("AU", name.inverted) for name in _names(context, article)]
    fields += [("TI", article.title), ("T2", context.site.name)]
    fields += [("PB", context.site.organization), ("AB", article.excerpt)]
    if article.published is not None:
        fields += [
            ("PY", f"{article.published.year:04}"),
            ("DA", f"{article.published:%Y/%m/%d}/"),
        ]
    fields += [("KW", term.title) for term in catalog.terms_of(article, "tags")]
    fields += [("LA", context.site.language)]
    fields += [("UR", context.addresses.page(article.docname)), ("ER", "")]
    # Some programs end a line at any line separator of Unicode, so white space becomes spaces.
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields)


def csl_json(context: ExportContext, article: Article) -> str:
    """Return a citation in CSL-JSON, as read by Zotero, Pandoc and other CSL processors."""
    item: dict[str, Any] = {
        "id": article.slug,
        "type": "webpage",
        "title": article.title,
        "container-title": context.site.name,
        "publisher": context.site.organization,
        "author": [
            {"family": name.family, "given": name.given} if name.given else {"literal": name.family}
            for name in _names(context, article)
        ],
        "abstract": article.excerpt,
        "URL": context.addresses.page(article.docname),
        "language": context.site.language,
    }
    if (published := article.published) is not None:
        item["issued"] = {"date-parts": [[published.year, published.month, published.day]]}
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"
