"""The timeline of ARCHITECTURE.md: who listens to which event, in the order in which Sphinx asks.

Both extensions are loaded into a Sphinx application, and every ``connect()`` is watched, so that
handlers which are connected late are found as well.  What a handler does is the first line of its
docstring; why it has its priority is the comment above the line that connects it.
"""

from __future__ import annotations

import inspect
import io
import linecache
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.events import EventManager

from house.rooms import EXTENSIONS

PACKAGES = ("sphinx_knowledge_base", "sphinx_fastbuild")

#: The events of a build in their order, and when each comes.
EVENTS: Mapping[str, str] = {
    "config-inited": "`conf.py` has been read; there is no builder yet.",
    "builder-inited": "There is a builder and an environment, but no list of documents.",
    "env-get-outdated": "Sphinx knows which files are new or changed, and asks for more.",
    "env-before-read-docs": "The documents to read are known.",
    "env-purge-doc": "A document is gone, or about to be read again.",
    "source-read": "The text of a document, before it is parsed.",
    "include-read": "The text of an included file, before it is parsed.",
    "missing-reference": "A reference found nothing.",
    "doctree-read": "A document has been parsed and transformed.",
    "env-merge-info": "A reading process hands back what it read.",
    "env-updated": "All documents have been read; returned documents are written again.",
    "env-get-updated": "The same, a second time: numbers and tables of contents are settled.",
    "env-check-consistency": "Last look at the environment before anything is written.",
    "write-started": "Writing begins.",
    "doctree-resolved": "The references of a document have been resolved.",
    "warn-missing-reference": "A reference still leads nowhere, and Sphinx is about to say so.",
    "html-page-context": "A page is about to be rendered.",
    "html-collect-pages": "All documents have been written; extensions may add pages.",
    "fastbuild-written": "`sphinx_fastbuild` has written a batch of pages.",
    "build-finished": "The build is over, well or not.",
    "fastbuild-depends-on": "The build was complete, and `sphinx_fastbuild` notes what it depends on.",
}

CONF = """\
extensions = ["myst_parser", "sphinx_design", "sphinx_sitemap", "sphinx_knowledge_base",
              "sphinx_fastbuild"]
html_theme = "furo"
html_baseurl = "https://kb.example.org/"
"""

#: What Sphinx uses unless told otherwise.
_USUAL = 500


@dataclass(frozen=True, slots=True)
class _Listener:
    event: str
    priority: int
    number: int
    """Among listeners of one priority, the one that connected first is asked first."""
    handler: Callable[..., Any]
    why: str


def tables() -> str:
    """Return the timeline as Markdown."""
    sys.path.insert(0, str(EXTENSIONS))
    app, listeners = _load()
    return "\n".join([*_events(listeners), *_transforms(app)])


def _events(listeners: Iterable[_Listener]) -> Iterator[str]:
    known = sorted(listeners, key=lambda one: (one.priority, one.number))
    if unknown := {one.event for one in known} - EVENTS.keys():
        sys.exit(f"tools/house/timeline.py does not say when these come: {', '.join(unknown)}")
    for event, when in EVENTS.items():
        here = [one for one in known if one.event == event]
        if here:
            yield f"#### {event}\n\n{when}\n"
            yield "| priority | handler | what it does | why then |\n|---|---|---|---|"
            rows = [
                f"| {one.priority} | {_place(one.handler)} | {_about(one.handler)} | {one.why} |"
                for one in here
            ]
            yield from dict.fromkeys(rows)  # several objects of one class
            yield ""


def _transforms(app: Sphinx) -> Iterator[str]:
    """Yield what changes document trees: while reading, and while writing."""
    for heading, when, transforms in (
        (
            "Transforms",
            "They change a document once, after it was parsed and before `doctree-read`.",
            app.registry.get_transforms(),
        ),
        (
            "Post-transforms",
            "They change a document for one builder, before it is written.",
            app.registry.get_post_transforms(),
        ),
    ):
        yield f"#### {heading}\n\n{when}\n"
        yield "| priority | transform | what it does |\n|---|---|---|"
        ours = [one for one in transforms if one.__module__.startswith(PACKAGES)]
        for one in sorted(ours, key=lambda one: one.default_priority):
            yield f"| {one.default_priority} | {_place(one)} | {_about(one)} |"
        yield ""


def _load() -> tuple[Sphinx, list[_Listener]]:
    """Load the extensions, and return the application and who listens to it."""
    why: dict[int, str] = {}
    connect = EventManager.connect

    def watched(self: EventManager, name: str, callback: Any, priority: int) -> int:
        listener = connect(self, name, callback, priority)
        why[listener] = _comment(priority)
        return listener

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "conf.py").write_text(CONF, encoding="utf-8")
        Path(folder, "index.md").write_text("# Home\n", encoding="utf-8")
        EventManager.connect = watched  # type: ignore[method-assign, assignment]
        try:
            app = Sphinx(
                folder, folder, f"{folder}/out", f"{folder}/trees", "html", status=None,
                warning=io.StringIO(),
            )  # fmt: skip
        finally:
            EventManager.connect = connect  # type: ignore[method-assign]
        found = [
            _Listener(event, one.priority, one.id, one.handler, why.get(one.id, ""))
            for event, listeners in app.events.listeners.items()
            for one in listeners
            if one.handler.__module__.startswith(PACKAGES)
        ]
    return app, found


def _comment(priority: int) -> str:
    """Return the comment above the line in our code that connects a handler just now.

    Lines that connect others at the same priority may stand between.
    """
    if priority == _USUAL:
        return ""
    frame = next(
        (one for one in inspect.stack(0)[2:] if Path(one.filename).is_relative_to(EXTENSIONS)), None
    )
    if frame is None:
        return ""
    number, comment = frame.lineno - 1, []
    while f"priority={priority}" in (line := linecache.getline(frame.filename, number)):
        number -= 1
    while line.strip().startswith("#"):
        comment.append(line.strip().lstrip("# "))
        number -= 1
        line = linecache.getline(frame.filename, number)
    return _cell(" ".join(reversed(comment)))


def _place(thing: Any) -> str:
    """Return where *thing* is defined, as a link."""
    module = sys.modules[thing.__module__]
    path = Path(str(module.__file__)).resolve().relative_to(EXTENSIONS)
    short = path.as_posix().replace("sphinx_knowledge_base/", "kb/").replace(
        "sphinx_fastbuild/", "fastbuild/"
    )  # fmt: skip
    return f"[`{short}`](extensions/{path.as_posix()}) `{thing.__qualname__}`"


def _about(thing: Any) -> str:
    return _cell((inspect.getdoc(thing) or "").partition("\n\n")[0])


def _cell(text: str) -> str:
    """Return *text* as the cell of a table."""
    text = re.sub(r"``(.+?)``|:\w+:`~?\.?(.+?)`", lambda m: f"`{m[1] or m[2]}`", text)
    return " ".join(text.split()).replace("|", r"\|")
