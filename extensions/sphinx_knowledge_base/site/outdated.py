"""Decide which documents are read again and which pages are written again.

Both decisions compare the catalog with records of the last build:

* *Reading* a document uses a few facts of the catalog: its title, its children in navigation, the
  documents behind the files that it links to.  They are stored in the environment.
* *Writing* a page uses many more: lists, neighbours, related articles, the sidebar.  Their digests
  are stored beside the environment (`site.touched_pages`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_knowledge_base.build.context import ShownPage, ShownPages, build_of, hand_over
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.build.store import store_of
from sphinx_knowledge_base.core.catalog.digests import CatalogFacts, digest
from sphinx_knowledge_base.site.domain import (
    KnowledgeBaseDomain,
    MentionKind,
    find_target,
    kb_domain,
)
from sphinx_knowledge_base.site.links import link_resolver
from sphinx_knowledge_base.site.pages.listing import select_articles
from sphinx_knowledge_base.site.pages.navigation import breadcrumbs
from sphinx_knowledge_base.site.pages.source_copies import names_unpublished
from sphinx_knowledge_base.site.placeholders import PlaceholderKind
from sphinx_knowledge_base.site.read_dependencies import file_lookup, read_dependencies
from sphinx_knowledge_base.site.touched_pages import (
    PAGES,
    facts_of_all,
    targets,
    touched_pages,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.digests import Facts
    from sphinx_knowledge_base.site.domain import Mention, PlaceholderUse
    from sphinx_knowledge_base.site.links import Destination

logger = logging.getLogger(__name__)


def on_env_get_outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: AbstractSet[str],
    changed: AbstractSet[str],
    removed: AbstractSet[str],
) -> list[str]:
    """Return the documents whose reading used facts of the catalog that have changed."""
    domain = kb_domain(env)
    known = env.found_docs & env.all_docs.keys()
    look_up = file_lookup(env)
    outdated = sorted(
        docname
        for docname in known
        if domain.read_dependencies.get(docname)
        != read_dependencies(env, docname, domain.files(docname), domain.cited(docname), look_up)
    )
    for docname in outdated:
        logger.debug("%s is read again: the catalog's data for it has changed", docname)
    return outdated


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents whose pages show facts of the catalog that have changed."""
    last = store_of(app).load(PAGES) or ShownPages()
    facts = CatalogFacts(catalog_of(env))
    rest = facts_of_all(env, facts)
    touched = touched_pages(env, facts, last, rest)
    now = {**last.pages, **shown_pages(env, touched, facts)}
    pages = {docname: now[docname] for docname in sorted(env.all_docs)}
    shown = ShownPages(pages, facts.articles(), rest)
    hand_over(env, replace(build_of(env), shown=shown, touched=touched))
    outdated = sorted(
        docname
        for docname in touched
        if docname not in last.pages or last.pages[docname].digest != pages[docname].digest
    )
    for docname in outdated:
        logger.debug("%s is written again: the catalog's data on it has changed", docname)
    return outdated


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Delete the stored digests: if this build is killed while writing, they would be wrong."""
    store_of(app).discard(PAGES)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Store the digests of all pages, after they have been written."""
    shown = build_of(app.env).shown
    if exception is None and shown.pages:
        store_of(app).save(PAGES, shown)


def shown_pages(
    env: BuildEnvironment, docnames: Iterable[str], facts: CatalogFacts
) -> dict[str, ShownPage]:
    """Return what is known of the pages *docnames* before they are written."""
    domain, resolve = kb_domain(env), link_resolver(env)
    return {
        docname: ShownPage(
            digest(shown_facts(env, docname, facts, resolve)),
            domain.read_at.get(docname),
            tuple(sorted({*targets(env, docname, domain.mentions.get(docname, ()), resolve)})),
        )
        for docname in docnames
    }


def shown_facts(
    env: BuildEnvironment,
    docname: str,
    facts: CatalogFacts,
    resolve: Callable[[str, str], Destination | None],
) -> Facts:
    """Return all facts of the catalog that the page of *docname* shows.

    :param resolve: See :func:`~sphinx_knowledge_base.site.links.link_resolver`.
    """
    catalog = catalog_of(env)
    domain = kb_domain(env)
    own: Facts = ()
    if (article := catalog.article_at(docname)) is not None:
        downloads = build_of(env).books.links.get(article.slug, ())
        own = (facts.whole_article(article), downloads)
    elif (page := catalog.pages.get(docname)) is not None:
        own = facts.whole_page(page)
    return (
        own,
        tuple(_in_placeholder(env, use, facts) for use in domain.placeholders.get(docname, ())),
        tuple(
            _at_target(env, docname, mention, resolve)
            for mention in domain.mentions.get(docname, ())
        ),
        breadcrumbs(env, docname),
        build_of(env).sidebar.digest,
        # Every page links to the feed, which exists if there is an article.
        catalog.has_published,
        names_unpublished(env, docname),
    )


def _in_placeholder(env: BuildEnvironment, use: PlaceholderUse, facts: CatalogFacts) -> Facts:
    kind, options, _ = use
    if kind == PlaceholderKind.ARTICLES:
        return facts.cards(select_articles(catalog_of(env), options))
    if kind == PlaceholderKind.TERMS:
        return facts.term_list(options["taxonomy"])
    return ()  # the other kinds show facts of the page itself


def _at_target(
    env: BuildEnvironment,
    docname: str,
    mention: Mention,
    resolve: Callable[[str, str], Destination | None],
) -> Facts:
    kind, target, _ = mention
    if kind == MentionKind.PATH:
        return (resolve(docname, target),)
    if kind not in KnowledgeBaseDomain.roles:
        return ()  # files and citations matter only for reading
    return (find_target(catalog_of(env), kind, target),)
