"""One HTML page with all reports for editors."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from sphinx_knowledge_base.reports.charts import bars, link_picture
from sphinx_knowledge_base.reports.link_graph import link_graph
from sphinx_knowledge_base.reports.overview import overview
from sphinx_knowledge_base.reports.status import KINDS, tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.problems import Problem


def report(snapshot: Snapshot, problems: Sequence[Problem], within: int) -> str:
    """Return the page; it needs no other file.

    :param problems: The problems of the site.
    :param within: How many days ahead dates count as near.
    """
    figures, graph, found = overview(snapshot), link_graph(snapshot), tasks(snapshot, within)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(
        files(__package__).joinpath("files", "report.html.jinja").read_text("utf-8")
    )
    # The charts have already escaped authors' texts.
    return template.render(
        project=snapshot.site.project,
        today=snapshot.site.settings.rules().now.date().isoformat(),
        figures=figures,
        graph=graph,
        groups=[
            (title, [task for task in found if task.kind == kind]) for kind, title in KINDS.items()
        ],
        problems=problems,
        months=Markup(bars(figures.by_month, "Articles by month")),  # noqa: S704
        words=Markup(  # noqa: S704
            bars({name: words for name, (_, words) in figures.by_category.items()}, "Words")
        ),
        links=Markup(link_picture(graph, "Links between articles")),  # noqa: S704
    )
