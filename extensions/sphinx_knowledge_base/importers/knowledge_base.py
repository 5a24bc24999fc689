"""Everything that translators use of the knowledge base.

Besides this one, only `trial_build` imports modules of the knowledge base: it reads what was
imported as builds do, so that reports and builds agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.build.settings import Settings
from sphinx_knowledge_base.core.catalog.images import image_size, is_image_path
from sphinx_knowledge_base.core.catalog.redirects import as_docname
from sphinx_knowledge_base.core.catalog.routes import Routes
from sphinx_knowledge_base.core.catalog.taxonomy import read_taxonomy, title_of_code
from sphinx_knowledge_base.core.model import TAXONOMIES
from sphinx_knowledge_base.core.reading.dates import parse_moment
from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.schema import (
    CONTRACT,
    IGNORED_KEYS,
    PASSED_ON_KEYS,
    PASSED_ON_PREFIX,
    SINGULAR_AUTHOR,
)
from sphinx_knowledge_base.core.reading.source import read_source
from sphinx_knowledge_base.core.safe_html import clean
from sphinx_knowledge_base.core.slugs import MAX_SLUG_BYTES, fold_label, slugify
from sphinx_knowledge_base.editing.taxonomy_file import COMMENTS, EXAMPLES, HEAD, with_terms
from sphinx_knowledge_base.editing.text import SourceText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.core.model import Taxonomy

    #: Entries of ``taxonomy.yaml``: by section, and by label in it.
    Sections = Mapping[Taxonomy, Mapping[str, Mapping[str, object]]]

__all__ = [
    "COMMENTS",
    "CONTRACT",
    "EXAMPLES",
    "HEAD",
    "LINK_SCHEMES",
    "MAX_SLUG_BYTES",
    "PERMALINK",
    "TAXONOMIES",
    "add_terms",
    "as_docname",
    "fold_label",
    "image_size",
    "is_computed_key",
    "is_image_path",
    "is_own_key",
    "new_terms",
    "parse_moment",
    "refused_html",
    "slug_of",
    "slugify",
    "title_of_code",
]


#: Schemes that links of a new site may have.
LINK_SCHEMES = tuple(Settings().link_schemes)

#: Where articles are, unless the settings say otherwise.
PERMALINK = Routes().permalink


def refused_html(html: str) -> tuple[str, ...]:
    """Return what a new site refuses in HTML."""
    return clean(html, LINK_SCHEMES, []).refused


def is_own_key(key: str) -> bool:
    """Tell whether *key* means something to the front matter of an article."""
    return (
        key in CONTRACT
        or key == SINGULAR_AUTHOR
        or key in IGNORED_KEYS
        or key in PASSED_ON_KEYS
        or key.startswith(PASSED_ON_PREFIX)
    )


def is_computed_key(key: str) -> bool:
    """Tell whether the front matter of an article may have *key*, which then means nothing."""
    return key in IGNORED_KEYS


def slug_of(path: str, data: bytes) -> str | None:
    """Return the slug of the article file at *path*, or None if it is not an article."""
    front_matter = read_source(path, data, ReadingRules()).front_matter
    return front_matter.slug if front_matter else None


def new_terms(taxonomy: bytes, sections: Sections) -> Sections:
    """Return those terms that a taxonomy file does not have, under whatever name."""
    registry = read_taxonomy("taxonomy.yaml", taxonomy)
    found = {
        section: {
            label: facts for label, facts in terms.items() if registry.find(section, label) is None
        }
        for section, terms in sections.items()
    }
    return {section: terms for section, terms in found.items() if terms}


def add_terms(taxonomy: bytes, sections: Sections) -> bytes | None:
    """Return a taxonomy file with *sections* added, or None if that cannot be done safely."""
    before = read_taxonomy("taxonomy.yaml", taxonomy)
    try:
        added = with_terms(SourceText(taxonomy.decode("utf-8")), sections)
    except UnicodeDecodeError:
        return None
    if added is None:
        return None
    data = added.raw.encode("utf-8", "replace")
    after = read_taxonomy("taxonomy.yaml", data)
    is_whole = not new_terms(data, sections) and all(
        after.of(section).items() >= terms.items() for section, terms in before.terms.items()
    )
    return data if is_whole and len(after.problems) <= len(before.problems) else None
