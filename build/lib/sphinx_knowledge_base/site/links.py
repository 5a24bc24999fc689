"""Links as articles have them: site paths of articles, terms and everything else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from sphinx.util import docname_join

from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.build.settings import LINK_FIELDS
from sphinx_knowledge_base.core.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a site path leads: a document, an address elsewhere, or nowhere."""

    docname: str | None = None
    anchor: str = ""
    uri: str = ""
    title: str = ""


def is_site_path(target: str) -> bool:
    """Tell whether a link's target is a path from the root of the site."""
    return target.startswith("/") and not target.startswith("//")


def resolve_link(env: BuildEnvironment, fromdocname: str, target: str) -> Destination | None:
    """Return where a site path leads, or None when MyST finds it or nobody does."""
    path, _, fragment = target.partition("#")
    path = path.partition("?")[0]
    written = docname_join(fromdocname, path)
    if written in env.all_docs:
        # MyST finds documents itself, but not their headings behind a site path.
        return Destination(written, _anchor(env, written, fragment)) if fragment else None
    settings = project_of(env).settings
    if (page := resolve_path(catalog_of(env), settings.link_patterns, path)) is not None:
        title = env.titles[page].astext() if page in env.titles else ""
        return Destination(page, _anchor(env, page, fragment), title=title)
    if settings.site_url:
        return Destination(uri=urljoin(settings.site_url, target))
    return None


def destinations(env: BuildEnvironment) -> Callable[[str], Destination | None]:
    """Return what gives the destination of a site path, for as long as nothing is read.

    Many documents link to one, and it starts at the root of the site for all of them.
    """
    return cache(partial(resolve_link, env, env.config.root_doc))


def leads_somewhere(env: BuildEnvironment, fromdocname: str, target: str) -> bool:
    """Tell whether a site path leads anywhere, be it through MyST or through this module."""
    if resolve_link(env, fromdocname, target) is not None:
        return True
    return docname_join(fromdocname, target.partition("?")[0]) in env.all_docs


def _anchor(env: BuildEnvironment, docname: str, fragment: str) -> str:
    """Return the identifier of the heading that *fragment* names as GitHub would write it."""
    slugs = env.metadata[docname].get("myst_slugs", {})
    return slugs[fragment][1] if fragment in slugs else fragment


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
