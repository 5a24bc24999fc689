"""The book on paper: one LaTeX document for each book."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the builder, and the transforms that prepare bodies for paper."""
    from sphinx_knowledge_base.book.latex import body, builder  # noqa: PLC0415 -- a circle

    app.connect("config-inited", body.on_config_inited)
    app.add_builder(builder.BookLaTeXBuilder, override=True)
    app.add_post_transform(body.BoxKeyTakeaways)
    app.add_post_transform(body.RightToLeft)
    app.add_post_transform(body.TermsElsewhere)
    app.add_post_transform(body.DropRuleOfFootnotes)
    app.add_post_transform(body.StruckText)
    app.add_post_transform(body.PlainCode)
    app.add_post_transform(body.TextOfRawHTML)
