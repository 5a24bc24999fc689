"""Keys of front matter in other systems, and their names here."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The names that Hugo, Jekyll, Eleventy, Astro, Docusaurus, Pelican and others give to keys of the
#: contract.  Only names with the same meaning: a key can be renamed without changing its value.
KEY_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "date": "publishedAt",
        "pubDate": "publishedAt",
        "publishDate": "publishedAt",
        "published_at": "publishedAt",
        "created": "publishedAt",
        "publish": "published",
        "lastmod": "updatedAt",
        "last_modified_at": "updatedAt",
        "updated": "updatedAt",
        "updatedDate": "updatedAt",
        "modified": "updatedAt",
        "expiryDate": "expiresAt",
        "description": "excerpt",
        "summary": "excerpt",
        "abstract": "excerpt",
        "image": "featuredImage",
        "cover": "featuredImage",
        "heroImage": "featuredImage",
        "thumbnail": "featuredImage",
        "imageAlt": "featuredImageAlt",
        "categories": "category",
        "tag": "tags",
        "redirect_from": "aliases",
        "canonical": "canonicalUrl",
        "canonical_url": "canonicalUrl",
        "related": "relatedArticles",
        "seo_title": "metaTitle",
        "seo_description": "metaDescription",
    }
)


def folded(key: str) -> str:
    """Return *key* folded: without differences of case, ``-`` and ``_``."""
    return re.sub(r"[\W_]", "", key).casefold()


#: The same names, folded: Pelican has ``Date``.
_BY_FOLDED: Mapping[str, str] = MappingProxyType(
    {folded(key): name for key, name in KEY_SYNONYMS.items()}
)


def synonym(key: str) -> str | None:
    """Return the key of the contract that means the same as *key* of another system, or None."""
    return KEY_SYNONYMS.get(key) or _BY_FOLDED.get(folded(key))


def meant_key(key: str, known: Iterable[str]) -> str | None:
    """Return the key that an unknown one certainly means, or None.

    It is one of *known* in another case or with other separators, or a synonym of another system.
    A key that is only similar may mean something else: ``reviewBy`` is not ``reviewedBy``.
    """
    same = next((name for name in sorted(known) if folded(name) == folded(key)), None)
    return same or synonym(key)
