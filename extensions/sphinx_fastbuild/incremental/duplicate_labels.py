"""Report duplicate labels identically in serial, parallel and incremental builds.

Sphinx reports the second document that it reads, and does not see the documents of other
processes.  So its own message is held back.  When all documents are known, each duplicate is
reported in the order of the documents, as when all are read one after the other.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.domains.std import StandardDomain
from sphinx.locale import __
from sphinx.util.logging import NAMESPACE, get_node_location, getLogger

from sphinx_fastbuild.guard import verify
from sphinx_fastbuild.incremental.records import Records
from sphinx_fastbuild.incremental.target_owners import names_defined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: The method that finds labels and warns; :func:`_labelled` was written from this version of it.
KNOWN: Mapping[str, str] = {
    "sphinx.domains.std:StandardDomain.process_doc": "28844ee92617 906fa35234bd"
}

logger = getLogger(__name__)

#: The labels of each document, and their locations.
labels: Records[dict[str, str]] = Records("labels")


class DuplicateLabels(logging.Filter):
    """Holds back Sphinx's warnings about labels, and gives them for all documents."""

    def __init__(self) -> None:
        super().__init__()
        self._logger = logging.getLogger(f"{NAMESPACE}.{StandardDomain.__module__}")
        self._message = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return False for such a warning, and True for any other record."""
        return record.msg != self._message

    def on_builder_inited(self, app: Sphinx) -> None:
        """Hold back Sphinx's warnings about labels, if Sphinx finds labels in the known way."""
        if not verify.unknown(KNOWN):
            self._message = __("duplicate label %s, other instance in %s")
            self._logger.addFilter(self)

    def on_doctree_read(self, app: Sphinx, doctree: nodes.document) -> None:
        """Record the labels of the document that was just read."""
        docname = app.env.current_document.docname
        labels.of(app.env)[docname] = {
            name: get_node_location(node) or docname for name, node in _labelled(doctree)
        }

    def on_env_check_consistency(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Warn about every label whose name an earlier document already has."""
        if not self._message:
            return
        owners = {name: entry[0] for name, entry in StandardDomain.initial_data["labels"].items()}
        for docname in sorted(env.all_docs):
            for name, location in labels.of(env).get(docname, {}).items():
                if name in owners:
                    other = env.doc2path(owners[name])
                    logger.warning(self._message, name, other, location=location)
            owners.update(dict.fromkeys(names_defined(env, docname, "std", "labels"), docname))

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Stop holding back Sphinx's warnings about labels."""
        self._logger.removeFilter(self)


def _labelled(document: nodes.document) -> Iterator[tuple[str, nodes.Element]]:
    """Yield every name that Sphinx uses as a label, with the node that its warning names."""
    for name, is_explicit in document.nametypes.items():
        identifier = document.nameids[name]
        if not is_explicit or identifier is None:
            continue
        node: Any = document.ids.get(identifier)
        if isinstance(node, nodes.target) and "refid" in node:
            node = document.ids.get(node["refid"])
        is_other = isinstance(node, nodes.footnote) or node.tagname.startswith("desc_")
        if not is_other and "refuri" not in node:
            yield name, node
