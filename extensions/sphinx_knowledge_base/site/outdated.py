"""Decide which documents are read again and which pages are written again.

Both decisions compare facts of today's catalog with those recorded last time:

* *Reading* a document depends on a few facts (its title, its children in navigation, the documents
  behind the files that it links to).  The domain data records them.
* *Writing* a page depends on many more (lists, neighbours, related articles, the sidebar).  The
  store records their digests, for each output folder, once all pages have been written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from pydantic import TypeAdapter

from sphinx_knowledge_base.build.context import build_of, hand_over
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.build.store import State, store_of
from sphinx_knowledge_base.core.catalog.digests import CatalogFacts, digest
from sphinx_knowledge_base.site.domain import KnowledgeBaseDomain, find
from sphinx_knowledge_base.site.links import destinations
from sphinx_knowledge_base.site.pages.listing import asked
from sphinx_knowledge_base.site.pages.navigation import trail
from sphinx_knowledge_base.site.read_dependencies import reading_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.digests import Facts
    from sphinx_knowledge_base.site.domain import Mention, UsedPart
    from sphinx_knowledge_base.site.links import Destination


#: What each page of the output shows of the catalog: its digest, by docname.
PAGES: State[Mapping[str, str]] = State(
    "pages", 1, dict, TypeAdapter(dict[str, str]).validate_python, is_of_output=True
)


def on_env_get_outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: AbstractSet[str],
    changed: AbstractSet[str],
    removed: AbstractSet[str],
) -> list[str]:
    """Return the documents whose reading depends on a fact that changed."""
    domain = _domain(env)
    known = env.found_docs & env.all_docs.keys()
    return sorted(
        docname
        for docname in known
        if domain.reading.get(docname)
        != reading_facts(env, docname, domain.files(docname), domain.cited(docname))
    )


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Hand over the digests of all pages, and return the documents whose digest changed."""
    facts, leads_to = CatalogFacts(catalog_of(env)), destinations(env)
    names = sorted(env.all_docs)
    digests = {name: digest(page_facts(env, name, facts, leads_to)) for name in names}
    hand_over(env, replace(build_of(env), page_digests=digests))
    written = store_of(app).load(PAGES) or {}
    return sorted(docname for docname, now in digests.items() if written.get(docname) != now)


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Discard the recorded digests: if this build is killed, all pages are written again."""
    store_of(app).discard(PAGES)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Record the digests, now that all pages are written."""
    digests = build_of(app.env).page_digests
    if exception is None and digests:
        store_of(app).save(PAGES, digests)


def page_facts(
    env: BuildEnvironment,
    docname: str,
    facts: CatalogFacts,
    leads_to: Callable[[str], Destination | None],
) -> Facts:
    """Return everything that the page of *docname* shows of the catalog."""
    catalog = catalog_of(env)
    domain = _domain(env)
    own: Facts = ()
    if (article := catalog.article_at(docname)) is not None:
        downloads = build_of(env).books.links.get(article.slug, ())
        own = (facts.whole_article(article), downloads)
    elif (page := catalog.pages.get(docname)) is not None:
        own = facts.whole_page(page)
    return (
        own,
        tuple(_part(env, part, facts) for part in domain.parts.get(docname, ())),
        tuple(_mention(env, mention, leads_to) for mention in domain.mentions.get(docname, ())),
        trail(env, docname),
        build_of(env).sidebar.digest,
        # Every page links to the feed, and there is one as soon as an article is published.
        catalog.has_published,
    )


def _part(env: BuildEnvironment, part: UsedPart, facts: CatalogFacts) -> Facts:
    if part.kind == "articles":
        return facts.cards(asked(catalog_of(env), part.options))
    if part.kind == "terms":
        return facts.term_list(part.options["taxonomy"])
    return ()  # other parts show facts of the page itself


def _mention(
    env: BuildEnvironment, mention: Mention, leads_to: Callable[[str], Destination | None]
) -> Facts:
    if mention.kind in {"file", "withheld", "left out", "citation"}:
        return ()
    if mention.kind == "path":
        return (leads_to(mention.target),)
    return (find(catalog_of(env), mention.kind, mention.target),)


def _domain(env: BuildEnvironment) -> KnowledgeBaseDomain:
    return cast("KnowledgeBaseDomain", env.get_domain("kb"))
