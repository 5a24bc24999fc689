"""Pictures that pages show, as they were when each page was written.

What a document may show is not what its page shows: a builder chooses among the formats of a
picture or has it converted, and an extension may know of pictures that only other builders need.
So the pictures of each page are noted when it is written.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes

from sphinx_fastbuild.state import load, save, state_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

#: Documents to the pictures of their pages: where each comes from, and the name of its copy.
Pictures = dict[str, dict[str, str]]


def note_from_now_on(builder: Builder) -> None:
    """Note which pictures a page takes with it whenever one is written."""
    noted: Pictures = {}
    builder.fastbuild_pictures = noted  # type: ignore[attr-defined]
    write = builder.write_doc_serialized

    def write_doc_serialized(docname: str, doctree: nodes.document) -> None:
        write(docname, doctree)
        sources = {image["uri"] for image in doctree.findall(nodes.image)}
        names = builder.images
        noted[docname] = {source: names[source] for source in sorted(sources & names.keys())}

    # Called in the main process, or by `writing` in workers which send home what was noted.
    builder.write_doc_serialized = write_doc_serialized  # type: ignore[method-assign]


def of_written_pages(builder: Builder) -> Pictures:
    """Return the pictures of the pages that have been written in this run."""
    return cast("Pictures", builder.fastbuild_pictures)  # type: ignore[attr-defined]


def recorded(app: Sphinx) -> Pictures:
    """Return the pictures of all pages, as the last build recorded them."""
    return cast("Pictures", load(_state_file(app)))


def record(app: Sphinx, pictures: Pictures) -> None:
    """Record the pictures of all pages for the next build."""
    save(_state_file(app), pictures)


def with_other_names(env: BuildEnvironment, pictures: Pictures) -> Iterator[str]:
    """Yield the documents whose pages know a picture by another name than its copy gets today."""
    today = {name for _, name in env.images.values()}

    def would_be_named(source: str, name: str) -> bool:
        if source in env.images:
            return bool(env.images[source][1] == name)
        # Converted when the page was written: its copy has the name of its file, if that is free.
        return Path(source).name == name and name not in today

    for docname, names in pictures.items():
        if not all(would_be_named(source, name) for source, name in names.items()):
            yield docname


def _state_file(app: Sphinx) -> Path:
    """Return the file that says which pictures the pages of this builder show."""
    return state_file(app, "pictures")
