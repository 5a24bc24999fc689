"""Run an import: read, map, translate, link, check, write, report."""

from __future__ import annotations

import posixpath
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers import site_files
from sphinx_knowledge_base.importers.articles import Articles
from sphinx_knowledge_base.importers.complaints import tell_complaints
from sphinx_knowledge_base.importers.dates import first_commits
from sphinx_knowledge_base.importers.detect import SYSTEMS, detect
from sphinx_knowledge_base.importers.links import Links
from sphinx_knowledge_base.importers.model import Account, Fate, Options, Place
from sphinx_knowledge_base.importers.source_images import SourceImages
from sphinx_knowledge_base.importers.source_site import TEXTS, Site
from sphinx_knowledge_base.importers.source_tree import Tree, UnreadableError
from sphinx_knowledge_base.importers.target_folder import Target, TargetError
from sphinx_knowledge_base.importers.terms import Terms
from sphinx_knowledge_base.importers.translation import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sphinx_knowledge_base.importers.model import Document
    from sphinx_knowledge_base.importers.systems.system import System


class ImportSourceError(Exception):
    """Nothing can be imported; the message says why."""


def open_source(source: Path) -> Tree:
    """Return the files of *source*: a folder, or one file with its uploads beside it.

    :raises ImportSourceError: there is no such folder or file.
    """
    if source.is_dir():
        return Tree(source)
    if source.is_file():
        return Tree(source.parent, only=frozenset({source.name, "wp-content", "uploads"}))
    raise ImportSourceError(f"there is no folder or file {str(source)!r}")


def import_source(
    source: Path,
    into: Path,
    options: Options | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Account:
    """Import the articles of *source* into the knowledge base *into*, and account for everything.

    :raises ImportSourceError: *source* cannot be read, or is of no known system.
    :raises TargetError: *into* is not a folder, or is inside of *source*.
    """
    options = options or Options()
    tree = open_source(source)
    resolved = into.resolve()
    if resolved == tree.root or (resolved.is_relative_to(tree.root) and source.is_dir()):
        raise TargetError(f"{into} is inside of the source, which is only read")
    account = Account()
    system = choose(tree, options, account)
    target = Target(into, tree.root.name if source.is_dir() else source.name)
    progress("Reading", 0, len(tree.files))
    terms = Terms()
    system.define_terms(terms, account)
    documents = []
    for number, document in enumerate(system.read(account)):
        system.locate(document)
        documents.append(document)
        progress("Reading", number, len(tree.files))
    progress("Reading", len(tree.files), len(tree.files))
    if not documents:
        raise nothing_in(tree, account)
    documents = one_language(documents, system, options, account)

    commits = partial(first_commits, tree.root)
    Articles(system, terms, account, options, target, commits).map(documents)
    site = Site(tree, system.mounts, system.hosts, system.prefix)
    site.add(documents)
    pictures = SourceImages(site, system)
    links = Links(site, system, pictures, terms)
    files: dict[str, tuple[bytes, str]] = {}
    for number, document in enumerate(documents):
        progress("Translating", number, len(documents))
        if document.role == "term":
            continue
        text = translate(document, system, links, account)
        files[document.target] = (text.encode("utf-8", "replace"), document.path)
    progress("Translating", len(documents), len(documents))
    bring_images(tree, system, links, terms, account, files)
    site_files.settle_settings(account)
    site_files.add(system, terms, account, files, target)
    account.proposals = terms.near_duplicates()
    account.changes = target.plan(files)
    tell_changes(account)
    tell_complaints(documents, files, target, account, progress)
    if not options.dry_run:
        progress("Writing", 0, len(files))
        target.write(files, account.changes)
    progress("Writing", len(files), len(files))
    return account


def nothing_in(tree: Tree, account: Account) -> ImportSourceError:
    """Return the error of a source without a text, which says what its files are instead."""
    endings = Counter(posixpath.splitext(path)[1].casefold() or "no ending" for path in tree.files)
    kinds = ", ".join(f"{count} {ending}" for ending, count in endings.most_common(5))
    texts = [
        f"{path} was left out ({fate.reason})"
        for path, fate in sorted(account.files.items())
        if path in tree and posixpath.splitext(path)[1].casefold() in TEXTS
    ]
    found = "; ".join(texts[:3]) or (f"only {kinds}" if kinds else "no files")
    return ImportSourceError(
        f"nothing to import here: {found}. "
        "A source is the folder of a site with texts in Markdown or HTML, or a WordPress export"
    )


def choose(tree: Tree, options: Options, account: Account) -> System:
    """Return the system of the source: from the options, or detected."""
    if options.system == "auto":
        if (found := detect(tree)) is None:
            raise nothing_in(tree, account)
        kind, account.reasons = found
    elif options.system in SYSTEMS:
        kind = SYSTEMS[options.system]
        account.reasons = [f"--from {options.system}", *kind.evidence(tree)]
    else:
        raise ImportSourceError(
            f"there is no system {options.system!r}; known are {', '.join(sorted(SYSTEMS))}"
        )
    account.system = kind.NAME
    return kind(tree, options)


def one_language(
    documents: list[Document], system: System, options: Options, account: Account
) -> list[Document]:
    """Return the documents of one language: the chosen one, or the site's own.

    Documents without a language belong to every one.
    """
    counted: dict[str, int] = {}
    for document in documents:
        if document.language:
            counted[document.language] = counted.get(document.language, 0) + 1
    if not counted or (len(counted) == 1 and not options.language):
        return documents
    chosen = options.language or system.language
    if chosen not in counted:
        if options.language:
            raise ImportSourceError(
                f"there are no texts in {chosen!r}, but in {', '.join(sorted(counted))}"
            )
        chosen = max(counted, key=lambda name: (counted[name], name))
    kept = []
    for document in documents:
        if document.language in {"", chosen}:
            kept.append(document)
        else:
            reason = f"its language is {document.language!r}; import it with --language"
            account.files[document.path] = Fate("left out", reason)
    return kept


def bring_images(
    tree: Tree,
    system: System,
    links: Links,
    terms: Terms,
    account: Account,
    files: dict[str, tuple[bytes, str]],
) -> None:
    """Add the pictures to *files*: all that belong to texts, and the files that texts link to."""
    for term in terms.authors():
        if isinstance(address := term.facts.get("image"), str) and "//" not in address:
            place = next((p for p in _author_places(system, address) if p in tree), None)
            if place:
                term.facts["image"] = links.pictures.bring(place)
            else:
                del term.facts["image"]
                account.note(Place("taxonomy.yaml"), "picture", f"is not in the source: {address}")
    for path, fate in account.files.items():
        if fate.role == "picture":
            links.pictures.bring(path)
    for path, target in links.pictures.brought.items():
        try:
            data = tree.bytes(path)
        except UnreadableError as error:
            account.files[path] = Fate("left out", f"it {error}")
            account.note(Place(path), "picture", f"left out: it {error}")
            continue
        files[target] = (data, path)
        is_picture = account.files[path].role in {"picture", "layout"}
        account.files[path] = Fate("picture" if is_picture else "file", target=target)
    for path, fate in account.files.items():
        if fate.role == "file" and not fate.target:
            account.files[path] = Fate("left out", fate.reason)


def _author_places(system: System, address: str) -> list[str]:
    bare = address.lstrip("/")
    return [bare, *(posixpath.join(mount.folder, bare) for mount in system.mounts)]


_TOLD: Mapping[str, str] = {
    "kept": "an editor changed it since the last import; it was left alone",
    "deleted": "an editor deleted or moved it since the last import; it was not written again",
    "foreign": "the target has a file there already; it was left alone",
    "gone": "the source does not have it any more; it was left where it is",
}


def tell_changes(account: Account) -> None:
    """Report every file of the target that was kept instead of written."""
    for kind, message in _TOLD.items():
        for path in account.changes[kind]:
            account.note(Place(path), "target", message)
