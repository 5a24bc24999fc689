"""State: what a build keeps of one output folder for the next build, beside the doctrees."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.digests import digest

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def state_file(app: Sphinx, kind: str) -> Path:
    """Return the file of that kind for the output folder of this build.

    One folder of doctrees can serve several output folders, also of one builder.
    """
    try:
        # The same in a copy of the whole project elsewhere.
        outdir = os.path.relpath(app.outdir, app.doctreedir)
    except ValueError:  # on another drive
        outdir = str(app.outdir)
    place = digest(Path(outdir).as_posix())[:8]
    return Path(app.doctreedir) / f"knowledge-base-{kind}-{app.builder.name}-{place}"
