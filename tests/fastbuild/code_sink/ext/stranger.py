"""An extension that says nothing, and does what extensions of others do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from lookup import GREETING
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

HERE = Path(__file__).parent


class Remark(nodes.Admonition, nodes.Element):
    """A remark, as in the tutorial of Sphinx."""


class RemarkList(nodes.General, nodes.Element):
    """The place for all remarks."""


class RemarkDirective(SphinxDirective):
    """A remark, which is collected."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        remarks = self.env.__dict__.setdefault("stranger_remarks", [])
        remarks.append((self.env.docname, text))
        return [Remark("", nodes.paragraph("", text))]


class RemarksDirective(SphinxDirective):
    """The list of all remarks."""

    def run(self) -> list[nodes.Node]:
        return [RemarkList()]


class WordsDirective(SphinxDirective):
    """The words of a file, which nothing notes as a dependency."""

    def run(self) -> list[nodes.Node]:
        words = (HERE / "words.txt").read_text(encoding="utf-8").split()
        items = [nodes.list_item("", nodes.paragraph("", word)) for word in words]
        return [nodes.bullet_list("", *items)]


class Greeting(SphinxPostTransform):
    """A transform of the extension's own: Sphinx itself writes."""

    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(Remark)):
            node.insert(0, nodes.paragraph("", GREETING))


def purge(app: Sphinx, env: Any, docname: str) -> None:
    remarks = env.__dict__.get("stranger_remarks", [])
    env.stranger_remarks = [one for one in remarks if one[0] != docname]


def merge(app: Sphinx, env: Any, docnames: list[str], other: Any) -> None:
    remarks = env.__dict__.setdefault("stranger_remarks", [])
    remarks += [one for one in other.__dict__.get("stranger_remarks", []) if one[0] in docnames]


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(RemarkList)):
        texts = [text for _, text in getattr(app.env, "stranger_remarks", [])]
        node.replace_self(nodes.paragraph("", "; ".join(texts)))


def writes(event: str) -> Any:
    """Return a handler that writes a file for its event."""

    def handler(app: Sphinx, *arguments: Any) -> None:
        folder = Path(app.outdir) / "stranger"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{event}.txt").write_text(event, encoding="utf-8")

    return handler


def read(app: Sphinx, doctree: nodes.document) -> None:
    folder = Path(app.outdir) / "_sources"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{app.env.docname}.ipynb").write_text("{}", encoding="utf-8")


def pages(app: Sphinx) -> Any:
    yield "stranger/extra", {"title": "Extra", "body": GREETING}, "page.html"


def visit(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div", CLASS="remark"))


def depart(self: Any, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(Remark, html=(visit, depart))
    app.add_node(RemarkList)
    app.add_directive("remark", RemarkDirective)
    app.add_directive("remarks", RemarksDirective)
    app.add_directive("words", WordsDirective)
    app.add_post_transform(Greeting)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("doctree-resolved", resolve)
    app.connect("doctree-read", read)
    app.connect("html-collect-pages", pages)
    for event in ("builder-inited", "env-updated", "html-page-context", "build-finished"):
        app.connect(event, writes(event))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
