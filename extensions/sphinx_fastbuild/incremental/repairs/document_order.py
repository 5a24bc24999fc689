"""Put the records of domains into the order of their documents.

A record of a document that is read again moves to the end of its dictionary, or to the place where
its batch was merged.  Lists of all records, such as a list of to-do entries, would then have
another order than in a clean build, which reads documents in the order of their names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Sort every dictionary of a domain whose keys are documents."""
    for data in env.domaindata.values():
        for records in data.values():
            if isinstance(records, dict) and records.keys() <= env.all_docs.keys():
                names = list(records)
                if names != sorted(names):
                    # In place: domains keep references to their dictionaries.
                    for name in sorted(names):
                        records[name] = records.pop(name)
