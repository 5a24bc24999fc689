"""Checks of what documents refer to, made in every build: a problem does not vanish with time."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, cast

from sphinx.util import logging

from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.site.domain import TERM_ROLES, KnowledgeBaseDomain, find
from sphinx_knowledge_base.site.links import leads_somewhere
from sphinx_knowledge_base.site.pages.listing import TERM_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.catalog import Catalog

logger = logging.getLogger(__name__)

#: What is wrong with references of a kind, whatever they refer to.
_ALWAYS: Mapping[str, str] = {
    "file": "",  # MyST reports files that are not there
    "withheld": "link {!r} leads to an article that is not published",
    "left out": "the text of {!r} is left out: that article is not published",
}


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Report every reference that leads nowhere."""
    for docname, line, message in sorted(dangling(env)):
        location = f"{env.doc2path(docname, base=False)}:{line}"
        logger.warning(message, location=location, type="kb", subtype="link")


def dangling(env: BuildEnvironment) -> Iterator[tuple[str, int, str]]:
    """Yield document, line and message of each reference to what does not exist."""
    catalog = catalog_of(env)
    domain = cast("KnowledgeBaseDomain", env.get_domain("kb"))
    wrong_with = cache(partial(_wrong_with, env))  # many documents refer to the same
    for docname, mentions in domain.mentions.items():
        for mention in mentions:
            if message := wrong_with(mention.kind, mention.target):
                yield docname, mention.line, message
    for docname, parts in domain.parts.items():
        for used in parts:
            if used.kind == "articles":
                for message in _list(catalog, used.options):
                    yield docname, used.line, message


def _wrong_with(env: BuildEnvironment, kind: str, target: str) -> str:
    """Return what is wrong with one reference, or nothing."""
    catalog = catalog_of(env)
    if kind == "citation":
        return _citation(env, target)
    if kind in _ALWAYS:
        return _ALWAYS[kind].format(target)
    if kind == "path":
        found = leads_somewhere(env, env.config.root_doc, target)
        return "" if found else _no_page(catalog, target)
    if find(catalog, kind, target) is not None:
        return ""
    hint = did_you_mean(target, _known(catalog, kind))
    return f"there is no {kind} {target!r}{hint}"


def _citation(env: BuildEnvironment, key: str) -> str:
    """Return what is wrong with one work that is cited, or nothing."""
    known, file = project_of(env).bibliography, project_of(env).settings.bibliography
    if key in known:
        fault = known[key].fault
        return f"{file}: {fault}" if fault else ""
    return f"{file} has no {key!r} to cite{did_you_mean(key, known)}"


def _list(catalog: Catalog, options: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the options of an ``{articles}`` directive."""
    for name, label in options["terms"].items():
        if catalog.find_key(TERM_OPTIONS[name], label) is None:
            yield f"there is no {name} {label!r}{did_you_mean(label, _known(catalog, name))}"
    slug = options["related"]
    if slug is not None and catalog.article(slug) is None:
        yield f"there is no article {slug!r}{did_you_mean(slug, _known(catalog, 'article'))}"


def _known(catalog: Catalog, kind: str) -> list[str]:
    if kind == "article":
        return [article.slug for article in catalog.articles]
    terms = catalog.of(TERM_ROLES[kind])
    return [name for term in terms for name in {term.key, term.title}]


def _no_page(catalog: Catalog, target: str) -> str:
    path = target.partition("#")[0].partition("?")[0].rstrip("/")
    folder, _, last = path.rpartition("/")
    hint = did_you_mean(last, _known(catalog, "article"))
    if hint and folder:
        hint = hint.replace("mean '", f"mean '{folder}/")
    return f"link {target!r} leads nowhere{hint}"


def on_warn_missing_reference(
    app: Sphinx, domain: Domain | None, node: pending_xref
) -> bool | None:
    """Keep Sphinx from reporting once more what :func:`on_env_updated` has reported."""
    return True if domain is not None and domain.name == "kb" else None
