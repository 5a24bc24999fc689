"""Find the title, the category and the date of an article whose front matter has none."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.anchors import headings, plain_heading
from sphinx_knowledge_base.importers.code_masking import Masked
from sphinx_knowledge_base.importers.dates import date_of_name, read_date
from sphinx_knowledge_base.importers.key_names import line
from sphinx_knowledge_base.importers.knowledge_base import parse_moment, title_of_code
from sphinx_knowledge_base.importers.model import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_knowledge_base.importers.model import Account, Document, Value
    from sphinx_knowledge_base.importers.systems.system import System
    from sphinx_knowledge_base.importers.terms import Terms

#: The category of articles that name none and are in no folder that could be one.
DEFAULT_CATEGORY = "General"


#: A longer heading is no title.
_LONGEST_TITLE = 200


class MissingFacts:
    """Finds what front matter lacks, and reports where it was found."""

    def __init__(
        self,
        system: System,
        terms: Terms,
        account: Account,
        first_commits: Callable[[], dict[str, str]],
    ) -> None:
        """Look in the files of *system*, and at last at their *first_commits*, by their paths."""
        self.system = system
        self.terms = terms
        self.account = account
        self._first_commits = first_commits
        self._commits: dict[str, str] | None = None

    def note(self, document: Document, type_: str, message: str) -> None:
        self.account.note(Place(document.path), type_, message)

    def give_title(self, document: Document) -> None:
        """Without a title, take the first heading; without a heading, the name of the file."""
        title = line(document.front_matter.get("title"))
        if not _is_seen(title):
            masked = Masked(document.body, indented=self.system.has_indented_code(document.path))
            found = headings(masked.text)
            title = plain_heading(masked.shown(found[0])) if found else ""
            if "{{" in title or "{%" in title or not _is_seen(title):
                title = ""
            how = "its first heading"
            if not title:
                stem = posixpath.basename(self.system.stem(document.path)) or document.path
                title = title_of_code(re.sub(r"[-_]+", "_", stem).strip("_")) or stem
                title = title.replace("_", " ")
                how = "the name of its file"
            title = title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}..."
            self.note(document, "title", f"has no title; took {how}: {title}")
        document.title = document.front_matter["title"] = title

    def give_category(self, document: Document) -> None:
        if "category" not in document.front_matter:
            label = title_of_code(document.section) if document.section else DEFAULT_CATEGORY
            document.front_matter["category"] = self.terms.use("categories", label)
            how = "took the name of its folder" if document.section else "put into the default one"
            self.note(document, "category", f"has no category; {how}: {label}")

    def give_date(self, document: Document) -> None:
        """Find a date: in the front matter, the name, the last change, git, or the file's time."""
        matter = document.front_matter
        document.draft = matter.get("draft") is True
        if not document.draft:
            matter.pop("draft", None)
        if "publishedAt" not in matter:
            self.find_date(document)
        if "updatedAt" in matter and _before(matter["updatedAt"], matter.get("publishedAt")):
            message = f"updatedAt {matter['updatedAt']} is before publishedAt and was left out"
            self.note(document, "date", message)
            del matter["updatedAt"]

    def find_date(self, document: Document) -> None:
        matter = document.front_matter
        if named := date_of_name(document.path):
            matter["publishedAt"] = named
        elif "updatedAt" in matter:
            matter["publishedAt"] = matter.pop("updatedAt")
            self.note(document, "date", "has no date; took the date of its last change")
        elif not document.draft:
            if self._commits is None:
                self._commits = self._first_commits()
            file = self.system.file_of(document.path)
            if first := self._commits.get(file):
                matter["publishedAt"] = read_date(first).text
                self.note(document, "date", "has no date; took the date of its first commit")
            else:
                seconds = self.system.tree.files[file].stat().st_mtime
                matter["publishedAt"] = f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
                self.note(document, "date", "has no date; took the date of the file itself")


def _is_seen(text: str) -> bool:
    return any(unicodedata.category(c)[0] not in "ZC" for c in text)


def _before(one: Value, other: Value) -> bool:
    if other is None:
        return False
    try:
        return parse_moment(str(one), UTC) < parse_moment(str(other), UTC)
    except ValueError:
        return False
