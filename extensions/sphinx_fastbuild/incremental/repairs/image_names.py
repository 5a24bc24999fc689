"""Name image copies independently of the order in which documents are read.

Sphinx copies all images into one directory and numbers those of equal names in the order in which
it meets them.  A document that is read again, or in another process, would change their names.
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
    """Number copies of images with equal names in the order of their paths."""
    taken = getattr(env.images, "_existing", None)
    if not isinstance(taken, set):
        logger.debug("fastbuild: this Sphinx keeps the names of image copies elsewhere")
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
