"""What files are by their names, whatever the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.source_site import PICTURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.model import Role

#: Endings of settings and programs.
SETTINGS = frozenset(
    {
        *(".toml", ".yml", ".yaml", ".json", ".js", ".mjs", ".cjs", ".ts", ".lock", ".cfg", ".ini"),
        ".py",
    }
)
#: Why a file is not brought along.
UNUSED = "no text links to it"
#: Why a text is not brought along although a reader can miss it.
UNTRANSLATED = "texts in this format are not translated"

#: Fates of files that are neither texts nor pictures of texts, by their endings.
OTHERS: Mapping[str, tuple[Role, str]] = {
    **dict.fromkeys(SETTINGS, ("settings", "settings or a program")),
    **dict.fromkeys(PICTURES, ("layout", "a picture of the layout")),
    **dict.fromkeys(
        (
            *(".css", ".scss", ".sass", ".less", ".jsx", ".tsx", ".vue", ".svelte", ".astro"),
            *(".njk", ".liquid", ".hbs", ".ejs", ".tera", ".j2", ".woff", ".woff2", ".ttf"),
            *(".otf", ".eot"),
        ),
        ("layout", "styles, fonts or templates"),
    ),
    **dict.fromkeys(
        (".rst", ".adoc", ".asciidoc", ".org", ".ipynb", ".textile", ".rmd", ".qmd"),
        ("left out", UNTRANSLATED),
    ),
}

#: Files that describe the repository and not its subject.
REPOSITORY_FILES = frozenset(
    {
        *("readme.md", "changelog.md", "contributing.md", "code_of_conduct.md", "license.md"),
        *("security.md", "license", "licence", "license.txt", "authors.md", "support.md"),
        *("pull_request_template.md", "claude.md", "agents.md", "governance.md", "maintainers.md"),
    }
)

#: Folders whose names do not name a subject.
PLAIN_FOLDERS = frozenset(
    {
        *("post", "posts", "blog", "blogs", "_posts", "_drafts", "drafts", "article", "articles"),
        *("doc", "docs", "content", "contents", "note", "notes", "pages", "page", "src", "data"),
        *("news", "entries", "writing", "en", ""),
    }
)
