"""Labels that several documents have, told of in one way whatever was read, by whom and when.

Sphinx tells of the second that it reads, and does not see what another process has read.  So its
own message is held back, and said when all documents are known: for each document in their order,
as when all are read one after the other.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.domains.std import StandardDomain
from sphinx.locale import __
from sphinx.util.logging import NAMESPACE, get_node_location, getLogger

from sphinx_fastbuild.notes import Notes
from sphinx_fastbuild.targets import claimed
from sphinx_fastbuild.trust import is_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

KNOWN: Mapping[Any, str] = {StandardDomain.process_doc: "28844ee92617 906fa35234bd"}

logger = getLogger(__name__)

#: The names of each document's labels, and where they stand.
labels: Notes[dict[str, str]] = Notes("labels")


class Duplicates(logging.Filter):
    """Holds back what Sphinx says of labels, and says it for all documents."""

    def __init__(self) -> None:
        super().__init__()
        self._logger = logging.getLogger(f"{NAMESPACE}.{StandardDomain.__module__}")
        self._message = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a message is another one."""
        return record.msg != self._message

    def on_builder_inited(self, app: Sphinx) -> None:
        """Begin to listen, if Sphinx finds labels as it did when this was written."""
        if is_known("duplicates", KNOWN):
            self._message = __("duplicate label %s, other instance in %s")
            self._logger.addFilter(self)

    def on_doctree_read(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note where the document that was just read has labels."""
        docname = app.env.current_document.docname
        labels.of(app.env)[docname] = {
            name: get_node_location(node) or docname for name, node in _labelled(doctree)
        }

    def on_env_check_consistency(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Say which labels are not the first of their name."""
        if not self._message:
            return
        owners = {name: entry[0] for name, entry in StandardDomain.initial_data["labels"].items()}
        for docname in sorted(env.all_docs):
            for name, location in labels.of(env).get(docname, {}).items():
                if name in owners:
                    other = env.doc2path(owners[name])
                    logger.warning(self._message, name, other, location=location)
            owners.update(dict.fromkeys(claimed(env, docname, "std", "labels"), docname))

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Leave the process as it was."""
        self._logger.removeFilter(self)


def _labelled(document: nodes.document) -> Iterator[tuple[str, nodes.Element]]:
    """Yield every name that Sphinx takes for a label, with the node that it warns of."""
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
