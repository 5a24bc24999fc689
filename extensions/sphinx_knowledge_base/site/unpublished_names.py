"""Find the names of unpublished articles: no output may contain them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_knowledge_base.core.catalog.catalog import Catalog


def names_of_unpublished(catalog: Catalog) -> re.Pattern[str] | None:
    """Return a pattern for slugs, titles and file names of unpublished articles, or None."""
    names = {
        name
        for one in catalog.unpublished
        for name in (one.slug, one.title, PurePosixPath(one.path).stem)
    }
    if not names:
        return None
    words = "|".join(map(re.escape, sorted(names)))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
