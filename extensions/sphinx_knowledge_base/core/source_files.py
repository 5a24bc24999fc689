"""Which files of a site's folder can be sources, whatever its settings are."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Names that are never sources: hidden files and folders, Python environments and their packages,
#: JavaScript packages, and the output of builds.
_NEVER = (".*", "venv", "site-packages", "node_modules", "__pycache__", "_build")

#: The same as glob patterns, at the root and below.
NEVER_SOURCES = tuple(f"{start}{name}" for name in _NEVER for start in ("", "**/"))

#: The file that marks a virtual environment (PEP 405).
ENVIRONMENT_MARK = "pyvenv.cfg"

#: Suffixes of Markdown, in any case.
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mkd", ".mkdn", ".mdown")

#: Suffixes of other files with text for readers.
_TEXT_SUFFIXES = (
    *(".mdx", ".mdoc", ".rmd", ".qmd", ".rst", ".rest", ".adoc", ".asciidoc", ".org", ".textile"),
    *(".html", ".htm", ".ipynb", ".docx", ".odt"),
)

#: The longest name of a file, and the longest path below a site, in bytes, on common systems.
_MAX_NAME, _MAX_PATH = 255, 2048


def is_possible_path(path: str) -> bool:
    """Return whether a file can have this path; to look for any other raises an error."""
    data = path.encode("utf-8", "surrogatepass")
    names = data.split(b"/")
    return b"\0" not in data and len(data) <= _MAX_PATH and max(map(len, names)) <= _MAX_NAME


def problems_of_others(files: Mapping[str, bool], suffixes: Iterable[str]) -> Iterator[Problem]:
    """Yield problems for texts in the folders of articles that are not articles.

    :param files: Their paths, and whether each is a page of the site.
    :param suffixes: The suffixes of articles.
    """
    for path, is_page in files.items():
        suffix = posixpath.splitext(path)[1].casefold()
        if is_page:
            message = f"is a page, not an article: articles have the suffix {' or '.join(suffixes)}"
            yield Problem(path, 1, 1, "suffix", message, Severity.NOTE)
        else:
            message = f"is not read: {suffix!r} is not in kb_article_suffixes"
            yield Problem(path, 1, 1, "suffix", message)


def has_suffix(path: str, suffixes: Iterable[str]) -> bool:
    """Return whether a file has one of these suffixes, in any case."""
    return posixpath.splitext(path)[1].casefold() in suffixes


def is_text(path: str) -> bool:
    """Return whether a file probably contains text that its author wants to publish."""
    return has_suffix(path, _TEXT_SUFFIXES)


def without_suffix(path: str) -> str:
    """Return *path* without its suffix, if that is one of a text file."""
    page, suffix = posixpath.splitext(path)
    known = suffix.casefold() in (*MARKDOWN_SUFFIXES, *_TEXT_SUFFIXES)
    return page if known else path


def spellings(suffixes: Iterable[str]) -> tuple[str, ...]:
    """Return *suffixes* in all spellings that files have: ``.md``, ``.MD`` and ``.Md``."""
    return tuple(
        dict.fromkeys(
            spelt
            for suffix in suffixes
            for spelt in (suffix, suffix.upper(), f".{suffix[1:].capitalize()}")
        )
    )
