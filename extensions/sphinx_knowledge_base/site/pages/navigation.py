"""Navigation: the sidebar, breadcrumbs, and links to the previous and next page.

Furo renders the toctree of the whole site on every page, which takes time and space in proportion
to the square of the number of pages.  This sidebar is the same on every page, except that the
current page is marked: categories, links to the other lists, and the documents in the home page's
toctrees.  It contains no articles and no counts, so publishing an article does not change it.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from sphinx import addnodes

from sphinx_knowledge_base.build.context import (
    NavigationLink,
    Sidebar,
    SidebarGroup,
    build_of,
    hand_over,
)
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.i18n.interface import taxonomy_title, translate
from sphinx_knowledge_base.site.pages.generated import top_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.catalog import Catalog


def sidebar(env: BuildEnvironment) -> Sidebar:
    """Return the sidebar of this build."""
    found = (*_browsing(catalog_of(env)), *_hand_written(env))
    groups = tuple(group for group in found if group.entries)
    return Sidebar(groups, digest(groups))


def _browsing(catalog: Catalog) -> Iterator[SidebarGroup]:
    routes = catalog.routes
    yield SidebarGroup(
        translate("Categories"),
        tuple(
            NavigationLink(term.title, routes.term("categories", term.slug))
            for term in catalog.of("categories")
        ),
    )
    entries = [
        NavigationLink(
            taxonomy_title(page.taxonomy) if page.taxonomy else translate("All articles"),
            page.docname,
        )
        for page in top_pages(catalog)
        if page.taxonomy != "categories"
    ]
    yield SidebarGroup(translate("Browse"), tuple(entries))


def _hand_written(env: BuildEnvironment) -> Iterator[SidebarGroup]:
    """Yield the toctrees of the home page, without articles and generated pages."""
    catalog = catalog_of(env)
    ours = {page.docname for page in top_pages(catalog)}
    toc = env.tocs.get(env.config.root_doc)
    for tree in toc.findall(addnodes.toctree) if toc is not None else ():
        entries = tuple(
            NavigationLink(
                title or _title(env, target), target, _children(env, target, frozenset())
            )
            for title, target in tree["entries"]
            if target not in ours and ("://" in target or target in env.titles)
        )
        yield SidebarGroup(tree.get("caption") or "", entries, is_by_hand=True)


def _children(
    env: BuildEnvironment, docname: str, above: frozenset[str]
) -> tuple[NavigationLink, ...]:
    catalog = catalog_of(env)
    return tuple(
        NavigationLink(_title(env, child), child, _children(env, child, above | {docname}))
        for child in env.toctree_includes.get(docname, ())
        if child in env.titles
        and child not in above
        and catalog.article_at(child) is None
        and child not in catalog.pages
    )


def _title(env: BuildEnvironment, target: str) -> str:
    return env.titles[target].astext() if target in env.titles else target


def breadcrumbs(env: BuildEnvironment, docname: str) -> tuple[NavigationLink, ...]:
    """Return the breadcrumbs of a page, from the home page to the page above this one."""
    catalog = catalog_of(env)
    if docname == env.config.root_doc:
        return ()
    crumbs = [NavigationLink(translate("Home"), env.config.root_doc)]
    article, page = catalog.article_at(docname), catalog.pages.get(docname)
    if article is not None:
        (term,) = catalog.terms_of(article, "categories")
        crumbs.append(NavigationLink(term.title, catalog.routes.term("categories", term.slug)))
    elif page is not None and page.taxonomy is not None and page.term is not None:
        index = catalog.routes.taxonomy(page.taxonomy)
        crumbs.append(NavigationLink(taxonomy_title(page.taxonomy), index))
        if not page.first:
            first = catalog.routes.term(page.taxonomy, page.term.slug)
            crumbs.append(NavigationLink(page.term.title, first))
    elif page is not None and not page.first:
        crumbs.append(NavigationLink(translate("All articles"), catalog.routes.articles()))
    elif page is None:
        crumbs += _ancestors(env, docname)
    return tuple(crumbs)


def _ancestors(env: BuildEnvironment, docname: str) -> Iterator[NavigationLink]:
    """Yield the documents above a hand-written one in the toctrees, the outermost first."""
    parents = build_of(env).parents
    above: list[str] = []
    while (docname := parents.get(docname, "")) and docname != env.config.root_doc:
        if docname in above:
            break
        above.append(docname)
    for ancestor in reversed(above):
        yield NavigationLink(_title(env, ancestor), ancestor)


def _parents(env: BuildEnvironment) -> dict[str, str]:
    """Return the parent of each hand-written document in the toctrees."""
    catalog = catalog_of(env)
    return {
        child: parent
        for parent, children in sorted(env.toctree_includes.items())
        if catalog.article_at(parent) is None
        for child in children
        if catalog.article_at(child) is None
    }


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Compute what all pages share."""
    hand_over(env, replace(build_of(env), sidebar=sidebar(env), parents=_parents(env)))


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add sidebar, breadcrumbs, and the links to the previous and next page."""
    env = app.env
    catalog = catalog_of(env)
    groups = build_of(env).sidebar.groups
    context["toctree"] = lambda **_: render(groups, pagename, app, context["pathto"])
    context["kb_trail"] = breadcrumbs(env, pagename) if doctree is not None else ()
    if pagename == app.config.root_doc or catalog.article_at(pagename) is not None:
        # The home page has no neighbours, and the footer of an article already links to its own.
        context["prev"] = context["next"] = None
    elif (page := catalog.pages.get(pagename)) is not None:
        context["prev"] = _relation(page.newer, translate("Newer articles"), context["pathto"])
        context["next"] = _relation(page.older, translate("Older articles"), context["pathto"])
    elif doctree is not None:
        context["prev"], context["next"] = _previous_and_next(groups, pagename, context["pathto"])


def _previous_and_next(
    groups: tuple[SidebarGroup, ...], docname: str, pathto: Callable[[str], str]
) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """Return the links to the hand-written documents before and after one in the sidebar.

    Sphinx's own order runs through all articles, so publishing an article would change the page of
    the document that follows them.
    """
    placed = list(_flat(groups))
    names = [entry.target for entry in placed]
    if docname not in names:
        return None, None
    at = names.index(docname)

    def relation(near: list[NavigationLink]) -> dict[str, str] | None:
        return {"link": pathto(near[0].target), "title": escape(near[0].title)} if near else None

    return relation(placed[max(0, at - 1) : at]), relation(placed[at + 1 : at + 2])


def _flat(entries: Iterable[SidebarGroup | NavigationLink]) -> Iterator[NavigationLink]:
    """Yield the hand-written documents of the sidebar, from top to bottom."""
    for entry in entries:
        if isinstance(entry, SidebarGroup):
            if entry.is_by_hand:
                yield from _flat(entry.entries)
        elif not entry.is_external:
            yield entry
            yield from _flat(entry.children)


def _relation(
    docname: str | None, title: str, pathto: Callable[[str], str]
) -> dict[str, str] | None:
    return {"link": pathto(docname), "title": title} if docname else None


def render(
    groups: tuple[SidebarGroup, ...], pagename: str, app: Sphinx, pathto: Callable[[str], str]
) -> str:
    """Return the sidebar as HTML like that of Sphinx's global toctree, which themes can style."""
    here = {entry.target for entry in breadcrumbs(app.env, pagename)} - {app.config.root_doc}

    def is_open(entry: NavigationLink) -> bool:
        return entry.target == pagename or entry.target in here or any(map(is_open, entry.children))

    def items(entries: tuple[NavigationLink, ...], level: int) -> Iterator[str]:
        for entry in entries:
            current = entry.target == pagename
            classes = f"toctree-l{level}" + (" current" if is_open(entry) else "")
            yield f'<li class="{classes}">'
            kind = "external" if entry.is_external else "internal"
            href = entry.target if entry.is_external else "#" if current else pathto(entry.target)
            link = ("current " if current else "") + f"reference {kind}"
            yield f'<a class="{link}" href="{escape(href)}">{escape(entry.title)}</a>'
            if entry.children:
                yield "<ul>"
                yield from items(entry.children, level + 1)
                yield "</ul>"
            yield "</li>"

    parts: list[str] = []
    for group in groups:
        if group.caption:
            parts.append(
                '<p class="caption" role="heading" aria-level="2"><span class="caption-text">'
                f"{escape(group.caption)}</span></p>"
            )
        marked = ' class="current"' if any(map(is_open, group.entries)) else ""
        parts += [f"<ul{marked}>", *items(group.entries, 1), "</ul>"]
    return "\n".join(parts)
