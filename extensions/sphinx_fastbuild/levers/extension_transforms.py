"""The transforms of MyST, sphinx-design and Furo that have rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_fastbuild.levers.transform_rules import FOOTNOTES, Reviewed

if TYPE_CHECKING:
    from collections.abc import Sequence

_MYST = "myst_parser.mdit_to_docutils.transforms"

REVIEWED: Sequence[Reviewed] = (
    # MyST.
    Reviewed(
        f"{_MYST}:SortFootnotes.apply", "5339c69fe9bd", "document", records=("autofootnotes",)
    ),
    Reviewed(f"{_MYST}:CollectFootnotes.apply", "3578c89df9f1", "document", records=FOOTNOTES),
    Reviewed(
        f"{_MYST}:UnreferencedFootnotesDetector.apply",
        "6e9c6bd64267",
        "document",
        records=FOOTNOTES,
    ),
    Reviewed(f"{_MYST}:PrioritiseExplicitIds.apply", "b820e35a854a", "section", adds=False),
    Reviewed(
        f"{_MYST}:ResolveSectionRefs.apply", "9f029ccf5a9d", "inline", attribute="section_numbers"
    ),
    Reviewed(f"{_MYST}:AddSlugIds.apply", "7d4b780eb14b", "Element", adds=False),
    Reviewed(f"{_MYST}:ResolveAnchorIds.apply", "b6107e4f8b5b", "reference", attribute="id_link"),
    Reviewed(
        "myst_parser.sphinx_ext.myst_refs:MystReferenceResolver.run",
        "4239ecc0a851",
        "addnodes.pending_xref",
    ),
    # sphinx-design.  Three look at every node for one component, all of which are containers.
    Reviewed(
        "sphinx_design.extension:AddFirstTitleCss.apply", "2accd22203af", "docinfo", adds=False
    ),
    Reviewed(
        "sphinx_design.badges_buttons:BadgeRefTooltipStash.run",
        "f1a1dec9375c",
        "addnodes.pending_xref",
        adds=False,
    ),
    Reviewed(
        "sphinx_design.badges_buttons:ButtonRefContentStash.run",
        "511aab016106",
        "addnodes.pending_xref",
        adds=False,
    ),
    Reviewed(
        "sphinx_design.badges_buttons:ButtonRefContentGraft.run",
        "0cda8b732ea9",
        "document",
        records=("sphinx_design.badges_buttons:_BUTTON_REF_STASH_ATTR",),
    ),
    Reviewed(
        "sphinx_design.badges_buttons:BadgeRefTooltipGraft.run",
        "1f4bafb9632b",
        "document",
        adds=False,
    ),
    Reviewed(
        "sphinx_design.dropdown:DropdownHtmlTransform.run",
        "b88345d25d31",
        "container",
        attribute="design_component",
        also={"sphinx_design.shared:is_component": "d035cba75e08"},
    ),
    Reviewed(
        "sphinx_design.aside:AsideHtmlTransform.run",
        "27de20dac5e1",
        "container",
        attribute="design_component",
        also={"sphinx_design.shared:is_component": "d035cba75e08"},
    ),
    Reviewed(
        "sphinx_design.tabs:TabSetHtmlTransform.run",
        "0602f5c61b14",
        "container",
        attribute="design_component",
        also={"sphinx_design.shared:is_component": "d035cba75e08"},
    ),
    # Furo.
    Reviewed("furo:WrapTableAndMathInAContainerTransform.run", "071c1c77fd77", "table math_block"),
)
