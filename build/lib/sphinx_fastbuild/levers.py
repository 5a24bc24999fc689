"""Levers: what makes a build fast without changing a byte of it, each with a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_fastbuild import (
    children,
    collector,
    declarations,
    encode,
    formatters,
    languages,
    markdown,
    messages,
    patching,
    paths,
    quotes,
    reading,
    settings,
    starttags,
    stems,
    styles,
    templates,
    titles,
    tocs,
    trust,
    walking,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

#: The switches are called ``fastbuild_<lever>``; all are on.
LEVERS: Mapping[str, str] = {
    "collector": "Keep the garbage collector away from what lives as long as the build.",
    "messages": "Make no messages that nobody will see.",
    "walk": "Walk trees without nested generators.",
    "children": "Ask a node that gets a child once for its document.",
    "transforms": "Run transforms only where there is something for them.",
    "quotes": "Look for quotes only where there are any.",
    "settings": "Make the option parser of docutils once.",
    "markdown": "Make Markdown parsers once.",
    "yaml": "Read YAML with libyaml.",
    "stems": "Stem each word of the search index once.",
    "declarations": "Look for C and C++ declarations only where there are any.",
    "templates": "Keep the bytecode of templates.",
    "titles": "Write titles of nothing but text without a document of their own.",
    "styles": "Look for style sheets and their checksums once.",
    "paths": "Ask the disk once where a path leads, not for every link.",
    "encode": "Look for special characters of HTML and docutils, not at every character.",
    "starttags": "Make start tags once for all elements that differ in no more than their link.",
    "formatters": "Make formatters of code once for each way to show code.",
    "tocs": "Keep tables of contents packed until they are asked for.",
    "read": "Read in forked batches that send back no more than they read.",
    "write": "Resolve and write in forked batches.",
}


def register(app: Sphinx) -> None:
    """Declare the switches, and pull those levers that are on as soon as there is a builder."""
    for lever, meaning in LEVERS.items():
        app.add_config_value(
            f"fastbuild_{lever}", default=True, rebuild="", types=bool, description=meaning
        )
    # The environment is loaded between these two.
    app.connect("config-inited", collector.on_config_inited, priority=1000)
    app.connect("builder-inited", collector.on_builder_inited, priority=1000)
    # Before anybody asks whether a function is known.
    app.connect("builder-inited", trust.on_builder_inited, priority=10)
    app.connect("builder-inited", on_builder_inited)
    # After everybody else, who may still write pages.
    app.connect("build-finished", on_build_finished, priority=1000)
    app.connect("build-finished", trust.on_build_finished, priority=1000)
    app.connect("build-finished", collector.on_build_finished, priority=1000)


def on_builder_inited(app: Sphinx) -> None:
    """Replace what is slow, having put back what an earlier build in this process replaced."""
    # Only now: the packages that these know take a while to load, and half of it is the
    # collector's, which is off by now.
    from sphinx_fastbuild import sidebars, transforms  # noqa: PLC0415

    patching.put_back()
    messages.pull(app)
    walking.pull(app)
    children.pull(app)
    transforms.pull(app)
    languages.pull(app)
    quotes.pull(app)
    settings.pull(app)
    markdown.pull(app)
    stems.pull(app)
    declarations.pull(app)
    templates.pull(app)
    titles.pull(app)
    styles.pull(app)
    paths.pull(app)
    encode.pull(app)
    starttags.pull(app)
    formatters.pull(app)
    tocs.pull(app)
    sidebars.pull(app)
    reading.pull(app)
    writing.pull(app)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Leave the process as it was."""
    patching.put_back()
