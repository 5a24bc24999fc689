"""Which files of a site's folder can be sources, whatever its settings say."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: What is never a source: hidden files and folders, environments of Python with all that is
#: installed there, packages of JavaScript, and what builds make.
_NEVER = (".*", "venv", "site-packages", "node_modules", "__pycache__", "_build")

#: The same as glob patterns, at the root and below.
NEVER_SOURCES = tuple(f"{start}{name}" for name in _NEVER for start in ("", "**/"))

#: The file that marks a virtual environment (PEP 405).
ENVIRONMENT_MARK = "pyvenv.cfg"

#: Suffixes of Markdown, in whatever case.
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mkd", ".mkdn", ".mdown")

#: Suffixes of other files that hold text for readers.
_TEXT_SUFFIXES = (
    *(".mdx", ".mdoc", ".rmd", ".qmd", ".rst", ".rest", ".adoc", ".asciidoc", ".org", ".textile"),
    *(".html", ".htm", ".ipynb", ".docx", ".odt"),
)


def problems_of_others(files: Mapping[str, bool], suffixes: Iterable[str]) -> Iterator[Problem]:
    """Yield what to say of texts among the articles that are none.

    :param files: Their paths, and whether each is a page of the site.
    :param suffixes: The suffixes of articles.
    """
    for path, is_page in files.items():
        suffix = PurePosixPath(path).suffix.casefold()
        if is_page:
            message = f"is a page and no article: articles have the suffix {' or '.join(suffixes)}"
            yield Problem(path, 1, 1, "suffix", message, Severity.NOTE)
        else:
            message = f"is not read: kb_article_suffixes does not have {suffix!r}"
            yield Problem(path, 1, 1, "suffix", message)


def has_suffix(path: str, suffixes: Iterable[str]) -> bool:
    """Tell whether a file has one of these suffixes, in whatever case."""
    return PurePosixPath(path).suffix.casefold() in suffixes


def is_text(path: str) -> bool:
    """Tell whether a file probably holds text that its author wants to publish."""
    return has_suffix(path, _TEXT_SUFFIXES)


def without_suffix(path: str) -> str:
    """Return *path* without the suffix of a file of text, if it has one."""
    suffix = PurePosixPath(path).suffix
    known = suffix.casefold() in (*MARKDOWN_SUFFIXES, *_TEXT_SUFFIXES)
    return path.removesuffix(suffix) if known else path


def spellings(suffixes: Iterable[str]) -> tuple[str, ...]:
    """Return *suffixes* in all spellings that files have: ``.md``, ``.MD`` and ``.Md``."""
    return tuple(
        dict.fromkeys(
            spelt
            for suffix in suffixes
            for spelt in (suffix, suffix.upper(), f".{suffix[1:].capitalize()}")
        )
    )
