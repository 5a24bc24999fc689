"""What a document refers to, and what the project says of it today.

A page shows titles, numbers and addresses of other documents.  When one of them changes the page
has to be written again although its own source is the same, and Sphinx does not do so.
"""

from __future__ import annotations

import os
import re
import time
from collections import defaultdict
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.ext.todo import todolist
from sphinx.util import docname_join

from sphinx_fastbuild import fingerprint
from sphinx_fastbuild.walking import of_class

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: Domains whose references are found by the names of their objects.  The data of any other is
#: taken as a whole: a change anywhere in it concerns every document that refers into it.
_NAMED = frozenset({"", "std", "doc", "py", "js", "c", "cpp", "rst", "kb"})

#: Domain, role, target, and the heading asked for.
Reference = tuple[str, str, str, str]


class NoteReferences(EnvironmentCollector):
    """Keeps what each document refers to, which lists it shows, and when it was read."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        for kept in _kept(env):
            kept.pop(docname, None)

    def merge_other(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        docnames: AbstractSet[str],
        other: BuildEnvironment,
    ) -> None:
        for kept, others in zip(_kept(env), _kept(other), strict=True):
            kept.update({docname: others[docname] for docname in docnames if docname in others})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        references, toctrees, read_at = _kept(app.env)
        docname = app.env.current_document.docname
        found: set[Reference] = set()
        listed: set[str] = set()
        for node in of_class(doctree, (addnodes.pending_xref, addnodes.toctree, todolist)):
            if isinstance(node, todolist):
                found.add(("todo", "", "", ""))  # it shows what all documents have left to do
            elif isinstance(node, addnodes.pending_xref):
                found.add(_reference(node))
            elif not node.get("hidden"):
                listed.update(target for _, target in node["entries"])
        references[docname] = tuple(sorted(found))
        toctrees[docname] = tuple(sorted(listed))
        read_at[docname] = time.time_ns()


def _reference(node: addnodes.pending_xref) -> Reference:
    return (
        node.get("refdomain") or "",
        node.get("reftype") or "",
        str(node.get("reftarget") or ""),
        str(node.get("reftargetid") or ""),
    )


def read_differently(env: BuildEnvironment, removed: AbstractSet[str]) -> Iterator[str]:
    """Yield the documents that are read differently today because other files came or went.

    A toctree leaves out what is no document, and says so.  MyST makes one thing of a link to a
    document, another of one to some other file, and a third of one to neither.

    :param removed: Documents that are no more.
    """
    references = _kept(env)[0]

    @cache  # most documents lead to the same ones
    def is_file(folder: str, path: str) -> bool:
        # As text: a site may hold a hundred thousand links.
        return os.path.isfile(f"{env.srcdir}/{folder}/{path}")  # noqa: PTH113

    def leads_to_a_file(docname: str, path: str) -> bool:
        if not path:
            return False
        if path.startswith(("/", "\\")):
            return is_file("", path[1:])
        return is_file(env.doc2path(docname, base=False).parent.as_posix(), path)

    for docname in sorted(env.found_docs & env.all_docs.keys()):
        if not removed.isdisjoint(env.toctree_includes.get(docname, ())) or any(
            target in removed
            if domain == "doc"
            else not domain and leads_to_a_file(docname, target.partition("#")[0])
            for domain, role, target, _ in references.get(docname, ())
            if role == "myst"
        ):
            yield docname


def _kept(env: BuildEnvironment) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the three records, kept as attributes of the environment and pickled with it."""
    for name in ("fastbuild_references", "fastbuild_toctrees", "fastbuild_read_at"):
        if not hasattr(env, name):
            setattr(env, name, {})
    return env.fastbuild_references, env.fastbuild_toctrees, env.fastbuild_read_at  # type: ignore[attr-defined]


class Names:
    """Everything in the project that can be referred to, by name."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.env = env
        self._facts: dict[tuple[str, Reference], str] = {}

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Any, ...]]]:
        found: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for domain in self.env.domains.sorted():
            for name, shown, kind, docname, anchor, _ in domain.get_objects():
                for known_as in _names(name):
                    found[known_as].append((domain.name, kind, name, shown, docname, anchor))
        std = self.env.domaindata.get("std", {})
        for store in ("labels", "anonlabels"):
            for name, entry in std.get(store, {}).items():
                found[name.casefold()].append((store, *map(str, entry)))
        for entries in found.values():
            entries.sort(key=repr)
        return dict(found)

    @cached_property
    def _whole_domains(self) -> dict[str, str]:
        return {}

    def facts(self, docname: str, reference: Reference) -> str:
        """Return the fingerprint of all that *reference*, in *docname*, may mean."""
        # Many documents refer to the same, and a relative target starts from their folder.
        key = docname.rpartition("/")[0], reference
        if (known := self._facts.get(key)) is None:
            known = self._facts[key] = fingerprint.of_value(list(self._meant(docname, reference)))
        return known

    def _meant(self, docname: str, reference: Reference) -> Iterator[object]:
        domain, role, target, heading = reference
        if domain not in _NAMED:
            yield self._whole(domain)
            return
        yield from self._document(docname_join(docname, target.partition("#")[0]), target, heading)
        for name in _names(target):
            for entry in self._by_name.get(name, ()):
                yield entry
                if role == "numref":
                    yield self._numbers(entry)

    def _document(self, docname: str, target: str, heading: str) -> Iterator[object]:
        env = self.env
        if docname not in env.titles:
            return
        yield docname, env.titles[docname].astext()
        heading = heading or target.partition("#")[2]
        if heading:
            yield env.metadata[docname].get("myst_slugs", {}).get(heading)
            yield self._by_name.get(heading.casefold())

    def _numbers(self, entry: tuple[Any, ...]) -> object:
        docname = next((part for part in entry if part in self.env.all_docs), "")
        return (
            self.env.toc_secnumbers.get(docname),
            self.env.toc_fignumbers.get(docname),
        )

    def _whole(self, domain: str) -> str:
        if domain not in self._whole_domains:
            data = self.env.domaindata.get(domain, {})
            self._whole_domains[domain] = fingerprint.of_value(_in_order(data))
        return self._whole_domains[domain]


def _names(name: str) -> set[str]:
    """Return the forms under which a name is looked up: whole, and its last component."""
    folded = name.casefold()
    return {folded, re.split(r"\.|::", folded)[-1]}


def _in_order(value: object) -> object:
    """Return *value* with the entries of dicts and sets in an order that does not change."""
    if isinstance(value, dict):
        return sorted(((repr(key), _in_order(inner)) for key, inner in value.items()))
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if isinstance(value, list | tuple):
        return [_in_order(inner) for inner in value]
    return (value.pformat(), value.line) if isinstance(value, nodes.Node) else value
