"""Record the images that each page shows, when it is written.

They are not always the images of the document: a builder chooses among the formats of an image or
converts it, and an extension may add images that only other builders need.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes

from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

#: Docnames to the images of their pages: the source of each, and the name of its copy.
PageImages = dict[str, dict[str, str]]

#: The images that the pages of this builder show.
STORE: StateFile[PageImages] = StateFile("pictures", PageImages)


def record_from_now_on(builder: Builder) -> None:
    """Record the images of each page that *builder* writes."""
    recorded: PageImages = {}
    builder.fastbuild_page_images = recorded  # type: ignore[attr-defined]
    write = builder.write_doc_serialized

    def write_doc_serialized(docname: str, doctree: nodes.document) -> None:
        write(docname, doctree)
        names = builder.images
        # As long as no page has shown an image, this one does not either.
        sources = {image["uri"] for image in doctree.findall(nodes.image)} if names else set()
        recorded[docname] = {source: names[source] for source in sorted(sources & names.keys())}

    # Called in the main process, or in workers of `parallel.writing`, which send the records back.
    builder.write_doc_serialized = write_doc_serialized  # type: ignore[method-assign]


def of_written_pages(builder: Builder) -> PageImages:
    """Return the images of the pages that this build has written; empty if none are recorded."""
    return cast("PageImages", getattr(builder, "fastbuild_page_images", {}))


def with_other_names(env: BuildEnvironment, images: PageImages) -> Iterator[str]:
    """Yield the documents whose pages use another name for the copy of an image than this build."""
    names_now = {name for _, name in env.images.values()}

    def would_be_named(source: str, name: str) -> bool:
        if source in env.images:
            return bool(env.images[source][1] == name)
        # A converted image: its copy has the name of its file, if that is free.
        return Path(source).name == name and name not in names_now

    for docname, names in images.items():
        if not all(would_be_named(source, name) for source, name in names.items()):
            yield docname
