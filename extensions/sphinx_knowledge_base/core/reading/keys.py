"""Keys of front matter in other systems, and what they are called here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The names that Hugo, Jekyll, Eleventy, Astro, Docusaurus, Pelican and others give to keys of the
#: contract.  Only those that mean the same: what an author wrote can take the other name as it is.
KEY_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "date": "publishedAt",
        "pubDate": "publishedAt",
        "publishDate": "publishedAt",
        "published_at": "publishedAt",
        "created": "publishedAt",
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
