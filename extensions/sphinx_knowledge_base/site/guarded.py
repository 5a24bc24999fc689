"""Prevent a program error in one article from ending the build.

Reading, resolving and writing go through a few methods of the builder and the environment.  If one
of them raises, the error is reported at the article, and a page with its title and one sentence
replaces the article, so that links and lists on other pages stay valid.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import new_document

from sphinx_knowledge_base.build.failures import document_of, report
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.placeholders import PlaceholderKind, make_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

#: Builders that combine all documents in one tree.
_OF_WHOLE_TREES = frozenset({"latex", "man", "singlehtml", "texinfo"})


def on_builder_inited(app: Sphinx) -> None:
    """Guard the reading of each document."""
    builder = app.builder
    read_doc = builder.read_doc

    def guarded_read_doc(docname: str, **options: Any) -> None:
        try:
            read_doc(docname, **options)
        except Exception as error:  # noqa: BLE001 -- whatever the error, the site is built
            report(app.env, "reading", error, docname, while_reading=True)
            _read_stand_in(app, docname, **options)

    # Declared final, and called by everything that reads; Sphinx has no event around it.
    builder.read_doc = guarded_read_doc  # type: ignore[method-assign, misc]


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Guard the resolving and writing of each document."""
    if builder.name in _OF_WHOLE_TREES:
        _guard_whole_trees(builder)
    else:
        _guard_pages(builder)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Remove the guard from the environment's methods."""
    for name in ("get_and_resolve_doctree", "get_doctree"):
        vars(app.env).pop(name, None)


def _guard_pages(builder: Builder) -> None:
    env = builder.env
    resolve = env.get_and_resolve_doctree
    write, write_serialized = builder.write_doc, builder.write_doc_serialized

    def get_and_resolve_doctree(docname: str, *args: Any, **options: Any) -> nodes.document:
        try:
            return resolve(docname, *args, **options)
        except Exception as error:  # noqa: BLE001
            report(env, "resolving", error, docname)
            return _stand_in(env, docname)

    def write_doc_serialized(docname: str, doctree: nodes.document) -> None:
        try:
            write_serialized(docname, doctree)
        except Exception as error:  # noqa: BLE001
            report(env, "writing", error, docname)

    def write_doc(docname: str, doctree: nodes.document) -> None:
        try:
            write(docname, doctree)
        except Exception as error:  # noqa: BLE001
            report(env, "writing", error, docname)
            with suppress(Exception):  # then there is no page
                write(docname, _stand_in(env, docname))

    env.get_and_resolve_doctree = get_and_resolve_doctree  # type: ignore[method-assign]
    builder.write_doc = write_doc  # type: ignore[method-assign]
    builder.write_doc_serialized = write_doc_serialized  # type: ignore[method-assign]


def _guard_whole_trees(builder: Builder) -> None:
    """Write again without the documents that raise, until none does."""
    env = builder.env
    stored, write_documents = env.get_doctree, builder.write_documents
    failed: set[str] = set()

    def get_doctree(docname: str) -> nodes.document:
        return _stand_in(env, docname) if docname in failed else stored(docname)

    def guarded_write_documents(docnames: AbstractSet[str]) -> None:
        while True:
            try:
                return write_documents(docnames)
            except Exception as error:
                found = {document_of(env, error): error}
                if not found.keys() - failed - {""}:
                    # The error is about the whole tree.  Find the documents that raise alone.
                    found = dict(_raising(builder, env.found_docs - failed))
                if not found:
                    raise
                for docname, one in found.items():
                    report(env, "writing", one, docname)
                failed.update(found)

    env.get_doctree = get_doctree  # type: ignore[method-assign]
    builder.write_documents = guarded_write_documents  # type: ignore[method-assign]


def _raising(builder: Builder, docnames: AbstractSet[str]) -> Iterator[tuple[str, Exception]]:
    """Yield the documents that cannot be resolved, with their errors."""
    for docname in sorted(docnames):
        try:
            builder.env.get_and_resolve_doctree(docname, builder, tags=builder.tags)
        except Exception as error:  # noqa: BLE001
            yield docname, error


def _read_stand_in(app: Sphinx, docname: str, **options: Any) -> None:
    """Store a stand-in for a document, as if it had been read."""
    env = app.env
    env.clear_doc(docname)
    env.prepare_settings(docname)
    doctree = _stand_in(env, docname)
    doctree.settings.env = env
    if catalog_of(env).article_at(docname) is not None:
        (section,) = doctree.findall(nodes.section)
        section.insert(1, make_placeholder(PlaceholderKind.ARTICLE_HEADER, docname))
        section += make_placeholder(PlaceholderKind.ARTICLE_FOOTER, docname)
    for domain in env.domains.sorted():
        domain.process_doc(env, docname, doctree)
    for listener in app.events.listeners.get("doctree-read", ()):
        with suppress(Exception):  # this handler may be the one that raised
            listener.handler(app, doctree)
    env.all_docs[docname] = time.time_ns() // 1_000
    env.current_document = type(env.current_document)()
    env.ref_context.clear()
    app.builder.write_doctree(docname, doctree, **options)


def _stand_in(env: BuildEnvironment, docname: str) -> nodes.document:
    """Return a document with the title, and the sentence that it cannot be shown."""
    article = catalog_of(env).article_at(docname)
    if article is not None:
        title = article.title
    else:
        title = env.titles[docname].astext() if docname in env.titles else docname
    document = new_document(str(env.doc2path(docname)))
    identifier = nodes.make_id(title) or "article"
    text = nodes.paragraph("", translate("This article cannot be shown at the moment."))
    document += nodes.section("", nodes.title("", title), text, ids=[identifier], names=[title])
    return document
