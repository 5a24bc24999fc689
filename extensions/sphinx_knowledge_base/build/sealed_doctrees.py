"""Seal the files that Sphinx keeps between builds, if the site has a key (``KB_CACHE_KEY``).

Sphinx pickles its environment and its doctrees, and unpickling can run any code in a file.  A build
that restores them from a cache must know that it wrote them.  So a build signs the digests of these
files when it ends.  If they differ when the next build begins, it removes these files.
"""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sphinx.util import logging

from sphinx_knowledge_base.build.store import KEY_VARIABLE, State, Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

logger = logging.getLogger(__name__)

#: Patterns of the files that Sphinx unpickles.
_PICKLES = ("*.pickle", "*.doctree")

#: The digests of these files, by path below the folder of doctrees.
DOCTREES: State[Mapping[str, str]] = State(
    "doctrees", 1, dict, TypeAdapter(dict[str, str]).validate_python
)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Remove the files that Sphinx would unpickle, unless the last build has signed them."""
    folder = Path(app.doctreedir)
    found = _digests(folder) if os.environ.get(KEY_VARIABLE) else {}
    if found and Store(folder).load(DOCTREES) != found:
        logger.info("The doctrees are not signed with %s: everything is read again", KEY_VARIABLE)
        for name in found:
            (folder / name).unlink()


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Sign the files that this build has written, if it succeeded."""
    if exception is None and os.environ.get(KEY_VARIABLE):
        folder = Path(app.doctreedir)
        Store(folder).save(DOCTREES, _digests(folder))


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(file for pattern in _PICKLES for file in folder.rglob(pattern))
    return {
        file.relative_to(folder).as_posix(): blake2b(file.read_bytes(), digest_size=32).hexdigest()
        for file in files
    }
