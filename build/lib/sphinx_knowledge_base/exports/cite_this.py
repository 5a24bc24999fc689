"""Citations: each article as BibTeX, RIS and CSL-JSON, for those who keep references."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.core.catalog.routes import CITATION_SUFFIXES
from sphinx_knowledge_base.exports.writer import File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_knowledge_base.core.model import Article, Term
    from sphinx_knowledge_base.exports.context import Publication

#: What LaTeX reads as something else.  Braces have to come in pairs even if escaped, so they
#: get names.
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
    """An author's name; an organization has but one part."""

    family: str
    given: str = ""

    @property
    def inverted(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family


def citations(publication: Publication) -> Iterator[File]:
    """Yield the citations of every article."""
    for article in publication.articles:
        made_of = publication.facts_of(article)
        for name, write in (("BibTeX", bibtex), ("RIS", ris), ("CSL-JSON", csl_json)):
            make = partial(_encoded, write, publication, article)
            yield File(article.docname + CITATION_SUFFIXES[name], make, made_of)


def _encoded(
    write: Callable[[Publication, Article], str], publication: Publication, article: Article
) -> bytes:
    return write(publication, article).encode()


def _names(publication: Publication, article: Article) -> list[_Name]:
    authors = publication.catalog.terms_of(article, "authors")
    names = [_name(publication, author) for author in authors]
    return names or [_Name(publication.site.organization)]


def _name(publication: Publication, author: Term) -> _Name:
    given, _, family = author.title.rpartition(" ")
    # To BibTeX a comma or an "and" stands between parts of names or between names.
    if publication.is_organization(author) or re.search(",| and ", author.title):
        return _Name(author.title)
    return _Name(family, given)


def bibtex(publication: Publication, article: Article) -> str:
    """Return a citation for BibTeX: a work on the web is ``@misc`` in every style."""
    authors = " and ".join(
        f"{_latex(name.family)}, {_latex(name.given)}"
        if name.given
        else f"{{{_latex(name.family)}}}"
        for name in _names(publication, article)
    )
    fields = {
        "author": authors,
        # In braces of its own: styles change no letter of it.
        "title": f"{{{_latex(article.title)}}}",
        "howpublished": _latex(publication.site.name),
        "publisher": _latex(publication.site.organization),
        "url": publication.addresses.page(article.docname),
        "language": _latex(publication.site.language),
    }
    if article.published is not None:
        fields["year"] = f"{article.published.year:04}"
        fields["month"] = str(article.published.month)
        fields["date"] = article.published.date().isoformat()
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{article.slug},", *lines, "}", ""])


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def ris(publication: Publication, article: Article) -> str:
    """Return a citation in RIS, in which a line is a tag and its value, and ends in CR LF."""
    catalog = publication.catalog
    fields = [("TY", "ELEC")]
    fields += [("AU", name.inverted) for name in _names(publication, article)]
    fields += [("TI", article.title), ("T2", publication.site.name)]
    fields += [("PB", publication.site.organization), ("AB", article.excerpt)]
    if article.published is not None:
        fields += [
            ("PY", f"{article.published.year:04}"),
            ("DA", f"{article.published:%Y/%m/%d}/"),
        ]
    fields += [("KW", term.title) for term in catalog.terms_of(article, "tags")]
    fields += [("LA", publication.site.language)]
    fields += [("UR", publication.addresses.page(article.docname)), ("ER", "")]
    # Whatever Unicode calls the end of a line ends one to some readers.
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields)


def csl_json(publication: Publication, article: Article) -> str:
    """Return a citation as Zotero, Pandoc and other users of CSL read it."""
    item: dict[str, Any] = {
        "id": article.slug,
        "type": "webpage",
        "title": article.title,
        "container-title": publication.site.name,
        "publisher": publication.site.organization,
        "author": [
            {"family": name.family, "given": name.given} if name.given else {"literal": name.family}
            for name in _names(publication, article)
        ],
        "abstract": article.excerpt,
        "URL": publication.addresses.page(article.docname),
        "language": publication.site.language,
    }
    if (published := article.published) is not None:
        item["issued"] = {"date-parts": [[published.year, published.month, published.day]]}
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"
