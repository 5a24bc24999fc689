"""The lever ``tocs``: keep tables of contents pickled until they are needed.

It gains little in a clean build, and most in a build with little to do, which loads and stores the
whole environment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_fastbuild.guard.lever import Lever, Listener
from sphinx_fastbuild.packed_tocs import PackedTocs

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def on_builder_inited(app: Sphinx) -> None:
    """Pack the environment's tables of contents, or unpack them if the lever is off."""
    env = app.env
    is_packed = isinstance(env.tocs, PackedTocs)
    if app.config.fastbuild_tocs and not is_packed:
        env.tocs = PackedTocs(env.tocs)  # type: ignore[assignment]
    elif is_packed and not app.config.fastbuild_tocs:
        env.tocs = dict(env.tocs.items())


LEVER = Lever(
    "tocs",
    "Keep tables of contents packed until they are asked for.",
    listeners=(Listener("builder-inited", on_builder_inited),),
)
