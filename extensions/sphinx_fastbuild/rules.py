"""Rules: what must be in a document for a transform to have anything to do.

Written from the source of each transform.  The fingerprint says of which source: with another
version that differs the transform runs always, as one that is not listed here does.  A transform
can also say it of itself, as a class: ``fastbuild_needs`` are classes of nodes without any of
which it does nothing, and ``fastbuild_adds = False`` says that it leaves no nodes of new classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import furo
from docutils import nodes
from docutils.transforms import Transform, misc, references, universal
from myst_parser.mdit_to_docutils import transforms as myst
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from sphinx import addnodes, transforms, versioning
from sphinx.builders.latex.transforms import FootnoteDocnameUpdater
from sphinx.domains import c, citation, cpp
from sphinx.transforms import SphinxSmartQuotes, compact_bullet_list, i18n, post_transforms
from sphinx.transforms.post_transforms import code, images
from sphinx.transforms.references import SphinxDanglingReferences
from sphinx_design import aside, badges_buttons, dropdown, extension, tabs
from sphinx_design.shared import is_component

from sphinx_fastbuild.trust import is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


KNOWN_COMPONENTS: Mapping[Any, str] = {is_component: "aa0dbc9002ea"}


@dataclass(frozen=True, slots=True)
class Rule:
    """When one transform is needed, and what it leaves behind."""

    function: Callable[..., None] | None
    """Its method whose source the rule was written from; none where it states the rule itself."""
    fingerprint: str
    needs: tuple[type, ...]
    """It does nothing where there is no node of any of these classes."""
    adds: bool = True
    """Whether there can be nodes of new classes behind it."""
    attribute: str = ""
    """The nodes above matter only if one of them has this attribute, or is a target."""
    records: tuple[str, ...] = ()
    """It does nothing unless the document, or its settings, hold something under these names."""


def rules() -> dict[type[Transform], Rule]:
    """Return the rules of all transforms that are what they were when the rules were written."""
    components = _COMPONENTS if is_known("transforms", KNOWN_COMPONENTS) else {}
    return {
        transform: rule
        for transform, rule in {**_RULES, **components}.items()
        if rule.function and is_known("transforms", {rule.function: rule.fingerprint})
    }


def declared(transform: type[Transform]) -> Rule | None:
    """Return the rule that a transform states of itself; a class that inherits from it has none."""
    own = vars(transform)
    if "fastbuild_needs" not in own:
        return None
    return Rule(None, "", own["fastbuild_needs"], own.get("fastbuild_adds", True))


_FOOTNOTES = ("autofootnotes", "footnotes", "symbol_footnotes")
_FOOTNOTE_REFERENCES = ("autofootnote_refs", "symbol_footnote_refs")

_RULES: Mapping[type[Transform], Rule] = {
    # docutils
    references.Substitutions: Rule(
        references.Substitutions.apply, "e4ff8252a1cb", (nodes.substitution_reference,)
    ),
    references.PropagateTargets: Rule(
        references.PropagateTargets.apply, "ffd4356588a8", (nodes.target,), adds=False
    ),
    references.AnonymousHyperlinks: Rule(
        references.AnonymousHyperlinks.apply,
        "904dff4d45ac",
        (nodes.reference, nodes.target),
        attribute="anonymous",
    ),
    references.ExternalTargets: Rule(
        references.ExternalTargets.apply, "9881204d8f1d", (nodes.target,)
    ),
    references.InternalTargets: Rule(
        references.InternalTargets.apply, "c6d79c7053c5", (nodes.target,)
    ),
    universal.StripComments: Rule(
        universal.StripComments.apply, "f23a39399571", (nodes.comment,), adds=False
    ),
    misc.Transitions: Rule(misc.Transitions.apply, "a072ec6245f5", (nodes.transition,)),
    SphinxSmartQuotes: Rule(
        universal.SmartQuotes.apply, "8663a59a5083", (nodes.TextElement,), adds=False
    ),
    # At work on what the document has noted: it need not be in the tree.
    **{
        transform: Rule(transform.apply, known, (nodes.document,), records=records)
        for transform, known, records in (
            (references.IndirectHyperlinks, "248b462da066", ("indirect_targets",)),
            (
                references.Footnotes,
                "181b5404f151",
                (*_FOOTNOTES, *_FOOTNOTE_REFERENCES, "citations"),
            ),
            (
                universal.Decorations,
                "eaef5dbc24b5",
                ("generator", "datestamp", "source_link", "source_url"),
            ),
            (myst.SortFootnotes, "6922042534fb", ("autofootnotes",)),
            (myst.CollectFootnotes, "c7331f4c0312", _FOOTNOTES),
        )
    },
    # Always at work, but no nodes come of it: they count, and set attributes.
    **{
        transform: Rule(transform.apply, known, (nodes.document,), adds=False)
        for transform, known in (
            (universal.StripClassesAndElements, "8c457a29f079"),
            (universal.Validate, "06ab4beaaa94"),
            (universal.ExposeInternals, "e47001a1e0f8"),
            (transforms.ExtraTranslatableNodes, "b997694018d9 a71dbae758b8"),
            (transforms.AutoNumbering, "d908fa7856a3"),
            (transforms.UnreferencedFootnotesDetector, "71a155afd7ca"),
            (i18n.TranslationProgressTotaliser, "6ebf4f41a469"),
            (i18n.AddTranslationClasses, "a4c7f26ca4f9"),
            (versioning.UIDTransform, "3ed5c9ead450"),
        )
    },
    # Sphinx, reading
    i18n.PreserveTranslatableMessages: Rule(
        i18n.PreserveTranslatableMessages.apply,
        "9b27e9a5ea99 41d67ab5149a",
        (addnodes.translatable,),
        adds=False,
    ),
    compact_bullet_list.RefOnlyBulletListTransform: Rule(
        compact_bullet_list.RefOnlyBulletListTransform.apply, "1ff4035d910c", (nodes.bullet_list,)
    ),
    transforms.DefaultSubstitutions: Rule(
        transforms.DefaultSubstitutions.apply, "14ea711499b7", (nodes.substitution_reference,)
    ),
    transforms.MoveModuleTargets: Rule(
        transforms.MoveModuleTargets.apply, "3f9f372e6549", (nodes.target,), adds=False
    ),
    transforms.HandleCodeBlocks: Rule(
        transforms.HandleCodeBlocks.apply,
        "fabe0ff97d74 ff3cc2749c83",
        (nodes.block_quote,),
        adds=False,
    ),
    transforms.AutoIndexUpgrader: Rule(
        transforms.AutoIndexUpgrader.apply, "021b49175406", (addnodes.index,), adds=False
    ),
    transforms.ReorderConsecutiveTargetAndIndexNodes: Rule(
        transforms.ReorderConsecutiveTargetAndIndexNodes.apply,
        "cf4b05368d28",
        (nodes.target,),
        adds=False,
    ),
    transforms.SortIds: Rule(
        transforms.SortIds.apply, "03c61bd9393f", (nodes.section,), adds=False
    ),
    transforms.DoctestTransform: Rule(
        transforms.DoctestTransform.apply,
        "5aee343f1d56 fd89781a23f7",
        (nodes.doctest_block,),
        adds=False,
    ),
    transforms.GlossarySorter: Rule(
        transforms.GlossarySorter.apply, "c141a8a34b69", (addnodes.glossary,), adds=False
    ),
    transforms.FilterSystemMessages: Rule(
        transforms.FilterSystemMessages.apply, "e11b77da64b9", (nodes.system_message,), adds=False
    ),
    transforms.ApplySourceWorkaround: Rule(
        transforms.ApplySourceWorkaround.apply,
        "8e89ff60e5b0",
        (nodes.TextElement, nodes.image, nodes.topic),
        adds=False,
    ),
    citation.CitationDefinitionTransform: Rule(
        citation.CitationDefinitionTransform.apply, "b3f475f75d34", (nodes.citation,)
    ),
    citation.CitationReferenceTransform: Rule(
        citation.CitationReferenceTransform.apply, "e1464534ee30", (nodes.citation_reference,)
    ),
    FootnoteDocnameUpdater: Rule(
        FootnoteDocnameUpdater.apply,
        "ec86ceaf9442",
        (nodes.footnote, nodes.footnote_reference),
        adds=False,
    ),
    SphinxDanglingReferences: Rule(
        references.DanglingReferences.apply,
        "16d9a9864d32",
        (nodes.reference, nodes.footnote_reference, nodes.citation_reference, nodes.target),
        attribute="refname",
    ),
    i18n.RemoveTranslatableInline: Rule(
        i18n.RemoveTranslatableInline.apply,
        "404d61f5d39c",
        (nodes.inline,),
        adds=False,
        attribute="translatable",
    ),
    # MyST, reading
    myst.PrioritiseExplicitIds: Rule(
        myst.PrioritiseExplicitIds.apply, "444ca793e7ec", (nodes.section,), adds=False
    ),
    myst.ResolveSectionRefs: Rule(
        myst.ResolveSectionRefs.apply, "dae3730bbfae", (nodes.inline,), attribute="section_numbers"
    ),
    myst.AddSlugIds: Rule(myst.AddSlugIds.apply, "bc0e61733961", (nodes.Element,), adds=False),
    myst.ResolveAnchorIds: Rule(
        myst.ResolveAnchorIds.apply, "e25845da8ea6", (nodes.reference,), attribute="id_link"
    ),
    # Writing
    c.AliasTransform: Rule(c.AliasTransform.apply, "9fb39878e9b3", (c.AliasNode,)),
    cpp.AliasTransform: Rule(cpp.AliasTransform.apply, "da046d6f4688", (cpp.AliasNode,)),
    MystReferenceResolver: Rule(
        MystReferenceResolver.run, "585d6c27e930", (addnodes.pending_xref,)
    ),
    post_transforms.ReferencesResolver: Rule(
        post_transforms.ReferencesResolver.run, "34c79d762da1", (addnodes.pending_xref,)
    ),
    post_transforms.OnlyNodeTransform: Rule(
        post_transforms.OnlyNodeTransform.run, "5e920772db57", (addnodes.only,)
    ),
    post_transforms.PropagateDescDomain: Rule(
        post_transforms.PropagateDescDomain.run,
        "657c47d66b9c",
        (addnodes.desc_signature,),
        adds=False,
    ),
    post_transforms.SigElementFallbackTransform: Rule(
        post_transforms.SigElementFallbackTransform.run,
        "536821cb0994",
        (addnodes.desc_sig_element, addnodes.desc_inline),
    ),
    images.ImageDownloader: Rule(images.BaseImageConverter.apply, "f94802d4dd7e", (nodes.image,)),
    images.DataURIExtractor: Rule(images.BaseImageConverter.apply, "f94802d4dd7e", (nodes.image,)),
    code.HighlightLanguageTransform: Rule(
        code.HighlightLanguageTransform.apply,
        "cfff916dfcab",
        (nodes.literal_block, addnodes.highlightlang),
        adds=False,
    ),
    code.TrimDoctestFlagsTransform: Rule(
        code.TrimDoctestFlagsTransform.apply,
        "23b1e69d1d63",
        (nodes.literal_block, nodes.doctest_block),
        adds=False,
    ),
    extension.AddFirstTitleCss: Rule(
        extension.AddFirstTitleCss.apply, "c8ef2d18dd05", (nodes.docinfo,), adds=False
    ),
    badges_buttons.BadgeRefTooltipStash: Rule(
        badges_buttons.BadgeRefTooltipStash.run,
        "238bb935cb29",
        (addnodes.pending_xref,),
        adds=False,
    ),
    badges_buttons.ButtonRefContentStash: Rule(
        badges_buttons.ButtonRefContentStash.run,
        "ff6f4a94cc44",
        (addnodes.pending_xref,),
        adds=False,
    ),
    badges_buttons.ButtonRefContentGraft: Rule(
        badges_buttons.ButtonRefContentGraft.run,
        "5008c0fe574b",
        (nodes.document,),
        records=(badges_buttons._BUTTON_REF_STASH_ATTR,),  # noqa: SLF001
    ),
    badges_buttons.BadgeRefTooltipGraft: Rule(
        badges_buttons.BadgeRefTooltipGraft.run, "fe8cc00df684", (nodes.document,), adds=False
    ),
    furo.WrapTableAndMathInAContainerTransform: Rule(
        furo.WrapTableAndMathInAContainerTransform.run,
        "dcc2c48f23e3",
        (nodes.table, nodes.math_block),
    ),
}

#: Each looks at every node for one component of sphinx-design, all of which are containers.
_COMPONENTS: Mapping[type[Transform], Rule] = {
    transform: Rule(transform.run, known, (nodes.container,), attribute="design_component")
    for transform, known in (
        (dropdown.DropdownHtmlTransform, "b7a8535ddf64"),
        (aside.AsideHtmlTransform, "65c6dbc74e3e"),
        (tabs.TabSetHtmlTransform, "b332208ad1cd"),
    )
}
