"""Names of front-matter keys in other systems, with their fields in the contract."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Names of each field in other systems, folded, the best first.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "title": ("title", "name"),
        "slug": ("slug",),
        "published": (
            *(
                "publishedat",
                "publishdate",
                "pubdate",
                "datepublished",
                "published",
                "publisheddate",
            ),
            *("publishedon", "publicationdate", "date", "postdate", "createdat", "created"),
            *("datecreated", "createddate", "creationdate", "msdate", "timestamp"),
        ),
        "updated": (
            *("updatedat", "lastmod", "lastmodifiedat", "updateddate", "dateupdated", "updated"),
            *("updatedon", "modified", "datemodified", "modifieddate", "moddate", "lastmodified"),
            *("lastupdated", "lastupdate", "lastreviewed"),
        ),
        "expires": ("expiresat", "expirydate", "unpublishdate", "expires", "expireson"),
        "excerpt": ("excerpt", "summary", "description", "abstract", "standfirst", "lead"),
        "category": ("category", "categories"),
        "tags": ("tags", "tag", "taxonomiestags"),
        "authors": ("authors", "author", "byline", "creator"),
        "image": (
            *("featuredimage", "heroimage", "coverimage", "featureimage", "cover", "hero", "image"),
            *("thumbnail", "banner", "teaser", "featuredimg", "img", "images", "headerimage"),
        ),
        "image_alt": (
            *("featuredimagealt", "heroimagealt", "coverimagealt", "coveralt", "imagealt"),
            *("heroalt", "alt"),
        ),
        "draft": ("draft", "isdraft", "status", "visibility", "private"),
        "weight": ("weight", "sidebarposition", "navorder", "order", "position"),
        "series": ("series",),
        "series_order": ("seriesorder", "seriesweight", "seriespart", "part"),
        "aliases": ("aliases", "alias", "redirectfrom", "redirects", "oldurl"),
        "canonical": ("canonicalurl", "canonical", "originalurl"),
        "meta_title": ("metatitle", "seotitle", "titlemeta"),
        "meta_description": ("metadescription", "seodescription", "descriptionmeta"),
        "og_title": ("ogtitle",),
        "og_description": ("ogdescription",),
        "og_image": ("ogimage", "socialimage"),
        "keywords": ("keywords", "keyword"),
        "featured": ("featured", "pinned", "sticky", "ispinned"),
        "audience": ("audience", "audiences"),
        "language": ("lang", "language", "locale"),
    }
)

#: Keys that only describe how a page looked or was built, each with the reason to drop it.
PRESENTATION: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        (
            *(
                "layout",
                "template",
                "theme",
                "outputs",
                "output",
                "menu",
                "menus",
                "toc",
                "comments",
            ),
            *(
                "showtoc",
                "hidetoc",
                "tocopen",
                "showcomments",
                "disqus",
                "share",
                "sharing",
                "math",
            ),
            *("mermaid", "katex", "mathjax", "usemathjax", "mermaidjs", "sidebarlabel", "sidebar"),
            *("hidetitle", "hidetableofcontents", "tocminheadinglevel", "tocmaxheadinglevel"),
            *("paginationnext", "paginationprev", "paginationlabel", "displayedsidebar", "class"),
            *("customediturl", "headless", "build", "buildoptions", "cascade", "type", "linktitle"),
            *(
                "markup",
                "eleventynavigation",
                "eleventyexcludefromcollections",
                "pagination",
                "nav",
            ),
            *("insertanchorlinks", "intosection", "sortby", "paginateby", "pagetemplate", "render"),
            *(
                "transparent",
                "insearchindex",
                "generatefeeds",
                "redirectto",
                "cssclass",
                "cssclasses",
            ),
            *("publish", "excerptseparator", "renderwithliquid", "sitemap", "searchexclude"),
            *("bodyclass", "css", "js", "scripts", "styles", "kernelspec", "jupytext", "exports"),
            *("robots", "noindex", "format", "blogpost", "nocomments", "orphan", "mstopic"),
            *("msservice", "msprod", "mssubservice", "mscustom", "titlesuffix", "uid", "parent"),
            *("grandparent", "haschildren", "navexclude", "cssfile", "permalinks", "icon", "hide"),
        ),
        "how the page looked or was built",
    )
)

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


def fold_key(key: str) -> str:
    """Return one form for all spellings of a key: ``last_modified_at``, ``lastModifiedAt``."""
    return re.sub(r"[\s._-]+", "", key).casefold()


def truth(value: object) -> bool | None:
    """Return the typed value as a boolean, or None if it is not one."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    return True if word in _TRUE else False if word in _FALSE else None


def line(value: object) -> str:
    """Return a text or number as one line of text; an empty string for any other value."""
    if value is None or isinstance(value, list | dict):
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    # A lone surrogate cannot be written; JSON can hold one.
    text = text.encode("utf-8", "replace").decode()
    return " ".join(re.sub(r"[\0-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split(" ")).strip()


def labels(value: object, *, blanks: bool = False) -> list[str]:
    """Return the labels that a list, or a text with commas, holds.

    :param blanks: Whether blanks divide labels in a text without commas, as in Jekyll.
    """
    if isinstance(value, dict):
        return [one for one in (line(value.get("label") or value.get("name")),) if one] or [
            str(key) for key, is_set in value.items() if is_set
        ]
    if isinstance(value, list):
        found = [label for item in value for label in (labels_of_item(item))]
    else:
        text = line(value)
        # Twine and old front matter: [a, b] that was put in quotes.
        if text.startswith("[") and text.endswith("]"):
            text = text[1:-1]
        divider = (
            r"[,;\uff0c\u3001]"
            if re.search(r"[,;\uff0c\u3001]", text)
            else r"\s"
            if blanks
            else r"\n"
        )
        found = [part.strip().strip("\"'") for part in re.split(divider, text)]
    unique = dict.fromkeys(label.removeprefix("#").strip() for label in found)
    return [label for label in unique if label]


def labels_of_item(item: object) -> list[str]:
    """Return the labels that one item of a list stands for."""
    if isinstance(item, list | dict):
        return labels(item)
    return [line(item)]
