"""A new site: make its files from the owner's answers; write those that do not exist yet."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from glob import escape
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml
from jinja2 import Environment, FunctionLoader, StrictUndefined

from sphinx_knowledge_base.core.slugs import slugify
from sphinx_knowledge_base.editing import taxonomy_file
from sphinx_knowledge_base.editing.markdown_escapes import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

#: Files of a site, and their templates.  Templates have no dot at the beginning of their names,
#: because packaging tools leave out hidden files.
FILES: Mapping[str, str] = MappingProxyType(
    {
        "conf.py": "conf.py.jinja",
        "index.md": "index.md.jinja",
        "about.md": "about.md.jinja",
        "taxonomy.yaml": "taxonomy.yaml.jinja",
        "articles/how-this-knowledge-base-works.md": "articles/welcome.md.jinja",
        "articles/write-your-first-article.md": "articles/first.md.jinja",
        "_templates/article.md": "article-template.md",
        "_static/.gitkeep": "",
        "Makefile": "Makefile.jinja",
        "requirements.txt": "requirements.txt",
        ".gitignore": "gitignore",
        ".editorconfig": "editorconfig",
        ".pre-commit-config.yaml": "pre-commit-config.yaml",
        ".readthedocs.yaml": "readthedocs.yaml",
        ".github/workflows/pages.yml": "github/pages.yml",
        ".vscode/extensions.json": "vscode/extensions.json",
        ".vscode/settings.json": "vscode/settings.json",
    }
)

#: Files that an import replaces by its own.
CONTENT = ("articles/", "taxonomy.yaml")

#: MyST's extensions on a new site.
_MARKDOWN = ("attrs_inline", "colon_fence", "deflist", "dollarmath", "strikethrough", "tasklist")

#: The categories if the owner names none.
DEFAULT_CATEGORIES = ("Guides", "News")


@dataclass(frozen=True, slots=True)
class Category:
    """One category of the new site."""

    title: str

    @property
    def code(self) -> str:
        """Its code in front matter: ``CLINICAL_RESEARCH`` for "Clinical Research"."""
        return slugify(self.title).replace("-", "_").upper()


@dataclass(frozen=True, slots=True)
class NewSite:
    """The answers of the owner of a new site."""

    name: str
    language: str
    address: str
    """The address on the web, with a slash at its end."""
    categories: Sequence[Category]
    today: date
    pages: Sequence[str] = ()
    """Paths of further pages, with slashes."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Settings that imported articles need in ``conf.py``."""

    def texts(self) -> dict[str, str]:
        """Return the text of every file by its path, with slashes."""
        values = {
            "name": self.name,
            "language": self.language,
            "address": self.address,
            "categories": self.categories,
            "today": self.today.isoformat(),
            "year": str(self.today.year),
            "pages": [page for page in self.pages if page not in FILES],
            "markdown": sorted({*_MARKDOWN, *self.settings.get("myst_enable_extensions", ())}),
            "settings": self.settings,
            "taxonomy_head": taxonomy_file.HEAD,
            "taxonomy_comments": taxonomy_file.COMMENTS,
            "taxonomy_examples": taxonomy_file.EXAMPLES,
        }
        templates = _templates()
        return {
            path: templates.get_template(source).render(values)
            if source.endswith(".jinja")
            else _text(source)
            for path, source in FILES.items()
        }

    def write(self, folder: Path, leave_out: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
        """Write the files that do not exist; return their paths, and those of files that were kept.

        :param leave_out: Do not write files whose paths begin with one of these.
        """
        written, kept = [], []
        for path, text in self.texts().items():
            file = folder / path
            if path.startswith(leave_out):
                continue
            if file.exists():
                kept.append(path)
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            written.append(path)
        return written, kept


def _templates() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_text),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 -- not HTML: each value passes the filter of its language
    )
    filters: dict[str, Any] = {
        "python": repr,
        "yaml": yaml_text,
        "markdown": escaped,
        "pattern": escape,
    }
    environment.filters.update(filters)
    return environment


def yaml_text(text: str) -> str:
    """Return *text* as YAML: as it is, or in double quotes, whose escapes are those of JSON."""
    is_plain = re.fullmatch(r"[A-Za-z][\w .-]*", text) and yaml.safe_load(text) == text
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _text(name: str) -> str:
    if not name:
        return ""
    return files(__package__).joinpath("files", name).read_text("utf-8")
