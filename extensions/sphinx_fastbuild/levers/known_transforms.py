"""The transforms of docutils, Sphinx, MyST, sphinx-design and Furo that have rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_fastbuild.guard import verify
from sphinx_fastbuild.guard.names import ChangedError, is_loaded
from sphinx_fastbuild.levers.transform_rules import Read, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from docutils import nodes
    from docutils.transforms import Transform


def _if_set(setting: str) -> Callable[[nodes.document], bool]:
    """Return a function that tells whether a document has *setting*, which is the default."""
    return lambda document: bool(getattr(document.settings, setting, True))


def _may_be_translated(document: nodes.document) -> bool:
    """Tell whether there is a directory that may hold translations of *document*."""
    env = document.settings.env
    return any((env.srcdir / directory).is_dir() for directory in env.config.locale_dirs)


def _has_loose_lists(document: nodes.document) -> bool:
    return not document.settings.env.config.html_compact_lists


_FOOTNOTES = ("autofootnotes", "footnotes", "symbol_footnotes")

_DOCUTILS = "docutils.transforms"
_MYST = "myst_parser.mdit_to_docutils.transforms"
_POST = "sphinx.transforms.post_transforms"

READ: Sequence[Read] = (
    # docutils.
    Read(
        f"{_DOCUTILS}.frontmatter:DocTitle.apply",
        "158e74407fb6",
        "document",
        adds=_if_set("doctitle_xform"),
        also={f"{_DOCUTILS}.frontmatter:DocTitle.set_metadata": "33c0645a3a24"},
    ),
    Read(
        f"{_DOCUTILS}.frontmatter:SectionSubTitle.apply",
        "ea1d899c0408",
        "section",
        adds=_if_set("sectsubtitle_xform"),
    ),
    Read(f"{_DOCUTILS}.frontmatter:DocInfo.apply", "fa1da43b9f45", "field_list"),
    Read(f"{_DOCUTILS}.references:Substitutions.apply", "a126484e23c4", "substitution_reference"),
    Read(f"{_DOCUTILS}.references:PropagateTargets.apply", "645cd1d4e3b5", "target", adds=False),
    Read(
        f"{_DOCUTILS}.references:AnonymousHyperlinks.apply",
        "1fdc1cb3dfe0",
        "reference target",
        attribute="anonymous",
    ),
    Read(f"{_DOCUTILS}.references:ExternalTargets.apply", "cdb14adb384a", "target"),
    Read(f"{_DOCUTILS}.references:InternalTargets.apply", "8c9d3a946bf8", "target"),
    Read(f"{_DOCUTILS}.universal:StripComments.apply", "209d5c8018ea", "comment", adds=False),
    Read(f"{_DOCUTILS}.misc:Transitions.apply", "1c42fdc860de", "transition"),
    # These act on what the document has recorded, which need not be in the tree.
    Read(
        f"{_DOCUTILS}.references:IndirectHyperlinks.apply",
        "6b621f9c74ef",
        "document",
        records=("indirect_targets",),
    ),
    Read(
        f"{_DOCUTILS}.references:Footnotes.apply",
        "e80d5746f393",
        "document",
        records=(*_FOOTNOTES, "autofootnote_refs", "symbol_footnote_refs", "citations"),
    ),
    Read(
        f"{_DOCUTILS}.universal:Decorations.apply",
        "8421ff4815aa",
        "document",
        records=("generator", "datestamp", "source_link", "source_url"),
    ),
    Read(f"{_MYST}:SortFootnotes.apply", "5339c69fe9bd", "document", records=("autofootnotes",)),
    Read(f"{_MYST}:CollectFootnotes.apply", "3578c89df9f1", "document", records=_FOOTNOTES),
    Read(
        f"{_MYST}:UnreferencedFootnotesDetector.apply",
        "6e9c6bd64267",
        "document",
        records=_FOOTNOTES,
    ),
    # These always act, but add no nodes: they count, and set attributes.
    Read(
        f"{_DOCUTILS}.universal:StripClassesAndElements.apply",
        "1f4e5294ed38",
        "document",
        adds=False,
    ),
    Read(f"{_DOCUTILS}.universal:Validate.apply", "c370526e7f6b", "document", adds=False),
    Read(f"{_DOCUTILS}.universal:ExposeInternals.apply", "d8de1ba55d79", "document", adds=False),
    Read(
        "sphinx.transforms:ExtraTranslatableNodes.apply",
        "59dbd67ce56f e65a74ebd14a",
        "document",
        adds=False,
    ),
    Read("sphinx.transforms:AutoNumbering.apply", "7aaa63512ad9", "document", adds=False),
    Read(
        "sphinx.transforms:UnreferencedFootnotesDetector.apply",
        "3498411974d0",
        "document",
        adds=False,
    ),
    Read(
        "sphinx.transforms.i18n:TranslationProgressTotaliser.apply",
        "c7d127a7d17f",
        "document",
        adds=False,
    ),
    Read(
        "sphinx.transforms.i18n:AddTranslationClasses.apply", "1a7f5e2215fd", "document", adds=False
    ),
    Read("sphinx.versioning:UIDTransform.apply", "767e9713fe6e", "document", adds=False),
    # Sphinx, while reading.
    Read(
        "sphinx.transforms.i18n:Locale.apply", "92cb0be8b927", "document", adds=_may_be_translated
    ),
    # Replaces Text by Text; adds no node classes.
    Read(
        "sphinx.transforms:SphinxSmartQuotes.apply",
        "09ea91ef8e67",
        "document",
        adds=False,
        also={f"{_DOCUTILS}.universal:SmartQuotes.apply": "7645faecb39c"},
    ),
    Read(
        "sphinx.transforms.i18n:PreserveTranslatableMessages.apply",
        "b007905cffbc c8d798b6a49a",
        "addnodes.translatable",
        adds=False,
    ),
    Read(
        "sphinx.transforms.compact_bullet_list:RefOnlyBulletListTransform.apply",
        "ff480dcf9900",
        "bullet_list",
        adds=_has_loose_lists,
    ),
    Read("sphinx.transforms:DefaultSubstitutions.apply", "1c8d40ba4aee", "substitution_reference"),
    Read("sphinx.transforms:MoveModuleTargets.apply", "5d8a251ee164", "target", adds=False),
    Read(
        "sphinx.transforms:HandleCodeBlocks.apply",
        "744ba7caf95a 3ad86b3f3e5f",
        "block_quote",
        adds=False,
    ),
    Read("sphinx.transforms:AutoIndexUpgrader.apply", "f0933d22af3f", "addnodes.index", adds=False),
    Read(
        "sphinx.transforms:ReorderConsecutiveTargetAndIndexNodes.apply",
        "91e3126801cb",
        "target",
        adds=False,
    ),
    Read("sphinx.transforms:SortIds.apply", "3f9141469062", "section", adds=False),
    Read(
        "sphinx.transforms:DoctestTransform.apply",
        "3d6e7fc51073 9bed1061f3e6",
        "doctest_block",
        adds=False,
    ),
    Read("sphinx.transforms:GlossarySorter.apply", "cc6d3f7c91a7", "addnodes.glossary", adds=False),
    Read(
        "sphinx.transforms:FilterSystemMessages.apply", "20f2a4cb7921", "system_message", adds=False
    ),
    Read(
        "sphinx.transforms:ApplySourceWorkaround.apply",
        "34230f07aa3e",
        "TextElement image topic",
        adds=False,
    ),
    Read("sphinx.domains.citation:CitationDefinitionTransform.apply", "848eb5d8edc8", "citation"),
    Read(
        "sphinx.domains.citation:CitationReferenceTransform.apply",
        "86698ce9d2f4",
        "citation_reference",
    ),
    Read(
        "sphinx.builders.latex.transforms:FootnoteDocnameUpdater.apply",
        "b568feaf18e8",
        "footnote footnote_reference",
        adds=False,
    ),
    Read(
        f"{_DOCUTILS}.references:DanglingReferences.apply",
        "d90551ed30f8",
        "reference footnote_reference citation_reference target",
        attribute="refname",
        transform="sphinx.transforms.references:SphinxDanglingReferences",
    ),
    Read(
        "sphinx.transforms.i18n:RemoveTranslatableInline.apply",
        "0db54d6454a6",
        "inline",
        adds=False,
        attribute="translatable",
    ),
    # MyST, while reading.
    Read(f"{_MYST}:PrioritiseExplicitIds.apply", "b820e35a854a", "section", adds=False),
    Read(
        f"{_MYST}:ResolveSectionRefs.apply", "9f029ccf5a9d", "inline", attribute="section_numbers"
    ),
    Read(f"{_MYST}:AddSlugIds.apply", "7d4b780eb14b", "Element", adds=False),
    Read(f"{_MYST}:ResolveAnchorIds.apply", "b6107e4f8b5b", "reference", attribute="id_link"),
    # Before writing.
    Read("sphinx.domains.c:AliasTransform.apply", "aa5985446ba2", "sphinx.domains.c:AliasNode"),
    Read("sphinx.domains.cpp:AliasTransform.apply", "0945d5c9ab3c", "sphinx.domains.cpp:AliasNode"),
    Read(
        "myst_parser.sphinx_ext.myst_refs:MystReferenceResolver.run",
        "4239ecc0a851",
        "addnodes.pending_xref",
    ),
    Read(f"{_POST}:ReferencesResolver.run", "69b2ce447efd", "addnodes.pending_xref"),
    Read(f"{_POST}:OnlyNodeTransform.run", "192e4b2b458e", "addnodes.only"),
    Read(f"{_POST}:PropagateDescDomain.run", "23f58d8a357f", "addnodes.desc_signature", adds=False),
    Read(
        f"{_POST}:SigElementFallbackTransform.run",
        "2b8da090f378",
        "addnodes.desc_sig_element addnodes.desc_inline",
    ),
    Read(
        f"{_POST}.images:BaseImageConverter.apply",
        "a452eb01895e",
        "image",
        transform=f"{_POST}.images:ImageDownloader",
    ),
    Read(
        f"{_POST}.images:BaseImageConverter.apply",
        "a452eb01895e",
        "image",
        transform=f"{_POST}.images:DataURIExtractor",
    ),
    Read(
        f"{_POST}.code:HighlightLanguageTransform.apply",
        "f171432a4b8a",
        "literal_block addnodes.highlightlang",
        adds=False,
    ),
    Read(
        f"{_POST}.code:TrimDoctestFlagsTransform.apply",
        "ff280f838933",
        "literal_block doctest_block",
        adds=False,
    ),
    # sphinx-design.  Three look at every node for one component, all of which are containers.
    Read("sphinx_design.extension:AddFirstTitleCss.apply", "2accd22203af", "docinfo", adds=False),
    Read(
        "sphinx_design.badges_buttons:BadgeRefTooltipStash.run",
        "f1a1dec9375c",
        "addnodes.pending_xref",
        adds=False,
    ),
    Read(
        "sphinx_design.badges_buttons:ButtonRefContentStash.run",
        "511aab016106",
        "addnodes.pending_xref",
        adds=False,
    ),
    Read(
        "sphinx_design.badges_buttons:ButtonRefContentGraft.run",
        "0cda8b732ea9",
        "document",
        records=("sphinx_design.badges_buttons:_BUTTON_REF_STASH_ATTR",),
    ),
    Read(
        "sphinx_design.badges_buttons:BadgeRefTooltipGraft.run",
        "1f4bafb9632b",
        "document",
        adds=False,
    ),
    Read(
        "sphinx_design.dropdown:DropdownHtmlTransform.run",
        "b88345d25d31",
        "container",
        attribute="design_component",
        also={"sphinx_design.shared:is_component": "d035cba75e08"},
    ),
    Read(
        "sphinx_design.aside:AsideHtmlTransform.run",
        "27de20dac5e1",
        "container",
        attribute="design_component",
        also={"sphinx_design.shared:is_component": "d035cba75e08"},
    ),
    Read(
        "sphinx_design.tabs:TabSetHtmlTransform.run",
        "0602f5c61b14",
        "container",
        attribute="design_component",
        also={"sphinx_design.shared:is_component": "d035cba75e08"},
    ),
    # Furo.
    Read("furo:WrapTableAndMathInAContainerTransform.run", "071c1c77fd77", "table math_block"),
)


def rules() -> dict[type[Transform], Rule]:
    """Return the rules of all transforms that are what they were."""
    found = {}
    for read in READ:
        try:
            if is_loaded(read.method):
                transform, rule = read.rule()
                found[transform] = rule
        except ChangedError:
            continue  # reported by changed()
    return found


def changed() -> Iterator[ChangedError]:
    """Yield what is not what a rule was written from."""
    for read in READ:
        if is_loaded(read.method) and (change := verify.unknown(read.known)):
            yield change
