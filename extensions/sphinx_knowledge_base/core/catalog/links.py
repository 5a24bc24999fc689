"""Links as articles have them: site paths of articles and terms."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Taxonomy

#: What can stand in braces in ``kb_link_patterns``, and the taxonomy it names; None is an article.
LINK_FIELDS: Mapping[str, Taxonomy | None] = {
    "slug": None,
    "category": "categories",
    "tag": "tags",
    "author": "authors",
    "audience": "audiences",
    "series": "series",
}


def resolve_path(catalog: Catalog, patterns: Sequence[str], path: str) -> str | None:
    """Return the docname of the page that the site path *path* leads to, or None.

    Patterns are tried in their order; one that fits but leads nowhere lets the next one try.
    """
    for pattern in patterns:
        matched = _compiled(pattern).fullmatch(path.rstrip("/"))
        if matched is None:
            continue
        for field, value in matched.groupdict().items():
            taxonomy = LINK_FIELDS.get(field)
            if taxonomy is not None:
                slugs = {term.slug for term in catalog.of(taxonomy)}
                if (slug := slugify(value)) in slugs:
                    return catalog.routes.term(taxonomy, slug)
            elif (article := catalog.article(value)) is not None:
                return article.docname
    return None


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", pattern.rstrip("/"))
    fields = [f"(?P<{name}>[^/]+)" for name in parts[1::2]]
    literals = [re.escape(text) for text in parts[::2]]
    return re.compile("".join(a + b for a, b in zip(literals, [*fields, ""], strict=True)))
