"""Pages are written again when what they show changed, and only then.

Each page has a fingerprint of everything that Sphinx puts into it beside its own source: what its
references mean, numbers, names of pictures, neighbours, templates, styles and settings.  The
fingerprints of the last build are kept beside the environment, for each builder; they are
forgotten while pages are being written, so that a build which is killed is not believed.
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.i18n import format_date

from sphinx_fastbuild import fingerprint, page_pictures
from sphinx_fastbuild.folders import added_by_extensions, names_below
from sphinx_fastbuild.references import Names
from sphinx_fastbuild.state import load, save, state_file
from sphinx_fastbuild.trees import Trees, are_on_every_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jinja2 import BaseLoader
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

#: Documents and pages that themes link to from everywhere when they exist.
_LINKED_FROM_EVERYWHERE = ("about", "copyright", "genindex", "search")


class PagesByWhatTheyShow:
    """One build's view of which pages differ from what was written."""

    def __init__(self) -> None:
        self.now: dict[str, str] = {}
        self._parents: dict[str, set[str]] = {}

    def on_builder_inited(self, app: Sphinx) -> None:
        """Keep the builder from judging pages by the times of files."""
        builder = app.builder
        if is_one_page_a_document(builder):
            by_time = builder.get_outdated_docs

            def by_existence() -> str | Iterable[str]:
                return outdated_by_existence(builder, by_time)

            builder.get_outdated_docs = by_existence  # type: ignore[method-assign]

    def on_env_get_updated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the documents whose pages would differ from what was written."""
        if not is_one_page_a_document(app.builder):
            return []
        self.now = dict(fingerprints(app, env))
        written, pictures = load(_state_file(app)), page_pictures.recorded(app)
        known = pictures.keys() - set(page_pictures.with_other_names(env, pictures))
        return sorted(
            name for name, now in self.now.items() if written.get(name) != now or name not in known
        )

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Forget what was written until all of it has been.

        Sphinx goes on to add every document that lists one of those to be written, whatever of it
        the list shows.  The fingerprints know better.
        """
        _state_file(app).unlink(missing_ok=True)
        if self.now:
            self._parents, app.env.files_to_rebuild = app.env.files_to_rebuild, {}

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Remember what was written."""
        if self._parents:
            app.env.files_to_rebuild = self._parents
        if exception is None and self.now:
            save(_state_file(app), self.now)


def is_one_page_a_document(builder: Builder) -> bool:
    """Tell whether a builder writes a file for each document, each by itself."""
    return output_path(builder, "index") is not None


def output_path(builder: Builder, docname: str) -> str | None:
    """Return the file that a builder writes for a document; None where it does not do so.

    As text: there may be many thousands.
    """
    if isinstance(builder, StandaloneHTMLBuilder):
        is_alone = builder.name != "singlehtml"
        return os.fspath(builder.get_output_path(docname)) if is_alone else None
    if builder.name in {"text", "xml", "pseudoxml"}:
        name = f"{docname}{builder.out_suffix}"  # type: ignore[attr-defined]
        return os.path.join(builder.outdir, name)  # noqa: PTH118
    return None


def outdated_by_existence(
    builder: Builder, by_time: Callable[[], str | Iterable[str]]
) -> str | Iterable[str]:
    """Return the documents that have no page; those whose page is wrong are found later."""
    if not hasattr(builder.env, "fastbuild_contents"):
        return by_time()
    return [
        docname
        for docname in sorted(builder.env.found_docs)
        if docname not in builder.env.all_docs
        or not ((page := output_path(builder, docname)) and os.path.isfile(page))  # noqa: PTH113
    ]


def fingerprints(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield every document with the fingerprint of what its page shows."""
    names, trees = Names(env), Trees(env)
    relations = env.collect_relations()
    pictures: defaultdict[str, list[str]] = defaultdict(list)
    for docnames, name in (*env.images.values(), *env.dlfiles.values()):
        for docname in docnames:
            pictures[docname].append(str(name))
    everywhere = fingerprint.of_value(list(on_every_page(app, trees)))
    titles = {docname: title.pformat() for docname, title in env.titles.items()}
    for docname in sorted(env.all_docs):
        around = [(near, titles.get(near or "")) for near in _around(relations, docname)]
        facts = (
            everywhere,
            env.fastbuild_read_at.get(docname),  # type: ignore[attr-defined]
            [
                names.facts(docname, reference)
                for reference in env.fastbuild_references.get(docname, ())  # type: ignore[attr-defined]
            ],
            list(trees.below(env.fastbuild_toctrees.get(docname, ()))),  # type: ignore[attr-defined]
            env.toc_secnumbers.get(docname),
            env.toc_fignumbers.get(docname),
            sorted(pictures[docname]),
            around,
        )
        yield docname, fingerprint.of_value(facts)


def _around(relations: dict[str, list[str | None]], docname: str) -> Iterator[str | None]:
    """Yield the documents before and after one, and all above it."""
    _, before, after = relations.get(docname, (None, None, None))
    yield before
    yield after
    above: set[str] = set()
    parent = relations.get(docname, [None])[0]
    while parent and parent not in above:
        above.add(parent)
        yield parent
        parent = relations.get(parent, [None])[0]


def on_every_page(app: Sphinx, trees: Trees) -> Iterator[Any]:
    """Yield what all pages of a builder depend on."""
    env, builder, config = app.env, app.builder, app.config
    yield env.fastbuild_programs  # type: ignore[attr-defined]
    yield [name in env.all_docs for name in _LINKED_FROM_EVERYWHERE]
    yield sorted(app.tags)
    yield [
        # The order of a set is another in every process.
        (value.name, sorted(map(repr, v)) if isinstance(v := value.value, set | frozenset) else v)
        for value in config.filter(frozenset({"env", "html", "epub"}))
        if not value.name.endswith("_path")
    ]
    if isinstance(builder, StandaloneHTMLBuilder):
        info = builder.build_info
        yield info.config_hash, info.tags_hash
        if config.html_last_updated_fmt is not None:
            yield format_date(
                config.html_last_updated_fmt or "%b %d, %Y",
                language=config.language,
                local_time=not config.html_last_updated_use_utc,
            )
        if are_on_every_page(app):
            yield trees.whole
        loader = builder.templates
        if isinstance(loader, BuiltinTemplateLoader):
            # Those of the project and of the theme, with all that they may include.
            loaders: list[BaseLoader] = list(loader.loaders)
            of_files = [one for one in loaders if isinstance(one, FileSystemLoader)]
            folders = [Path(path) for one in of_files for path in one.searchpath]
            yield [_folder(folder) for folder in folders]
        of_project = [Path(builder.confdir, entry) for entry in config.html_static_path]
        for folder in (*added_by_extensions(app), *of_project):
            yield _folder(folder, (".css", ".js"))


def _folder(folder: Path, endings: tuple[str, ...] = ("",)) -> list[tuple[str, str]]:
    return [
        (name, fingerprint.of_file(folder / name))
        for name in names_below(folder)
        if name.endswith(endings)
    ]


def _state_file(app: Sphinx) -> Path:
    """Return the file that says what was written by this builder."""
    return state_file(app, "pages")
