"""Report references that lead nowhere, in every build: the warnings do not vanish with time."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.site.domain import TERM_ROLES, MentionKind, find_target, kb_domain
from sphinx_knowledge_base.site.links import is_resolvable
from sphinx_knowledge_base.site.pages.listing import TERM_OPTIONS
from sphinx_knowledge_base.site.placeholders import PlaceholderKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.catalog import Catalog

logger = logging.getLogger(__name__)

#: The message for each mention of a kind, whatever its target.
_ALWAYS: Mapping[str, str] = {
    MentionKind.FILE: "",  # MyST reports missing files
    MentionKind.WITHHELD: "link {!r} leads to an article that is not published",
    MentionKind.LEFT_OUT: "the text of {!r} is left out: that article is not published",
}


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Report every reference that leads nowhere."""
    for docname, line, message in sorted(dangling_references(env)):
        location = f"{env.doc2path(docname, base=False)}:{line}"
        logger.warning(message, location=location, type="kb", subtype="link")


def dangling_references(env: BuildEnvironment) -> Iterator[tuple[str, int, str]]:
    """Yield docname, line and message for each reference to something that does not exist."""
    catalog = catalog_of(env)
    domain = kb_domain(env)
    fault = cache(partial(_fault, env))  # many documents share a target
    for docname, mentions in domain.mentions.items():
        for mention in mentions:
            if message := fault(mention.kind, mention.target):
                yield docname, mention.line, message
    for docname, placeholders in domain.placeholders.items():
        for use in placeholders:
            if use.kind == PlaceholderKind.ARTICLES:
                for message in _option_faults(catalog, use.options):
                    yield docname, use.line, message


def _fault(env: BuildEnvironment, kind: str, target: str) -> str:
    """Return the message for one mention, or an empty string if it is right."""
    catalog = catalog_of(env)
    if kind == MentionKind.CITATION:
        return _citation_fault(env, target)
    if kind in _ALWAYS:
        return _ALWAYS[kind].format(target)
    if kind == MentionKind.PATH:
        found = is_resolvable(env, env.config.root_doc, target)
        return "" if found else _missing_page(catalog, target)
    return "" if find_target(catalog, kind, target) is not None else _missing(catalog, kind, target)


def _citation_fault(env: BuildEnvironment, key: str) -> str:
    """Return the message for a citation of *key*, or an empty string if it is right."""
    known, file = build_of(env).bibliography, build_of(env).settings.bibliography
    if key in known:
        fault = known[key].fault
        return f"{file}: {fault}" if fault else ""
    return f"there is no entry {key!r} in {file}{did_you_mean(key, known)}"


def _option_faults(catalog: Catalog, options: dict[str, Any]) -> Iterator[str]:
    """Yield a message for each option of an ``{articles}`` directive that names nothing."""
    for name, label in options["terms"].items():
        if catalog.find_key(TERM_OPTIONS[name], label) is None:
            yield _missing(catalog, name, label)
    slug = options["related"]
    if slug is not None and catalog.article(slug) is None:
        yield _missing(catalog, "article", slug)


def _missing(catalog: Catalog, role: str, target: str) -> str:
    return f"there is no {role} {target!r}{did_you_mean(target, _names(catalog, role))}"


def _missing_page(catalog: Catalog, target: str) -> str:
    path = target.partition("#")[0].partition("?")[0].rstrip("/")
    folder, _, last = path.rpartition("/")
    hint = did_you_mean(last, _names(catalog, "article"))
    if hint and folder:
        hint = hint.replace("mean '", f"mean '{folder}/")
    return f"link {target!r} leads nowhere{hint}"


def _names(catalog: Catalog, role: str) -> list[str]:
    """Return all names that the targets of *role* have."""
    if role == "article":
        return [article.slug for article in catalog.articles]
    terms = catalog.of(TERM_ROLES[role])
    return [name for term in terms for name in {term.key, term.title}]


def on_warn_missing_reference(
    app: Sphinx, domain: Domain | None, node: pending_xref
) -> bool | None:
    """Silence Sphinx's own warning: :func:`on_env_updated` has reported the reference."""
    return True if domain is not None and domain.name == "kb" else None
