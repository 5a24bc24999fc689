"""The attributes of Sphinx's objects that ``sphinx_fastbuild.incremental`` relies on.

Incremental builds are correct only as a whole: if one of these is missing, Sphinx builds alone.
Names that the modules import need not be listed: a failed import is noticed anyway.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from sphinx_fastbuild.guard.names import ChangedError, lookup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Attributes of classes and of their instances.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "sphinx.application:Sphinx": ("create_builder", "fresh_env_used", "statuscode"),
    "sphinx.events:EventManager": ("listeners",),
    "sphinx.registry:SphinxComponentRegistry": (
        *("css_files", "domains", "js_files", "post_transforms", "transforms"),
    ),
    "sphinx.environment:BuildEnvironment": (
        *("all_docs", "check_consistency", "clear_doc", "collect_relations", "config"),
        *("current_document", "dependencies", "dlfiles", "doc2path", "docname", "domaindata"),
        *("domains", "files_to_rebuild", "found_docs", "images", "metadata", "note_dependency"),
        *("path2doc", "project", "relfn2path", "reread_always", "srcdir", "titles"),
        *("toc_fignumbers", "toc_secnumbers", "tocs", "toctree_includes"),
    ),
    "sphinx.builders:Builder": (
        *("build_all", "build_specific", "build_update", "cleanup", "config", "confdir"),
        *("env", "finish", "get_outdated_docs", "images", "init", "outdir", "phase"),
        *("prepare_writing", "write_doc", "write_doc_serialized"),
    ),
    "sphinx.builders.html:StandaloneHTMLBuilder": (
        *("build_info", "copy_assets", "copy_image_files", "gen_additional_pages", "gen_indices"),
        *("get_output_path", "imagedir", "indexer", "indexer_dumps_unicode", "indexer_format"),
        *("search", "searchindex_filename", "templates", "theme"),
    ),
}


def missing() -> Iterator[ChangedError]:
    """Yield the missing names."""
    for owner, attributes in NEEDED.items():
        try:
            found = lookup(owner)
        except ChangedError as change:
            yield change
            continue
        known = _attributes(found)
        for attribute in attributes:
            if attribute not in known:
                yield ChangedError(f"{owner}.{attribute}", "is missing")


def _attributes(owner: type) -> set[str]:
    """Return the attributes of a class, and those that its own methods set or read."""
    found = set(dir(owner))
    for base in inspect.getmro(owner):
        found |= inspect.get_annotations(base).keys()
        for value in vars(base).values():
            code = getattr(value, "__code__", None)
            found |= set(code.co_names) if code else set()
    return found
