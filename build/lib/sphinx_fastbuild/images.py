"""Names of pictures that do not depend on the order in which documents were read.

Sphinx copies all pictures into one folder and numbers those of one name in the order in which it
meets them, so a document that is read again, or in another process, changes their names.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Number pictures of one name by their paths."""
    taken = getattr(env.images, "_existing", None)
    if not isinstance(taken, set):
        logger.debug("fastbuild: the names of pictures are kept elsewhere in this Sphinx")
        return
    taken.clear()
    for path in sorted(env.images):
        docnames, _ = env.images[path]
        name = _free_name(Path(path), taken)
        taken.add(name)
        env.images[path] = (docnames, name)


def _free_name(path: Path, taken: set[str]) -> str:
    name, number = path.name, 0
    while name in taken:
        number += 1
        name = f"{path.stem}{number}{path.suffix}"
    return name
