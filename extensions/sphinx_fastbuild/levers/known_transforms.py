"""The transforms that have rules; here are those of docutils and Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_fastbuild.guard import verify
from sphinx_fastbuild.guard.names import ChangedError, is_loaded
from sphinx_fastbuild.levers import extension_transforms
from sphinx_fastbuild.levers.transform_rules import FOOTNOTES, Reviewed, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from docutils import nodes
    from docutils.transforms import Transform


def _if_set(setting: str) -> Callable[[nodes.document], bool]:
    """Return a function that returns whether a document has *setting*, which is the default."""
    return lambda document: bool(getattr(document.settings, setting, True))


def _may_be_translated(document: nodes.document) -> bool:
    """Return whether there is a directory that may contain translations of *document*."""
    env = document.settings.env
    return any((env.srcdir / directory).is_dir() for directory in env.config.locale_dirs)


def _has_loose_lists(document: nodes.document) -> bool:
    return not document.settings.env.config.html_compact_lists


_DOCUTILS = "docutils.transforms"
_POST = "sphinx.transforms.post_transforms"

REVIEWED: Sequence[Reviewed] = (
    *extension_transforms.REVIEWED,
    # docutils.
    Reviewed(
        f"{_DOCUTILS}.frontmatter:DocTitle.apply",
        "158e74407fb6",
        "document",
        adds=_if_set("doctitle_xform"),
        also={f"{_DOCUTILS}.frontmatter:DocTitle.set_metadata": "33c0645a3a24"},
    ),
    Reviewed(
        f"{_DOCUTILS}.frontmatter:SectionSubTitle.apply",
        "ea1d899c0408",
        "section",
        adds=_if_set("sectsubtitle_xform"),
    ),
    Reviewed(f"{_DOCUTILS}.frontmatter:DocInfo.apply", "fa1da43b9f45", "field_list"),
    Reviewed(
        f"{_DOCUTILS}.references:Substitutions.apply", "a126484e23c4", "substitution_reference"
    ),
    Reviewed(
        f"{_DOCUTILS}.references:PropagateTargets.apply", "645cd1d4e3b5", "target", adds=False
    ),
    Reviewed(
        f"{_DOCUTILS}.references:AnonymousHyperlinks.apply",
        "1fdc1cb3dfe0",
        "reference target",
        attribute="anonymous",
    ),
    Reviewed(f"{_DOCUTILS}.references:ExternalTargets.apply", "cdb14adb384a", "target"),
    Reviewed(f"{_DOCUTILS}.references:InternalTargets.apply", "8c9d3a946bf8", "target"),
    Reviewed(f"{_DOCUTILS}.universal:StripComments.apply", "209d5c8018ea", "comment", adds=False),
    Reviewed(f"{_DOCUTILS}.misc:Transitions.apply", "1c42fdc860de", "transition"),
    # These act on what the document has recorded, which need not be in the tree.
    Reviewed(
        f"{_DOCUTILS}.references:IndirectHyperlinks.apply",
        "6b621f9c74ef",
        "document",
        records=("indirect_targets",),
    ),
    Reviewed(
        f"{_DOCUTILS}.references:Footnotes.apply",
        "e80d5746f393",
        "document",
        records=(*FOOTNOTES, "autofootnote_refs", "symbol_footnote_refs", "citations"),
    ),
    Reviewed(
        f"{_DOCUTILS}.universal:Decorations.apply",
        "8421ff4815aa",
        "document",
        records=("generator", "datestamp", "source_link", "source_url"),
    ),
    # These always act, but add no nodes: they count, and set attributes.
    Reviewed(
        f"{_DOCUTILS}.universal:StripClassesAndElements.apply",
        "1f4e5294ed38",
        "document",
        adds=False,
    ),
    Reviewed(f"{_DOCUTILS}.universal:Validate.apply", "c370526e7f6b", "document", adds=False),
    Reviewed(
        f"{_DOCUTILS}.universal:ExposeInternals.apply", "d8de1ba55d79", "document", adds=False
    ),
    Reviewed(
        "sphinx.transforms:ExtraTranslatableNodes.apply",
        "59dbd67ce56f e65a74ebd14a",
        "document",
        adds=False,
    ),
    Reviewed("sphinx.transforms:AutoNumbering.apply", "7aaa63512ad9", "document", adds=False),
    Reviewed(
        "sphinx.transforms:UnreferencedFootnotesDetector.apply",
        "3498411974d0",
        "document",
        adds=False,
    ),
    Reviewed(
        "sphinx.transforms.i18n:TranslationProgressTotaliser.apply",
        "c7d127a7d17f",
        "document",
        adds=False,
    ),
    Reviewed(
        "sphinx.transforms.i18n:AddTranslationClasses.apply", "1a7f5e2215fd", "document", adds=False
    ),
    Reviewed("sphinx.versioning:UIDTransform.apply", "767e9713fe6e", "document", adds=False),
    # Sphinx, while reading.
    Reviewed(
        "sphinx.transforms.i18n:Locale.apply", "92cb0be8b927", "document", adds=_may_be_translated
    ),
    # Replaces Text by Text; adds no node classes.
    Reviewed(
        "sphinx.transforms:SphinxSmartQuotes.apply",
        "09ea91ef8e67",
        "document",
        adds=False,
        also={f"{_DOCUTILS}.universal:SmartQuotes.apply": "7645faecb39c"},
    ),
    Reviewed(
        "sphinx.transforms.i18n:PreserveTranslatableMessages.apply",
        "b007905cffbc c8d798b6a49a",
        "addnodes.translatable",
        adds=False,
    ),
    Reviewed(
        "sphinx.transforms.compact_bullet_list:RefOnlyBulletListTransform.apply",
        "ff480dcf9900",
        "bullet_list",
        adds=_has_loose_lists,
    ),
    Reviewed(
        "sphinx.transforms:DefaultSubstitutions.apply", "1c8d40ba4aee", "substitution_reference"
    ),
    Reviewed("sphinx.transforms:MoveModuleTargets.apply", "5d8a251ee164", "target", adds=False),
    Reviewed(
        "sphinx.transforms:HandleCodeBlocks.apply",
        "744ba7caf95a 3ad86b3f3e5f",
        "block_quote",
        adds=False,
    ),
    Reviewed(
        "sphinx.transforms:AutoIndexUpgrader.apply", "f0933d22af3f", "addnodes.index", adds=False
    ),
    Reviewed(
        "sphinx.transforms:ReorderConsecutiveTargetAndIndexNodes.apply",
        "91e3126801cb",
        "target",
        adds=False,
    ),
    Reviewed("sphinx.transforms:SortIds.apply", "3f9141469062", "section", adds=False),
    Reviewed(
        "sphinx.transforms:DoctestTransform.apply",
        "3d6e7fc51073 9bed1061f3e6",
        "doctest_block",
        adds=False,
    ),
    Reviewed(
        "sphinx.transforms:GlossarySorter.apply", "cc6d3f7c91a7", "addnodes.glossary", adds=False
    ),
    Reviewed(
        "sphinx.transforms:FilterSystemMessages.apply", "20f2a4cb7921", "system_message", adds=False
    ),
    Reviewed(
        "sphinx.transforms:ApplySourceWorkaround.apply",
        "34230f07aa3e",
        "TextElement image topic",
        adds=False,
    ),
    Reviewed(
        "sphinx.domains.citation:CitationDefinitionTransform.apply", "848eb5d8edc8", "citation"
    ),
    Reviewed(
        "sphinx.domains.citation:CitationReferenceTransform.apply",
        "86698ce9d2f4",
        "citation_reference",
    ),
    Reviewed(
        "sphinx.builders.latex.transforms:FootnoteDocnameUpdater.apply",
        "b568feaf18e8",
        "footnote footnote_reference",
        adds=False,
    ),
    Reviewed(
        f"{_DOCUTILS}.references:DanglingReferences.apply",
        "d90551ed30f8",
        "reference footnote_reference citation_reference target",
        attribute="refname",
        transform="sphinx.transforms.references:SphinxDanglingReferences",
    ),
    Reviewed(
        "sphinx.transforms.i18n:RemoveTranslatableInline.apply",
        "0db54d6454a6",
        "inline",
        adds=False,
        attribute="translatable",
    ),
    # Before writing.
    Reviewed("sphinx.domains.c:AliasTransform.apply", "aa5985446ba2", "sphinx.domains.c:AliasNode"),
    Reviewed(
        "sphinx.domains.cpp:AliasTransform.apply", "0945d5c9ab3c", "sphinx.domains.cpp:AliasNode"
    ),
    Reviewed(f"{_POST}:ReferencesResolver.run", "69b2ce447efd", "addnodes.pending_xref"),
    Reviewed(f"{_POST}:OnlyNodeTransform.run", "192e4b2b458e", "addnodes.only"),
    Reviewed(
        f"{_POST}:PropagateDescDomain.run", "23f58d8a357f", "addnodes.desc_signature", adds=False
    ),
    Reviewed(
        f"{_POST}:SigElementFallbackTransform.run",
        "2b8da090f378",
        "addnodes.desc_sig_element addnodes.desc_inline",
    ),
    Reviewed(
        f"{_POST}.images:BaseImageConverter.apply",
        "a452eb01895e",
        "image",
        transform=f"{_POST}.images:ImageDownloader",
    ),
    Reviewed(
        f"{_POST}.images:BaseImageConverter.apply",
        "a452eb01895e",
        "image",
        transform=f"{_POST}.images:DataURIExtractor",
    ),
    Reviewed(
        f"{_POST}.code:HighlightLanguageTransform.apply",
        "f171432a4b8a",
        "literal_block addnodes.highlightlang",
        adds=False,
    ),
    Reviewed(
        f"{_POST}.code:TrimDoctestFlagsTransform.apply",
        "ff280f838933",
        "literal_block doctest_block",
        adds=False,
    ),
)


def rules() -> dict[type[Transform], Rule]:
    """Return the rules of all transforms that have not changed."""
    found = {}
    for read in REVIEWED:
        try:
            if is_loaded(read.method):
                transform, rule = read.rule()
                found[transform] = rule
        except ChangedError:
            continue  # reported by changed()
    return found


def changed() -> Iterator[ChangedError]:
    """Yield functions that have changed since a rule was written."""
    for read in REVIEWED:
        if is_loaded(read.method) and (change := verify.unknown(read.known)):
            yield change
