"""Resolve links that are written as paths (``/blog/some-slug``, ``other#part``)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin

from sphinx.util import docname_join
from sphinx.util.osutil import relative_uri

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import project_of
from sphinx_knowledge_base.core.catalog.link_targets import (
    SiteLinks,
    folders_of,
    is_site_path,
    split_target,
)
from sphinx_knowledge_base.core.reading.encoding import decode
from sphinx_knowledge_base.core.reading.positions import Fault
from sphinx_knowledge_base.core.reading.references import anchors
from sphinx_knowledge_base.site.pages import search
from sphinx_knowledge_base.site.placeholders import SITE_BUILDERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


_HEADING_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Destination:
    """The target of a path: a document or a file of this site, or else a URL."""

    docname: str | None = None
    anchor: str = ""
    uri: str = ""
    """The URL, if there is neither."""
    file: str = ""
    """The path of the file below the root of the site."""
    title: str = ""
    is_broken: bool = False
    """Whether the document lacks the anchor of the link."""


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Allow links to headings of all levels, unless the site sets this itself."""
    config.myst_heading_anchors = config.myst_heading_anchors or _HEADING_LEVELS


def site_links(env: BuildEnvironment) -> SiteLinks:
    """Return the targets of links; they are complete once all documents have been read."""
    settings, project = build_of(env).settings, project_of(env)
    return SiteLinks(
        catalog=project.catalog,
        docnames=env.all_docs,
        source=project.path2doc,
        patterns=settings.link_patterns,
        folders=folders_of(settings.article_patterns),
        outputs=settings.outputs,
        home=env.config.root_doc,
    )


def resolve_link(env: BuildEnvironment, fromdocname: str, target: str) -> Destination | None:
    """Return the target of a path; None if MyST resolves it, or if nothing does."""
    path, fragment = split_target(target)
    if not fragment and "?" not in target and is_document(env, fromdocname, path):
        return None
    links = site_links(env)
    source = env.doc2path(fromdocname, base=False).as_posix()
    page = links.page(path, fromdocname, source) if path else fromdocname
    if page is not None:
        title = env.titles[page].astext() if page in env.titles else ""
        anchor = find_anchor(env, page, fragment) if fragment else ""
        is_broken = anchor is None
        return Destination(page, anchor or fragment, title=title, is_broken=is_broken)
    if not is_site_path(path):
        return None
    if posixpath.normpath(path).removesuffix(".html") == f"/{search.PAGE}":
        if search.engine(env) != "none":
            return Destination(search.PAGE)
    elif env.config.html_baseurl and links.has_file(path):
        return Destination(file=unquote(path).lstrip("/"))
    site_url = build_of(env).settings.site_url
    return Destination(uri=urljoin(site_url, target)) if site_url else None


def address(builder: Builder, fromdocname: str, file: str) -> str:
    """Return the address of an exported file; books lead to the site."""
    if builder.name in SITE_BUILDERS:
        return relative_uri(builder.get_target_uri(fromdocname), quote(file))
    base: str = builder.config.html_baseurl
    return urljoin(base.rstrip("/") + "/", quote(file))


def link_resolver(env: BuildEnvironment) -> Callable[[str, str], Destination | None]:
    """Return a cached :func:`resolve_link`, for use after all documents have been read.

    Many documents link to the same site path, which means the same in each of them.
    """
    cached, root = cache(partial(resolve_link, env)), env.config.root_doc

    def resolve(fromdocname: str, target: str) -> Destination | None:
        return cached(root if is_site_path(target) else fromdocname, target)

    return resolve


def is_document(env: BuildEnvironment, fromdocname: str, target: str) -> bool:
    """Return whether *target* is a docname that MyST resolves."""
    return _joined(fromdocname.rpartition("/")[0], target) in env.all_docs


@lru_cache(maxsize=1 << 16)
def _joined(folder: str, target: str) -> str:
    """Return the docname that *target* means in documents of a folder, which many share."""
    return docname_join(f"{folder}/_", target)


def is_label(env: BuildEnvironment, target: str) -> bool:
    """Return whether *target* is the name of a label, which may contain a slash."""
    return target.lower() in env.domains.standard_domain.anonlabels


def find_anchor(env: BuildEnvironment, docname: str, fragment: str) -> str | None:
    """Return the id of the target in a document that *fragment* names; None if there is none.

    *fragment* can be a heading's anchor in GitHub's style, an id, or the name of a label.
    """
    name = unquote(fragment)
    slugs = env.metadata[docname].get("myst_slugs", {})
    if name in slugs:
        return str(slugs[name][1])
    if any(name == id_ for _, id_, _ in slugs.values()):
        return name
    labels = env.domains.standard_domain.anonlabels
    # Most links name a label.  To look for an id is to look at all labels, which may be many.
    page, id_ = labels.get(name, ("", ""))
    if page == docname:
        return id_
    if (docname, name) in labels.values():
        return name
    text = decode(Path(env.doc2path(docname)).read_bytes())
    written = () if isinstance(text, Fault) else anchors(text)
    return name if any(anchor.name == name for anchor in written) else None
