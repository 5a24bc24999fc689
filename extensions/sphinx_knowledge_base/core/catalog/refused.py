"""Find the other problems of articles that have an error, so that authors can fix all at once.

This does not change the catalog, which contains none of these articles.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base.core.catalog.related import faults_of_curated
from sphinx_knowledge_base.core.catalog.terms import TermTable
from sphinx_knowledge_base.core.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.catalog.inputs import Lookups
    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Taxonomy
    from sphinx_knowledge_base.core.problems import ProblemType
    from sphinx_knowledge_base.core.reading.schema import FrontMatter

#: Keys that name terms, with their taxonomies and the noun for one term.
_TERMS: Mapping[str, tuple[Taxonomy, ProblemType]] = MappingProxyType(
    {
        "category": ("categories", "category"),
        "audience": ("audiences", "audience"),
        "tags": ("tags", "tag"),
    }
)

_IMAGES = MappingProxyType({"featuredImage": "featured picture", "ogImage": "picture"})


class RefusedValue(NamedTuple):
    """One problem of a value."""

    place: str
    """The path of the value: ``tags.0``."""
    type: ProblemType
    message: str
    severity: Severity = Severity.WARNING


class Known(NamedTuple):
    """The terms, files and slugs of the site."""

    registry: Registry
    lookups: Lookups
    owners: Mapping[str, str]
    """Slugs of published articles, with their files."""
    written: AbstractSet[str]
    """Slugs of all valid articles."""
    former_slugs: Mapping[str, str]


def named_by(front_matter: FrontMatter) -> dict[str, str]:
    """Return the names in valid front matter, as in ``Source.named`` but without the category."""
    lists = {
        "tags": front_matter.tags,
        "audience": front_matter.audience,
        "relatedArticles": front_matter.related_articles,
    }
    found = {
        f"{key}.{number}": one for key, items in lists.items() for number, one in enumerate(items)
    }
    images = {"featuredImage": front_matter.featured_image, "ogImage": front_matter.og_image}
    return found | {key: image for key, image in images.items() if image}


def faults(named: Mapping[str, str], known: Known) -> Iterator[RefusedValue]:
    """Yield the problems of the slug, terms, pictures and articles in *named*."""
    for place, value in named.items():
        key = place.partition(".")[0]
        if key in _TERMS:
            taxonomy, noun = _TERMS[key]
            table = TermTable(taxonomy, known.registry)
            if fault := table.unregistered(value):
                yield RefusedValue(place, noun, fault)
            try:
                table.resolve(value)
            except ValueError as error:
                is_fatal = key == "category"
                severity = Severity.ERROR if is_fatal else Severity.WARNING
                yield RefusedValue(place, noun, f"{noun} {value!r} {error}", severity)
        elif key in _IMAGES:
            if fault := known.lookups.image_fault(_IMAGES[key], value):
                yield RefusedValue(place, "image", fault)
        elif key == "slug" and value in known.owners:
            taken = f"slug {value!r} is taken by {known.owners[value]}"
            yield RefusedValue(place, "slug", taken, Severity.ERROR)
        elif key == "relatedArticles":
            found = faults_of_curated(
                [value], known.owners.keys(), known.written, known.former_slugs
            )
            for _, message, severity in found:
                yield RefusedValue(place, "related", message, severity)
