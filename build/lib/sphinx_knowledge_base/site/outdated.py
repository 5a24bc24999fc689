"""What is read and written again: the difference between the catalog of then and that of today.

Two comparisons, each with what was recorded when the thing was last done:

* *Reading* a document takes a few facts from the catalog (its title, its children in navigation,
  the documents behind the files it links to).  They are stored with the environment.
* *Writing* a page takes many more (lists, neighbours, relations, the sidebar).  Their digests are
  stored beside the environment, for each builder, once all pages have been written.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.build.state_files import state_file
from sphinx_knowledge_base.core.catalog.digests import CatalogFacts, digest
from sphinx_knowledge_base.site.domain import KnowledgeBaseDomain, find
from sphinx_knowledge_base.site.links import destinations
from sphinx_knowledge_base.site.pages.listing import asked
from sphinx_knowledge_base.site.pages.navigation import trail
from sphinx_knowledge_base.site.read_dependencies import reading_facts

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.digests import Facts
    from sphinx_knowledge_base.site.domain import Mention, UsedPart
    from sphinx_knowledge_base.site.links import Destination


def on_env_get_outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: AbstractSet[str],
    changed: AbstractSet[str],
    removed: AbstractSet[str],
) -> list[str]:
    """Return the documents that reading would find different today."""
    domain = _domain(env)
    known = env.found_docs & env.all_docs.keys()
    return sorted(
        docname
        for docname in known
        if domain.reading.get(docname)
        != reading_facts(env, docname, domain.files(docname), domain.cited(docname))
    )


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents whose pages would show something different today."""
    project = project_of(env)
    facts, leads_to = CatalogFacts(catalog_of(env)), destinations(env)
    names = sorted(env.all_docs)
    project.shown = {name: digest(shown(env, name, facts, leads_to)) for name in names}
    written = _load(_state_file(app))
    return sorted(docname for docname, now in project.shown.items() if written.get(docname) != now)


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Forget what was written: a build that is killed while it writes is not believed."""
    _state_file(app).unlink(missing_ok=True)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Remember what the pages show, now that they have been written."""
    if exception is None and project_of(app.env).shown:
        _state_file(app).write_text(json.dumps(project_of(app.env).shown), encoding="utf-8")


def shown(
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
        downloads = project_of(env).downloads.get(article.slug, ())
        own = (facts.whole_article(article), downloads)
    elif (page := catalog.pages.get(docname)) is not None:
        own = facts.whole_page(page)
    return (
        own,
        tuple(_part(env, part, facts) for part in domain.parts.get(docname, ())),
        tuple(_mention(env, mention, leads_to) for mention in domain.mentions.get(docname, ())),
        trail(env, docname),
        project_of(env).sidebar_digest,
        # A feed, to which every page leads, has at least one article.
        catalog.has_published,
    )


def _part(env: BuildEnvironment, part: UsedPart, facts: CatalogFacts) -> Facts:
    if part.kind == "articles":
        return facts.cards(asked(catalog_of(env), part.options))
    if part.kind == "terms":
        return facts.term_list(part.options["taxonomy"])
    return ()  # the others show the page's own facts


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


def _state_file(app: Sphinx) -> Path:
    return state_file(app, "shown")


def _load(file: Path) -> dict[str, str]:
    """Return the digests of the last build; none when the file is missing or damaged."""
    try:
        loaded = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}
