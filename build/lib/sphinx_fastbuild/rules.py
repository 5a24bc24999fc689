"""Rules: what must be in a document for a transform to have anything to do.

Written from the source of each transform.  The fingerprint says what that does: where it does
something else, the transform runs always, as one that is not listed here does.  A transform can
also say it of itself, as a class: ``fastbuild_needs`` are classes of nodes without any of which
it does nothing, and ``fastbuild_adds = False`` says that it leaves no nodes of new classes; a
static method of that name says it of each document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import furo
from docutils import nodes
from docutils.transforms import Transform, frontmatter, misc, references, universal
from myst_parser.mdit_to_docutils import transforms as myst
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from sphinx import addnodes, transforms, versioning
from sphinx.builders.latex.transforms import FootnoteDocnameUpdater
from sphinx.domains import c, citation, cpp
from sphinx.transforms import compact_bullet_list, i18n, post_transforms
from sphinx.transforms.post_transforms import code, images
from sphinx.transforms.references import SphinxDanglingReferences
from sphinx_design import aside, badges_buttons, dropdown, extension, tabs
from sphinx_design.shared import is_component

from sphinx_fastbuild.trust import is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Rule:
    """When one transform is needed, and what it leaves behind."""

    function: Callable[..., None] | None
    """Its method whose source the rule was written from; none where it states the rule itself."""
    fingerprint: str
    needs: tuple[type, ...]
    """It does nothing where there is no node of any of these classes."""
    adds: bool | Callable[[nodes.document], bool] = True
    """Whether there can be nodes of new classes behind it, or what tells that of a document."""
    attribute: str = ""
    """The nodes above matter only if one of them has this attribute, or is a target."""
    records: tuple[str, ...] = ()
    """It does nothing unless the document, or its settings, hold something under these names."""
    also: Mapping[Any, str] = field(default_factory=dict)
    """What else the rule was written from, with fingerprints."""

    def may_add(self, document: nodes.document) -> bool:
        """Tell whether there can be nodes of new classes in *document* behind it."""
        return self.adds if isinstance(self.adds, bool) else self.adds(document)


def rules() -> dict[type[Transform], Rule]:
    """Return the rules of all transforms that are what they were when the rules were written."""
    return {
        transform: rule
        for transform, rule in RULES.items()
        if rule.function and is_known("transforms", {rule.function: rule.fingerprint, **rule.also})
    }


def declared(transform: type[Transform]) -> Rule | None:
    """Return the rule that a transform states of itself; a class that inherits from it has none."""
    own = vars(transform)
    if "fastbuild_needs" not in own:
        return None
    return Rule(None, "", own["fastbuild_needs"], own.get("fastbuild_adds", True))


_FOOTNOTES = ("autofootnotes", "footnotes", "symbol_footnotes")
_FOOTNOTE_REFERENCES = ("autofootnote_refs", "symbol_footnote_refs")

#: Each looks at every node for one component of sphinx-design, all of which are containers.
_COMPONENTS: Mapping[type[Transform], Rule] = {
    transform: Rule(
        transform.run,
        known,
        (nodes.container,),
        attribute="design_component",
        also={is_component: "d035cba75e08"},
    )
    for transform, known in (
        (dropdown.DropdownHtmlTransform, "b88345d25d31"),
        (aside.AsideHtmlTransform, "27de20dac5e1"),
        (tabs.TabSetHtmlTransform, "0602f5c61b14"),
    )
}


def _if_set(setting: str) -> Callable[[nodes.document], bool]:
    """Return what tells whether a document has *setting*, which is so unless it says otherwise."""
    return lambda document: bool(getattr(document.settings, setting, True))


def _may_be_translated(document: nodes.document) -> bool:
    """Tell whether there is a folder that may hold translations of what *document* says."""
    env = document.settings.env
    return any((env.srcdir / folder).is_dir() for folder in env.config.locale_dirs)


RULES: Mapping[type[Transform], Rule] = {
    # docutils
    frontmatter.DocTitle: Rule(
        frontmatter.DocTitle.apply,
        "158e74407fb6",
        (nodes.document,),
        adds=_if_set("doctitle_xform"),
        also={frontmatter.DocTitle.set_metadata: "33c0645a3a24"},
    ),
    frontmatter.SectionSubTitle: Rule(
        frontmatter.SectionSubTitle.apply,
        "ea1d899c0408",
        (nodes.section,),
        adds=_if_set("sectsubtitle_xform"),
    ),
    frontmatter.DocInfo: Rule(frontmatter.DocInfo.apply, "fa1da43b9f45", (nodes.field_list,)),
    references.Substitutions: Rule(
        references.Substitutions.apply, "a126484e23c4", (nodes.substitution_reference,)
    ),
    references.PropagateTargets: Rule(
        references.PropagateTargets.apply, "645cd1d4e3b5", (nodes.target,), adds=False
    ),
    references.AnonymousHyperlinks: Rule(
        references.AnonymousHyperlinks.apply,
        "1fdc1cb3dfe0",
        (nodes.reference, nodes.target),
        attribute="anonymous",
    ),
    references.ExternalTargets: Rule(
        references.ExternalTargets.apply, "cdb14adb384a", (nodes.target,)
    ),
    references.InternalTargets: Rule(
        references.InternalTargets.apply, "8c9d3a946bf8", (nodes.target,)
    ),
    universal.StripComments: Rule(
        universal.StripComments.apply, "209d5c8018ea", (nodes.comment,), adds=False
    ),
    misc.Transitions: Rule(misc.Transitions.apply, "1c42fdc860de", (nodes.transition,)),
    # At work on what the document has noted: it need not be in the tree.
    **{
        transform: Rule(transform.apply, known, (nodes.document,), records=records)
        for transform, known, records in (
            (references.IndirectHyperlinks, "6b621f9c74ef", ("indirect_targets",)),
            (
                references.Footnotes,
                "e80d5746f393",
                (*_FOOTNOTES, *_FOOTNOTE_REFERENCES, "citations"),
            ),
            (
                universal.Decorations,
                "8421ff4815aa",
                ("generator", "datestamp", "source_link", "source_url"),
            ),
            (myst.SortFootnotes, "5339c69fe9bd", ("autofootnotes",)),
            (myst.CollectFootnotes, "3578c89df9f1", _FOOTNOTES),
            (myst.UnreferencedFootnotesDetector, "6e9c6bd64267", _FOOTNOTES),
        )
    },
    # Always at work, but no nodes come of it: they count, and set attributes.
    **{
        transform: Rule(transform.apply, known, (nodes.document,), adds=False)
        for transform, known in (
            (universal.StripClassesAndElements, "1f4e5294ed38"),
            (universal.Validate, "c370526e7f6b"),
            (universal.ExposeInternals, "d8de1ba55d79"),
            (transforms.ExtraTranslatableNodes, "59dbd67ce56f e65a74ebd14a"),
            (transforms.AutoNumbering, "7aaa63512ad9"),
            (transforms.UnreferencedFootnotesDetector, "3498411974d0"),
            (i18n.TranslationProgressTotaliser, "c7d127a7d17f"),
            (i18n.AddTranslationClasses, "1a7f5e2215fd"),
            (versioning.UIDTransform, "767e9713fe6e"),
        )
    },
    # Sphinx, reading
    i18n.Locale: Rule(
        i18n.Locale.apply, "92cb0be8b927", (nodes.document,), adds=_may_be_translated
    ),
    # A text for a text.
    transforms.SphinxSmartQuotes: Rule(
        transforms.SphinxSmartQuotes.apply,
        "09ea91ef8e67",
        (nodes.document,),
        adds=False,
        also={universal.SmartQuotes.apply: "7645faecb39c"},
    ),
    i18n.PreserveTranslatableMessages: Rule(
        i18n.PreserveTranslatableMessages.apply,
        "b007905cffbc c8d798b6a49a",
        (addnodes.translatable,),
        adds=False,
    ),
    compact_bullet_list.RefOnlyBulletListTransform: Rule(
        compact_bullet_list.RefOnlyBulletListTransform.apply,
        "ff480dcf9900",
        (nodes.bullet_list,),
        adds=lambda document: not document.settings.env.config.html_compact_lists,
    ),
    transforms.DefaultSubstitutions: Rule(
        transforms.DefaultSubstitutions.apply, "1c8d40ba4aee", (nodes.substitution_reference,)
    ),
    transforms.MoveModuleTargets: Rule(
        transforms.MoveModuleTargets.apply, "5d8a251ee164", (nodes.target,), adds=False
    ),
    transforms.HandleCodeBlocks: Rule(
        transforms.HandleCodeBlocks.apply,
        "744ba7caf95a 3ad86b3f3e5f",
        (nodes.block_quote,),
        adds=False,
    ),
    transforms.AutoIndexUpgrader: Rule(
        transforms.AutoIndexUpgrader.apply, "f0933d22af3f", (addnodes.index,), adds=False
    ),
    transforms.ReorderConsecutiveTargetAndIndexNodes: Rule(
        transforms.ReorderConsecutiveTargetAndIndexNodes.apply,
        "91e3126801cb",
        (nodes.target,),
        adds=False,
    ),
    transforms.SortIds: Rule(
        transforms.SortIds.apply, "3f9141469062", (nodes.section,), adds=False
    ),
    transforms.DoctestTransform: Rule(
        transforms.DoctestTransform.apply,
        "3d6e7fc51073 9bed1061f3e6",
        (nodes.doctest_block,),
        adds=False,
    ),
    transforms.GlossarySorter: Rule(
        transforms.GlossarySorter.apply, "cc6d3f7c91a7", (addnodes.glossary,), adds=False
    ),
    transforms.FilterSystemMessages: Rule(
        transforms.FilterSystemMessages.apply, "20f2a4cb7921", (nodes.system_message,), adds=False
    ),
    transforms.ApplySourceWorkaround: Rule(
        transforms.ApplySourceWorkaround.apply,
        "34230f07aa3e",
        (nodes.TextElement, nodes.image, nodes.topic),
        adds=False,
    ),
    citation.CitationDefinitionTransform: Rule(
        citation.CitationDefinitionTransform.apply, "848eb5d8edc8", (nodes.citation,)
    ),
    citation.CitationReferenceTransform: Rule(
        citation.CitationReferenceTransform.apply, "86698ce9d2f4", (nodes.citation_reference,)
    ),
    FootnoteDocnameUpdater: Rule(
        FootnoteDocnameUpdater.apply,
        "b568feaf18e8",
        (nodes.footnote, nodes.footnote_reference),
        adds=False,
    ),
    SphinxDanglingReferences: Rule(
        references.DanglingReferences.apply,
        "d90551ed30f8",
        (nodes.reference, nodes.footnote_reference, nodes.citation_reference, nodes.target),
        attribute="refname",
    ),
    i18n.RemoveTranslatableInline: Rule(
        i18n.RemoveTranslatableInline.apply,
        "0db54d6454a6",
        (nodes.inline,),
        adds=False,
        attribute="translatable",
    ),
    # MyST, reading
    myst.PrioritiseExplicitIds: Rule(
        myst.PrioritiseExplicitIds.apply, "b820e35a854a", (nodes.section,), adds=False
    ),
    myst.ResolveSectionRefs: Rule(
        myst.ResolveSectionRefs.apply, "9f029ccf5a9d", (nodes.inline,), attribute="section_numbers"
    ),
    myst.AddSlugIds: Rule(myst.AddSlugIds.apply, "7d4b780eb14b", (nodes.Element,), adds=False),
    myst.ResolveAnchorIds: Rule(
        myst.ResolveAnchorIds.apply, "b6107e4f8b5b", (nodes.reference,), attribute="id_link"
    ),
    # Writing
    c.AliasTransform: Rule(c.AliasTransform.apply, "aa5985446ba2", (c.AliasNode,)),
    cpp.AliasTransform: Rule(cpp.AliasTransform.apply, "0945d5c9ab3c", (cpp.AliasNode,)),
    MystReferenceResolver: Rule(
        MystReferenceResolver.run, "4239ecc0a851", (addnodes.pending_xref,)
    ),
    post_transforms.ReferencesResolver: Rule(
        post_transforms.ReferencesResolver.run, "69b2ce447efd", (addnodes.pending_xref,)
    ),
    post_transforms.OnlyNodeTransform: Rule(
        post_transforms.OnlyNodeTransform.run, "192e4b2b458e", (addnodes.only,)
    ),
    post_transforms.PropagateDescDomain: Rule(
        post_transforms.PropagateDescDomain.run,
        "23f58d8a357f",
        (addnodes.desc_signature,),
        adds=False,
    ),
    post_transforms.SigElementFallbackTransform: Rule(
        post_transforms.SigElementFallbackTransform.run,
        "2b8da090f378",
        (addnodes.desc_sig_element, addnodes.desc_inline),
    ),
    images.ImageDownloader: Rule(images.BaseImageConverter.apply, "a452eb01895e", (nodes.image,)),
    images.DataURIExtractor: Rule(images.BaseImageConverter.apply, "a452eb01895e", (nodes.image,)),
    code.HighlightLanguageTransform: Rule(
        code.HighlightLanguageTransform.apply,
        "f171432a4b8a",
        (nodes.literal_block, addnodes.highlightlang),
        adds=False,
    ),
    code.TrimDoctestFlagsTransform: Rule(
        code.TrimDoctestFlagsTransform.apply,
        "ff280f838933",
        (nodes.literal_block, nodes.doctest_block),
        adds=False,
    ),
    extension.AddFirstTitleCss: Rule(
        extension.AddFirstTitleCss.apply, "2accd22203af", (nodes.docinfo,), adds=False
    ),
    badges_buttons.BadgeRefTooltipStash: Rule(
        badges_buttons.BadgeRefTooltipStash.run,
        "f1a1dec9375c",
        (addnodes.pending_xref,),
        adds=False,
    ),
    badges_buttons.ButtonRefContentStash: Rule(
        badges_buttons.ButtonRefContentStash.run,
        "511aab016106",
        (addnodes.pending_xref,),
        adds=False,
    ),
    badges_buttons.ButtonRefContentGraft: Rule(
        badges_buttons.ButtonRefContentGraft.run,
        "0cda8b732ea9",
        (nodes.document,),
        records=(badges_buttons._BUTTON_REF_STASH_ATTR,),  # noqa: SLF001
    ),
    badges_buttons.BadgeRefTooltipGraft: Rule(
        badges_buttons.BadgeRefTooltipGraft.run, "1f4bafb9632b", (nodes.document,), adds=False
    ),
    furo.WrapTableAndMathInAContainerTransform: Rule(
        furo.WrapTableAndMathInAContainerTransform.run,
        "071c1c77fd77",
        (nodes.table, nodes.math_block),
    ),
    **_COMPONENTS,
}
