"""What makes a Sphinx build with MyST fast: not one byte of its output is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_fastbuild import (
    declarations,
    markdown,
    patching,
    quotes,
    reading,
    settings,
    stems,
    templates,
    transforms,
    walking,
    writing,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

#: Every lever has a switch, ``fastbuild_<lever>``; all are on.
LEVERS = {
    "collector": "Keep the garbage collector away from what lives as long as the build.",
    "read": "Read in forked batches that send back no more than they read.",
    "write": "Resolve and write in forked batches.",
    "walk": "Walk trees without nested generators.",
    "transforms": "Run transforms only where there is something for them.",
    "quotes": "Look for quotes only where there are any.",
    "markdown": "Make Markdown parsers once.",
    "yaml": "Read YAML with libyaml.",
    "stems": "Stem each word of the search index once.",
    "declarations": "Look for C and C++ declarations only where there are any.",
    "templates": "Keep the bytecode of templates.",
    "settings": "Make docutils' option parser once.",
}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything, in the order in which a build meets it."""
    for lever, meaning in LEVERS.items():
        app.add_config_value(
            f"fastbuild_{lever}", default=True, rebuild="", types=bool, description=meaning
        )

    # Speed.
    app.connect("builder-inited", on_builder_inited)
    app.connect("builder-inited", walking.on_builder_inited)
    app.connect("builder-inited", transforms.on_builder_inited)
    app.connect("builder-inited", quotes.on_builder_inited)
    app.connect("builder-inited", settings.on_builder_inited)
    app.connect("builder-inited", markdown.on_builder_inited)
    app.connect("builder-inited", stems.on_builder_inited)
    app.connect("builder-inited", declarations.on_builder_inited)
    app.connect("builder-inited", templates.on_builder_inited)
    app.connect("builder-inited", reading.on_builder_inited)
    app.connect("builder-inited", writing.on_builder_inited)

    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
        "fastbuild_resolve_safe": True,  # type: ignore[typeddict-unknown-key]
    }


def on_builder_inited(app: Sphinx) -> None:
    """Put back what an earlier build in this process replaced."""
    patching.put_back()
