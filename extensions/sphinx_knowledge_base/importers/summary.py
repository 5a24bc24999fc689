"""Sum up an import for an editor: what became of the files, and what needs a hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.detect import SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_knowledge_base.importers.model import Account, Note

#: Places that are shown of each kind; the report has all.
_SHOWN = 3

#: What files of the source became, for one and for several.
_ROLES: Mapping[str, tuple[str, str]] = {
    "article": ("article", "articles"),
    "page": ("page", "pages"),
    "picture": ("picture", "pictures"),
    "file": ("other file that texts need", "other files that texts need"),
    "term": ("description for taxonomy.yaml", "descriptions for taxonomy.yaml"),
    "settings": ("file of settings, not needed here", "files of settings, not needed here"),
    "layout": ("template or style, not needed here", "templates and styles, not needed here"),
    "left out": ("left out, with the reason in the report",) * 2,
}

#: What was done in the target, and what a dry run would do.
_CHANGES: Mapping[str, tuple[str, str]] = {
    "written": ("new", "would be new"),
    "updated": ("changed with the source", "would change with the source"),
    "extended": ("got new terms", "would get new terms"),
    "unchanged": ("as before",) * 2,
    "kept": ("left as an editor changed them",) * 2,
    "deleted": ("not brought back after an editor deleted them",) * 2,
    "foreign": ("left, for the folder had them before",) * 2,
    "gone": ("left, though the source has them no more",) * 2,
}

#: Kinds of notes that need a hand, the gravest first, and how each is headed.
_BY_HAND: Mapping[str, str] = {
    "file": "Files that cannot be read",
    "format": "Texts that were left out",
    "words": "Texts with words that are not on their new page",
    "settings": "Settings that your conf.py needs",
    "taxonomy": "Terms in your taxonomy.yaml",
    "build": "What a build will complain about",
    "front matter": "Front matter that was mended or cannot be read",
    "construct": "Syntax that is shown as text, or left to you",
    "link": "Links that lead nowhere",
    "picture": "Pictures that are missing",
    "footnote": "Footnotes without a reference",
    "address": "Old addresses without a redirect",
    "page": "Pages to look at",
    "target": "Files that were left as they are",
}

#: Kinds of notes on what the import chose by itself.
_CHOSEN: Mapping[str, str] = {
    "title": "Titles that were made up",
    "category": "Categories that were made up",
    "date": "Dates that are not in the front matter, or doubtful",
    "slug": "Addresses that had to differ from the file's name",
    "code": "Code without highlighting",
}


def for_editor(account: Account, *, dry_run: bool) -> str:
    """Return what an editor wants to know at the end, in paragraphs."""
    paragraphs = [
        [f"Source: {SYSTEMS[account.system].TITLE} ({'; '.join(account.reasons)})"],
        list(_files(account)),
        list(_target(account, dry_run=dry_run)),
        [_words(account)],
        *_notes(account, _BY_HAND),
        *_notes(account, _CHOSEN),
        list(_alike(account)),
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _files(account: Account) -> Iterator[str]:
    count = len(account.files)
    yield f"Of {count:,} {'file' if count == 1 else 'files'} in the source:"
    for role, names in _ROLES.items():
        if count := sum(fate.role == role for fate in account.files.values()):
            yield f"  {count:>6,} {names[count > 1]}"


def _target(account: Account, *, dry_run: bool) -> Iterator[str]:
    yield "Nothing was written. In the knowledge base:" if dry_run else "In the knowledge base:"
    for kind, done in _CHANGES.items():
        if count := len(account.changes[kind]):
            yield f"  {count:>6,} {'file' if count == 1 else 'files'} {done[dry_run]}"


def _words(account: Account) -> str:
    lost = sum(map(len, account.lost_words.values()))
    if lost:
        return f"{lost:,} of {account.words:,} words are not on the new pages."
    return f"All {account.words:,} words of the imported texts are on the new pages."


def _notes(account: Account, kinds: Mapping[str, str]) -> Iterator[list[str]]:
    for kind, title in kinds.items():
        notes = sorted(
            (note for note in account.notes if note.type == kind),
            key=lambda note: (note.place.path, note.place.line),
        )
        if notes:
            yield [f"{title} ({len(notes):,}):", *_places(notes, all_=kind == "settings")]


def _places(notes: list[Note], *, all_: bool) -> Iterator[str]:
    shown = len(notes) if all_ else _SHOWN
    for note in notes[:shown]:
        # What is to be added to a file has no line in it yet.
        place = "" if note.type == "settings" else f"{note.place.path}:{note.place.line}: "
        there = f" ({note.article.path}:{note.article.line})" if note.article else ""
        yield f"  {place}{note.message}{there}"
    if len(notes) > shown:
        yield f"  and {len(notes) - shown:,} more"


def _alike(account: Account) -> Iterator[str]:
    if account.proposals:
        yield f"Labels that look alike ({len(account.proposals):,}):"
        yield from (f"  {one}" for one in account.proposals[:_SHOWN])
        if len(account.proposals) > _SHOWN:
            yield f"  and {len(account.proposals) - _SHOWN:,} more"
