"""Map the front matter of a source to the keys of the contract, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.key_names import FIELDS, PRESENTATION, fold_key
from sphinx_knowledge_base.importers.key_values import HANDLERS, add_tags
from sphinx_knowledge_base.importers.knowledge_base import is_computed_key, is_own_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.key_record import KeyRecord
    from sphinx_knowledge_base.importers.model import Value

_FIELD_OF: Mapping[str, str] = {name: field for field, names in FIELDS.items() for name in names}


def map_keys(record: KeyRecord) -> dict[str, Value]:
    """Return the front matter for the keys of a document, and count every key of its file."""
    document, system = record.document, record.system
    by_field: dict[str, list[str]] = {}
    rest: list[str] = []
    for key, value in document.values.items():
        folded = fold_key(key)
        field = system.FIELDS.get(folded) or _FIELD_OF.get(folded)
        if value is None or value in ("", [], {}):
            record.count(key, "named", "empty")
        elif document.is_own and not field and (is_own_key(key) or is_computed_key(key)):
            _take(record, key, value)
        elif folded in system.ADDRESS_KEYS:
            record.count(key, "mapped", "aliases")
            if field == "slug":
                record.found["slug"] = value
        elif field:
            by_field.setdefault(field, []).append(key)
        elif folded in PRESENTATION:
            record.count(key, "named", PRESENTATION[folded])
        else:
            rest.append(key)
    for field, keys in by_field.items():
        order = FIELDS[field]
        keys.sort(key=lambda key: order.index(f) if (f := fold_key(key)) in order else -1)
    for field in FIELDS:  # in an order in which dates know of drafts
        for key in by_field.get(field, ()):
            HANDLERS[field](record, key, document.values[key])
    for key in rest:
        record.keep(key)
    add_tags(record)
    return record.found


def _take(record: KeyRecord, key: str, value: Value) -> None:
    """Take a key of the contract as it is, except for those that a build computes."""
    if is_computed_key(key):
        record.count(key, "named", "computed from the text")
    else:
        record.map(key, key, value)
