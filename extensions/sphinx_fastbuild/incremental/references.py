"""Record the references of each document, and compute digests of their targets.

A page shows titles, numbers and addresses of other documents.  When one of them changes, the page
has to be written again although its own source is the same.  Sphinx does not do that.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections import defaultdict
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import docname_join

from sphinx_fastbuild import digest
from sphinx_fastbuild.traverse import of_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: Domains that find references by the names of their objects.  A change in the data of any other
#: domain affects every document that refers to it.
_NAMED = frozenset({"", "std", "doc", "py", "js", "rst", "kb"})

#: Domains that find an object by parts of its name, or by its parameters.
_BY_PARTS = ("c", "cpp")

#: Other nodes that show the data of a domain, by module and class.
_SHOWING: Mapping[tuple[str, str], str] = {
    ("sphinx.ext.todo", "todolist"): "todo",
    ("sphinx.domains.c", "AliasNode"): "c",
    ("sphinx.domains.cpp", "AliasNode"): "cpp",
    ("sphinxcontrib.bibtex.nodes", "bibliography"): "cite",
}

#: Targets of references without a specific role that may be options, and C or C++.
_MAY_BE_OPTION = re.compile(r"\s|^[-/+]")
_MAY_BE_C = re.compile(r"[(<]|::")

#: Domain, role, target and, for MyST, the heading in the target.
Reference = tuple[str, str, str, str]


class ReferencesCollector(EnvironmentCollector):
    """Records the references and toctrees of each document, and when it was read."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Drop the recorded references of a document that is read again or removed."""
        for record in _records(env):
            record.pop(docname, None)

    def merge_other(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        docnames: AbstractSet[str],
        other: BuildEnvironment,
    ) -> None:
        """Take over the recorded references of another process."""
        for record, others in zip(_records(env), _records(other), strict=True):
            record.update({docname: others[docname] for docname in docnames if docname in others})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Record the references of a document."""
        references, toctrees, read_at = _records(app.env)
        docname = app.env.current_document.docname
        found: set[Reference] = set()
        listed: set[str] = set()
        showing = dict(_showing())
        for node in of_class(doctree, (addnodes.pending_xref, addnodes.toctree, *showing)):
            if type(node) in showing:
                found.add((showing[type(node)], "", "", ""))
            elif isinstance(node, addnodes.pending_xref):
                found.add(_reference(node))
            elif not node.get("hidden"):
                listed.update(target for _, target in node["entries"])
        references[docname] = tuple(sorted(found))
        toctrees[docname] = tuple(sorted(listed))
        read_at[docname] = time.time_ns()


def _showing() -> Iterator[tuple[type[nodes.Element], str]]:
    """Yield the classes of nodes that exist in this build, each with its domain."""
    for (module, name), domain in _SHOWING.items():
        if isinstance(cls := getattr(sys.modules.get(module), name, None), type):
            yield cls, domain


def _reference(node: addnodes.pending_xref) -> Reference:
    return (
        node.get("refdomain") or "",
        node.get("reftype") or "",
        str(node.get("reftarget") or ""),
        str(node.get("reftargetid") or ""),
    )


def read_differently(env: BuildEnvironment, removed: AbstractSet[str]) -> Iterator[str]:
    """Yield the documents that are read differently because other files came or went.

    A toctree leaves out entries that are not documents, with a warning.  MyST handles links to
    documents, to other files and to neither in three different ways.

    :param removed: Documents that have been removed.
    """
    references = _records(env)[0]

    @cache  # most documents link to the same files
    def is_file(folder: str, path: str) -> bool:
        # A string: a site may contain a hundred thousand links.
        return os.path.isfile(f"{env.srcdir}/{folder}/{path}")  # noqa: PTH113

    def links_to_a_file(docname: str, path: str) -> bool:
        if not path:
            return False
        if path.startswith(("/", "\\")):
            return is_file("", path[1:])
        return is_file(env.doc2path(docname, base=False).parent.as_posix(), path)

    for docname in sorted(env.found_docs & env.all_docs.keys()):
        if not removed.isdisjoint(env.toctree_includes.get(docname, ())) or any(
            target in removed
            if domain == "doc"
            else not domain and links_to_a_file(docname, target.partition("#")[0])
            for domain, role, target, _ in references.get(docname, ())
            if role == "myst"
        ):
            yield docname


def _records(env: BuildEnvironment) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the three records: attributes of *env*, pickled with it."""
    for name in ("fastbuild_references", "fastbuild_toctrees", "fastbuild_read_at"):
        if not hasattr(env, name):
            setattr(env, name, {})
    return env.fastbuild_references, env.fastbuild_toctrees, env.fastbuild_read_at  # type: ignore[attr-defined]


class Targets:
    """All targets of references in the project, by name."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.env = env
        self._domains: dict[str, str] = {}
        self._digests: dict[tuple[str, Reference], str] = {}

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

    def digest(self, docname: str, reference: Reference) -> str:
        """Return the digest of all possible targets of *reference* in *docname*."""
        # Many documents refer to the same target; a relative one starts from their directory.
        key = docname.rpartition("/")[0], reference
        if key not in self._digests:
            self._digests[key] = digest.of_value(list(self._meanings(docname, reference)))
        return self._digests[key]

    def _meanings(self, docname: str, reference: Reference) -> Iterator[object]:
        domain, role, target, heading = reference
        if domain not in _NAMED:
            yield self._domain(domain)
            return
        if role in {"option", "any"} or (domain, role) == ("", "myst"):
            # Program and option may be one text, which Sphinx splits in several ways.
            if role == "option" or _MAY_BE_OPTION.search(target):
                yield self._options
            if role != "option" and _MAY_BE_C.search(target):
                yield from map(self._domain, _BY_PARTS)
        yield from self._document(docname_join(docname, target.partition("#")[0]), target, heading)
        for name in sorted(_names(target)):  # a set has another order in each process
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

    @cached_property
    def _options(self) -> str:
        options = self.env.domaindata.get("std", {}).get("progoptions", {})
        return digest.of_value(_in_order(options))

    def _domain(self, domain: str) -> str:
        if domain not in self._domains:
            data: object = self.env.domaindata.get(domain, {})
            if domain in _BY_PARTS:
                # The data is a tree without a fixed order.
                data = sorted(map(repr, self.env.domains[domain].get_objects()))
            self._domains[domain] = digest.of_value(_in_order(data))
        return self._domains[domain]


def _names(name: str) -> set[str]:
    """Return the forms in which domains look up a name: whole, and its last component."""
    folded = name.casefold()
    return {folded, re.split(r"\.|::", folded)[-1]}


def _in_order(value: object, above: tuple[int, ...] = ()) -> object:
    """Return *value* with dictionaries and sets sorted, and objects replaced by their attributes.

    :param above: Identities of the objects around *value*.
    """
    if isinstance(value, dict):
        entries = ((repr(_in_order(k, above)), _in_order(v, above)) for k, v in value.items())
        return sorted(entries, key=repr)
    if isinstance(value, set | frozenset):
        return sorted(repr(_in_order(inner, above)) for inner in value)
    if isinstance(value, list | tuple):
        return [_in_order(inner, above) for inner in value]
    if isinstance(value, nodes.Node):
        return value.pformat(), value.line
    # Its own text would contain its memory address.
    if type(value).__repr__ is object.__repr__ and hasattr(value, "__dict__"):
        is_inside = id(value) in above
        held = None if is_inside else _in_order(vars(value), (*above, id(value)))
        return type(value).__qualname__, held
    return value
