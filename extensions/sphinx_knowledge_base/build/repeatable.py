"""What a build depends on beside its files and settings: ``sphinx_fastbuild`` asks for it.

If nothing of it has changed when the next build begins, that one does nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from sphinx_knowledge_base.build.configuration import from_config
from sphinx_knowledge_base.build.project import catalog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

#: An event of ``sphinx_fastbuild``, at the end of a complete build.
DEPENDS_ON = "fastbuild-depends-on"


class Dependencies(TypedDict):
    """The answer to this event; None in its place if the next build has to do its work."""

    files: list[str]
    """Absolute paths of files, which need not exist."""
    until: int
    """When something changes by itself, in nanoseconds; 0 for never."""


def answer_with(app: Sphinx, handler: Callable[[Sphinx], Dependencies | None]) -> None:
    """Let *handler* answer, if the event exists."""

    def on_config_inited(app: Sphinx, config: Config) -> None:
        """Answer what a build depends on, if the question exists."""
        if DEPENDS_ON in app.events.events:
            app.connect(DEPENDS_ON, handler)

    app.connect("config-inited", on_config_inited)


def on_depends_on(app: Sphinx) -> Dependencies | None:
    """Name the files that settings name, and the moment at which an article comes or goes."""
    settings, srcdir = from_config(app.config), Path(app.srcdir)
    roots = [Path(srcdir, root.lstrip("/")).resolve() for root in settings.image_roots]
    if not all(root.is_relative_to(srcdir) for root in roots):
        return None  # a picture may appear where nobody looks
    named = filter(None, (settings.taxonomy, settings.bibliography, settings.ledger))
    changes_at = None if settings.now else catalog_of(app.env).changes_at
    return {
        "files": [str(srcdir / name) for name in named],
        "until": int(changes_at.timestamp() * 1e9) if changes_at else 0,
    }
