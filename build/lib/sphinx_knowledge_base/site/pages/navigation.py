"""Navigation: the sidebar, breadcrumbs and neighbours, at a cost that no page adds to.

Furo asks for the whole site's tree of documents on every page, which takes time and bytes in
proportion to the square of their number.  The sidebar here is the same on every page but for
the marks of where one is: the documents that editors placed by hand, the categories, and links
to the other lists.  No article is in it, and neither is a count.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from sphinx import addnodes

from sphinx_knowledge_base.build.project import catalog_of, project_of
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


class Entry(NamedTuple):
    """One link of the sidebar, or of the way to a page."""

    title: str
    target: str
    """A docname, or an address elsewhere."""
    children: tuple[Entry, ...] = ()

    @property
    def is_external(self) -> bool:
        return "://" in self.target


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one caption."""

    caption: str
    entries: tuple[Entry, ...]
    is_by_hand: bool = False
    """Whether an editor placed these documents; the other groups come from the catalog."""


def sidebar(env: BuildEnvironment) -> tuple[Group, ...]:
    """Return what the sidebar of every page shows."""
    catalog = catalog_of(env)
    groups = [*_browsing(catalog), *_placed_by_hand(env)]
    return tuple(group for group in groups if group.entries)


def _browsing(catalog: Catalog) -> Iterator[Group]:
    routes = catalog.routes
    yield Group(
        translate("Categories"),
        tuple(
            Entry(term.title, routes.term("categories", term.slug))
            for term in catalog.of("categories")
        ),
    )
    entries = [
        Entry(
            taxonomy_title(page.taxonomy) if page.taxonomy else translate("All articles"),
            page.docname,
        )
        for page in top_pages(catalog)
        if page.taxonomy != "categories"
    ]
    yield Group(translate("Browse"), tuple(entries))


def _placed_by_hand(env: BuildEnvironment) -> Iterator[Group]:
    """Yield the toctrees of the home page as their editors grouped them, without articles."""
    catalog = catalog_of(env)
    ours = {page.docname for page in top_pages(catalog)}
    toc = env.tocs.get(env.config.root_doc)
    for tree in toc.findall(addnodes.toctree) if toc is not None else ():
        entries = tuple(
            Entry(title or _title(env, target), target, _children(env, target, frozenset()))
            for title, target in tree["entries"]
            if target not in ours and ("://" in target or target in env.titles)
        )
        yield Group(tree.get("caption") or "", entries, is_by_hand=True)


def _children(env: BuildEnvironment, docname: str, above: frozenset[str]) -> tuple[Entry, ...]:
    catalog = catalog_of(env)
    return tuple(
        Entry(_title(env, child), child, _children(env, child, above | {docname}))
        for child in env.toctree_includes.get(docname, ())
        if child in env.titles
        and child not in above
        and catalog.article_at(child) is None
        and child not in catalog.pages
    )


def _title(env: BuildEnvironment, target: str) -> str:
    return env.titles[target].astext() if target in env.titles else target


def trail(env: BuildEnvironment, docname: str) -> tuple[Entry, ...]:
    """Return the breadcrumbs of a page: the home page first, the page itself left out."""
    catalog = catalog_of(env)
    if docname == env.config.root_doc:
        return ()
    crumbs = [Entry(translate("Home"), env.config.root_doc)]
    article, page = catalog.article_at(docname), catalog.pages.get(docname)
    if article is not None:
        (term,) = catalog.terms_of(article, "categories")
        crumbs.append(Entry(term.title, catalog.routes.term("categories", term.slug)))
    elif page is not None and page.taxonomy is not None and page.term is not None:
        index = catalog.routes.taxonomy(page.taxonomy)
        crumbs.append(Entry(taxonomy_title(page.taxonomy), index))
        if not page.first:
            first = catalog.routes.term(page.taxonomy, page.term.slug)
            crumbs.append(Entry(page.term.title, first))
    elif page is not None and not page.first:
        crumbs.append(Entry(translate("All articles"), catalog.routes.articles()))
    elif page is None:
        crumbs += _ancestors(env, docname)
    return tuple(crumbs)


def _ancestors(env: BuildEnvironment, docname: str) -> Iterator[Entry]:
    """Yield the documents above a hand-written one, the outermost first."""
    parents = {
        child: parent
        for parent, children in sorted(env.toctree_includes.items())
        if catalog_of(env).article_at(parent) is None
        for child in children
        if catalog_of(env).article_at(child) is None
    }
    above: list[str] = []
    while (docname := parents.get(docname, "")) and docname != env.config.root_doc:
        if docname in above:
            break
        above.append(docname)
    for ancestor in reversed(above):
        yield Entry(_title(env, ancestor), ancestor)


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Settle the sidebar, once for all pages of this build."""
    project = project_of(env)
    project.sidebar = sidebar(env)
    project.sidebar_digest = digest(project.sidebar)


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the page its sidebar and breadcrumbs, and articles their neighbours."""
    env = app.env
    catalog = catalog_of(env)
    groups = project_of(env).sidebar
    context["toctree"] = lambda **_: render(groups, pagename, app, context["pathto"])
    context["kb_trail"] = trail(env, pagename) if doctree is not None else ()
    if pagename == app.config.root_doc or catalog.article_at(pagename) is not None:
        # The home page is the first of nothing; an article's footer leads to the newer and
        # older one of its category.
        context["prev"] = context["next"] = None
    elif (page := catalog.pages.get(pagename)) is not None:
        context["prev"] = _relation(page.newer, translate("Newer articles"), context["pathto"])
        context["next"] = _relation(page.older, translate("Older articles"), context["pathto"])
    elif doctree is not None:
        context["prev"], context["next"] = _around(groups, pagename, context["pathto"])


def _around(
    groups: tuple[Group, ...], docname: str, pathto: Callable[[str], str]
) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """Return the hand-written documents before and after one, in the sidebar's order.

    Sphinx's own order runs through all articles, so the document behind them would have to be
    written again with each that is published.
    """
    placed = list(_flat(groups))
    names = [entry.target for entry in placed]
    if docname not in names:
        return None, None
    at = names.index(docname)

    def relation(near: list[Entry]) -> dict[str, str] | None:
        return {"link": pathto(near[0].target), "title": escape(near[0].title)} if near else None

    return relation(placed[max(0, at - 1) : at]), relation(placed[at + 1 : at + 2])


def _flat(entries: Iterable[Group | Entry]) -> Iterator[Entry]:
    """Yield the documents of the sidebar that editors wrote, from top to bottom."""
    for entry in entries:
        if isinstance(entry, Group):
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
    groups: tuple[Group, ...], pagename: str, app: Sphinx, pathto: Callable[[str], str]
) -> str:
    """Return the sidebar as Sphinx writes its global toctree, which themes know how to style."""
    here = {entry.target for entry in trail(app.env, pagename)} - {app.config.root_doc}

    def is_open(entry: Entry) -> bool:
        return entry.target == pagename or entry.target in here or any(map(is_open, entry.children))

    def items(entries: tuple[Entry, ...], level: int) -> Iterator[str]:
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
