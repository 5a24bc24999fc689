"""Make ``sphinxext.rediraffe`` write all redirects in every build.

It keeps a redirect of an earlier build, even if its list does not name it any more, and may fail
because of existing files.  Its own record lists the pages that are redirects.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_fastbuild.incremental import appeared
from sphinx_fastbuild.incremental.outputs import expected, prune

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_NAME = "sphinxext.rediraffe"
_RECORD = "_rediraffe_redirected.json"


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Remove the redirects of the last build before those of this one are written."""
    builder = app.builder
    if exception or _NAME not in app.extensions or not isinstance(builder, StandaloneHTMLBuilder):
        return
    try:
        record = json.loads(Path(app.outdir, _RECORD).read_bytes())
    except (OSError, ValueError):
        return
    if not isinstance(record, dict):
        return
    pages = set()
    for source in record:
        page = Path(builder.get_output_path(str(PurePosixPath(source).with_suffix(""))))
        if page.is_relative_to(app.outdir):
            pages.add(page.relative_to(app.outdir).as_posix())
    made = pages.intersection(appeared.files(app)) - set(expected(app))
    prune(app, {*made, _RECORD})
