"""Resolve links that are written as site paths (``/blog/some-slug``) to documents and URLs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from sphinx.util import docname_join

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.links import resolve_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.environment import BuildEnvironment


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a site path leads: to a document of this site, or else to a URL."""

    docname: str | None = None
    anchor: str = ""
    uri: str = ""
    """The URL, if there is no document."""
    title: str = ""


def is_site_path(target: str) -> bool:
    """Tell whether the target of a link is a path from the root of the site."""
    return target.startswith("/") and not target.startswith("//")


def resolve_link(env: BuildEnvironment, fromdocname: str, target: str) -> Destination | None:
    """Return where a site path leads; None if MyST resolves it itself or nothing does."""
    path, _, fragment = target.partition("#")
    path = path.partition("?")[0]
    named = docname_join(fromdocname, path)
    if named in env.all_docs:
        # MyST resolves documents, but not a heading of a document that is named by a site path.
        return Destination(named, _anchor(env, named, fragment)) if fragment else None
    settings, catalog = build_of(env).settings, catalog_of(env)
    page = resolve_path(catalog, settings.link_patterns, path) or catalog.moved_to(path)
    if page is not None:
        title = env.titles[page].astext() if page in env.titles else ""
        return Destination(page, _anchor(env, page, fragment), title=title)
    if settings.site_url:
        return Destination(uri=urljoin(settings.site_url, target))
    return None


def link_resolver(env: BuildEnvironment) -> Callable[[str], Destination | None]:
    """Return a cached :func:`resolve_link` for site paths, to be used after all reading is done.

    Many documents link to the same path, and a site path means the same in each of them.
    """
    return cache(partial(resolve_link, env, env.config.root_doc))


def is_resolvable(env: BuildEnvironment, fromdocname: str, target: str) -> bool:
    """Tell whether this module or MyST resolves a site path."""
    if resolve_link(env, fromdocname, target) is not None:
        return True
    return docname_join(fromdocname, target.partition("?")[0]) in env.all_docs


def _anchor(env: BuildEnvironment, docname: str, fragment: str) -> str:
    """Return the id of the heading whose GitHub-style anchor is *fragment*."""
    slugs = env.metadata[docname].get("myst_slugs", {})
    return slugs[fragment][1] if fragment in slugs else fragment
