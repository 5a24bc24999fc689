"""Find the pages that changed facts touch; only these are compared with the last build.

A page shows facts of the catalog, and of documents that it links to.  What the last build found
out about each page is stored beside the environment, for each builder, after all pages have been
written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from sphinx_knowledge_base.build.context import ShownPage, ShownPages, build_of
from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.build.store import State
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.site.domain import (
    KnowledgeBaseDomain,
    MentionKind,
    find_target,
    kb_domain,
)
from sphinx_knowledge_base.site.pages import search
from sphinx_knowledge_base.site.placeholders import PlaceholderKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.digests import CatalogFacts
    from sphinx_knowledge_base.site.domain import Mention
    from sphinx_knowledge_base.site.links import Destination

#: Placeholders for lists whose articles or terms depend on the whole catalog.
_LISTS = frozenset({PlaceholderKind.ARTICLES, PlaceholderKind.TERMS})

_ROWS = TypeAdapter(tuple[dict[str, ShownPage], dict[str, str], str, tuple[str, ...]])

#: What the last build found out about the pages of the output.
PAGES: State[ShownPages] = State(
    "pages",
    3,
    list,
    lambda rows: ShownPages(*_ROWS.validate_python(rows)),
    is_of_output=True,
)


def facts_of_all(env: BuildEnvironment, facts: CatalogFacts) -> str:
    """Return a digest of what pages show or links depend on, besides articles and documents."""
    build, project = build_of(env), project_of(env)
    docnames = sorted(env.all_docs)
    files = [  # those of articles are among the facts of the catalog
        project.doc2path(docname, absolute=False).as_posix()
        for docname in docnames
        if docname in project.replaced or _is_hand_written(env, docname)
    ]
    return digest(
        (
            facts.rest(),
            docnames,
            files,
            sorted(env.domains.standard_domain.anonlabels.items()),
            # A document is read again when what it cites has changed.
            sorted(build.bibliography),
            build.settings,
            env.config.html_baseurl,
            search.engine(env),
            build.sidebar.digest,
            build.books.links,
            catalog_of(env).has_published,
        )
    )


def touched_pages(
    env: BuildEnvironment, facts: CatalogFacts, last: ShownPages, rest: str
) -> AbstractSet[str]:
    """Return the docnames of all pages whose facts may have changed since the *last* build.

    :param rest: The result of :func:`facts_of_all` for this build.
    """
    names = env.all_docs.keys()
    if last.rest != rest or last.pages.keys() != names:
        return names
    domain = kb_domain(env)
    changed = {
        docname for docname, now in facts.articles().items() if last.articles.get(docname) != now
    }
    read = {
        docname
        for docname, page in last.pages.items()
        if page.read_at is None or page.read_at != domain.read_at.get(docname)
    }
    shown_anew = changed | read
    return {
        *read,
        *last.with_findings,  # they are reported in every build
        *facts.pages_showing(changed),
        *(name for name, page in last.pages.items() if not shown_anew.isdisjoint(page.leads_to)),
        *(name for name in names if _is_hand_written(env, name) or _has_list(domain, name)),
    }


def _is_hand_written(env: BuildEnvironment, docname: str) -> bool:
    """Return whether *docname* is neither an article nor a list of the catalog."""
    catalog = catalog_of(env)
    return docname not in catalog.pages and catalog.article_at(docname) is None


def _has_list(domain: KnowledgeBaseDomain, docname: str) -> bool:
    return any(kind in _LISTS for kind, _, _ in domain.placeholders.get(docname, ()))


def targets(
    env: BuildEnvironment,
    docname: str,
    mentions: Iterable[Mention],
    resolve: Callable[[str, str], Destination | None],
) -> Iterator[str]:
    """Yield the docnames that the links of *docname* lead to.

    :param resolve: See :func:`~sphinx_knowledge_base.site.links.link_resolver`.
    """
    for kind, target, _ in mentions:
        if kind == MentionKind.PATH:
            if (destination := resolve(docname, target)) and destination.docname:
                yield destination.docname
        elif kind in KnowledgeBaseDomain.roles and (
            found := find_target(catalog_of(env), kind, target)
        ):
            yield found[0]
