"""Report references that lead nowhere, in every build, so the warnings stay.

Only documents that a change may touch are looked at, and those with findings in the last build.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util import docname_join, logging

from sphinx_knowledge_base.build.context import build_of, hand_over
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.link_targets import resolve_path, split_target
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.reading.encoding import decode
from sphinx_knowledge_base.core.reading.positions import Fault
from sphinx_knowledge_base.core.reading.references import references
from sphinx_knowledge_base.core.reading.source import split
from sphinx_knowledge_base.site.domain import TERM_ROLES, MentionKind, find_target, kb_domain
from sphinx_knowledge_base.site.links import (
    is_document,
    is_label,
    link_resolver,
    site_links,
)
from sphinx_knowledge_base.site.pages.listing import TERM_OPTIONS
from sphinx_knowledge_base.site.placeholders import PlaceholderKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.reading.references import Reference
    from sphinx_knowledge_base.site.links import Destination

logger = logging.getLogger(__name__)

#: The messages for kinds of mentions that are always reported.
_ALWAYS: Mapping[str, str] = {
    MentionKind.FILE: "",  # MyST reports a missing file
    MentionKind.UNPUBLISHED_LINK: "link {!r} leads to an article that is not published",
    MentionKind.UNPUBLISHED_TEXT: "the text of {!r} is left out: that article is not published",
    MentionKind.ELSEWHERE: "file {!r} is left out: an article of an untrusted author (kb_authors) "
    "may use only files of its own folder and of kb_image_roots, and no hidden ones",
    MentionKind.OUTSIDE: "file {!r} is left out: it is outside the project",
}


class Finding(NamedTuple):
    """A problem or note about one reference."""

    docname: str
    line: int
    target: str
    """The target as written; empty for an option of a directive."""
    message: str
    is_note: bool = False


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Report every reference that leads nowhere, or to an old address."""
    build = build_of(env)
    found_now = sorted(findings(env, build.touched))
    with_findings = tuple(sorted({found.docname for found in found_now}))
    hand_over(env, replace(build, shown=build.shown._replace(with_findings=with_findings)))
    written = cache(partial(_references, env))
    for found in found_now:
        line, column = _position(written(found.docname), found)
        location = f"{env.doc2path(found.docname, base=False)}:{line}:{column}"
        if found.is_note:
            logger.verbose("%s: %s", location, found.message)
        else:
            logger.warning(found.message, location=location, type="kb", subtype="link")


def _references(env: BuildEnvironment, docname: str) -> tuple[Reference, ...]:
    """Return the references in the file of a document, with their exact positions."""
    text = decode(Path(env.doc2path(docname)).read_bytes())
    if isinstance(text, Fault):
        return ()
    block = split(text)
    return references(text) if isinstance(block, Fault) else references(block.body, block.body_line)


def _position(written: tuple[Reference, ...], found: Finding) -> tuple[int, int]:
    """Return line and column of a reference: docutils knows only the line of its paragraph."""
    # MyST drops the fragment of a link to a file.
    same = [one for one in written if found.target in (one.target, split_target(one.target)[0])]
    after = [one for one in same if one.line >= found.line]
    nearest = next(iter(after or same), None)
    return (nearest.line, nearest.column) if nearest else (found.line, 1)


def findings(env: BuildEnvironment, docnames: Iterable[str]) -> Iterator[Finding]:
    """Yield all problems and notes about references in the documents *docnames*."""
    catalog = catalog_of(env)
    domain = kb_domain(env)
    resolve = link_resolver(env)
    fault = cache(partial(_fault, env))  # many documents share a target
    moved = cache(partial(_moved, env))
    for docname in docnames:
        for kind, target, line in domain.mentions.get(docname, ()):
            if kind == MentionKind.PATH:
                message = _path_fault(env, docname, target, resolve(docname, target))
            else:
                message = fault(kind, target)
            if message:
                yield Finding(docname, line, target, message)
            elif message := moved(kind, target):
                yield Finding(docname, line, target, message, is_note=True)
        for placeholder_kind, options, line in domain.placeholders.get(docname, ()):
            if placeholder_kind == PlaceholderKind.ARTICLES:
                for message in _option_faults(catalog, options):
                    yield Finding(docname, line, "", message)


def _fault(env: BuildEnvironment, kind: str, target: str) -> str:
    """Return the message for one mention, or an empty string if it is valid."""
    catalog = catalog_of(env)
    if kind == MentionKind.CITATION:
        return _citation_fault(env, target)
    if kind in _ALWAYS:
        return _ALWAYS[kind].format(target)
    if find_target(catalog, kind, target) is not None:
        return ""
    if kind == "article" and (why := catalog.explain_unpublished(target)):
        return f"article {target!r} {why}"
    return _missing(catalog, kind, target)


def _moved(env: BuildEnvironment, kind: str, target: str) -> str:
    """Return the message for a mention by an old address, or an empty string for any other."""
    catalog = catalog_of(env)
    if kind == "article" and target in catalog.former_slugs:
        return f"article {target!r} is now called {catalog.former_slugs[target]!r}"
    if kind != MentionKind.PATH:
        return ""
    path, _ = split_target(target)
    today = catalog.moved_to(path)
    patterns = build_of(env).settings.link_patterns
    if today is None or resolve_path(catalog, patterns, path) is not None:
        return ""
    return f"link {target!r} is an old address of '/{today}'"


def _citation_fault(env: BuildEnvironment, key: str) -> str:
    """Return the message for a citation of *key*, or an empty string if it is valid."""
    known, file = build_of(env).bibliography, build_of(env).settings.bibliography
    if key in known:
        fault = known[key].fault
        return f"{file}: {fault}" if fault else ""
    return f"there is no entry {key!r} in {file}{did_you_mean(key, known)}"


def _option_faults(catalog: Catalog, options: dict[str, Any]) -> Iterator[str]:
    """Yield a message for each option of an ``{articles}`` directive with an unknown value."""
    for name, label in options["terms"].items():
        if catalog.find_key(TERM_OPTIONS[name], label) is None:
            yield _missing(catalog, name, label)
    slug = options["related"]
    if slug is not None and catalog.article(slug) is None:
        yield _missing(catalog, "article", slug)


def _missing(catalog: Catalog, role: str, target: str) -> str:
    return f"there is no {role} {target!r}{did_you_mean(target, _names(catalog, role))}"


def _path_fault(env: BuildEnvironment, docname: str, target: str, found: Destination | None) -> str:
    """Return the message for a link to a path, or an empty string if it leads somewhere."""
    if found is not None:
        return f"link {target!r} leads to no heading there" if found.is_broken else ""
    if is_document(env, docname, target) or is_label(env, target):
        return ""  # MyST resolves it
    path, _ = split_target(target)
    if why := catalog_of(env).explain_unpublished(PurePosixPath(path).stem):
        return f"link {target!r} leads to an article that {why}"
    return f"link {target!r} leads nowhere{site_links(env).suggestion(path)}"


def _names(catalog: Catalog, role: str) -> list[str]:
    """Return all names of the targets of *role*."""
    if role == "article":
        return [article.slug for article in catalog.articles]
    terms = catalog.of(TERM_ROLES[role])
    return [name for term in terms for name in {term.key, term.title}]


def on_warn_missing_reference(
    app: Sphinx, domain: Domain | None, node: pending_xref
) -> bool | None:
    """Silence Sphinx's own warning about references that are already reported, or are not wrong.

    :func:`on_env_updated` has reported references of our roles.  A page that lists articles does
    not exist while there are none: until then, links to it are text.
    """
    if domain is not None and domain.name == "kb":
        return True
    if node["reftype"] != "doc":
        return None
    docname = docname_join(node.get("refdoc", ""), node["reftarget"])
    return catalog_of(app.env).is_empty_index(docname) or None
