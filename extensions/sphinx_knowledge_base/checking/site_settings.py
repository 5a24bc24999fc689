"""The settings of a site, and the files that they make its documents."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.matching import Matcher, get_matching_files

from sphinx_knowledge_base.build.configuration import from_config
from sphinx_knowledge_base.build.found_files import FoundFiles
from sphinx_knowledge_base.build.odd_files import odd_files, pattern_of
from sphinx_knowledge_base.build.settings import PREFIX, Settings
from sphinx_knowledge_base.core.catalog.published_urls import decoded
from sphinx_knowledge_base.core.problems import Problem, Severity
from sphinx_knowledge_base.core.source_files import ENVIRONMENT_MARK, NEVER_SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_knowledge_base.core.catalog.routes import Routes

CONF = "conf.py"

_OUTPUT_MARKS = (ENVIRONMENT_MARK, ".published", "environment.pickle")


class BadSettingsError(Exception):
    """``conf.py`` cannot be used; *problem* says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _NoTags(set[str]):
    """Replaces Sphinx's ``tags``, whose import takes a third of the time of a command."""

    has = set.__contains__


@dataclass(frozen=True)
class SiteFolder:
    """The folder of a site, with the settings in its ``conf.py``."""

    root: Path
    settings: Settings
    project: str
    language: str
    base_url: str
    home: str
    """The docname of the home page."""
    include: Sequence[str]
    exclude: Sequence[str]
    suffixes: tuple[str, ...]

    @cached_property
    def found_files(self) -> FoundFiles:
        """The rules that tell articles from pages."""
        return FoundFiles(self.settings, self.home, self.suffixes)

    @cached_property
    def routes(self) -> Routes:
        """The addresses of the site."""
        return self.settings.rules().routes

    def odd_files(self) -> list[Problem]:
        """Return a problem for each file that cannot be read."""
        return odd_files(self.root, self.include, self.exclude, self.suffixes).problems

    def documents(self, odd: Iterable[Problem]) -> list[str]:
        """Return the paths of all source files, sorted, relative to the folder, with slashes.

        :param odd: The problems of files that cannot be read.
        """
        excluded = (*self.exclude, *NEVER_SOURCES, *map(pattern_of, odd))
        found = get_matching_files(self.root, self.include, excluded)
        others = self.found_files.others
        others.clear()
        paths = sorted(
            path
            for path in found
            if self.found_files.docname(path) is not None and (self.root / path).is_file()
        )
        folders = {folder for path in (*paths, *others) for folder in Path(path).parents}
        outputs = {
            f"{folder.as_posix()}/"
            for folder in folders - {Path()}
            if any((self.root / folder / mark).is_file() for mark in _OUTPUT_MARKS)
        }
        for path in [path for path in others if path.startswith(tuple(outputs))]:
            del others[path]
        return [path for path in paths if not path.startswith(tuple(outputs))] if outputs else paths

    def takes_article(self, path: str) -> bool:
        """Return whether a file at *path* would be an article."""
        excluded = Matcher((*self.exclude, *NEVER_SOURCES))
        folders = (folder.as_posix() for folder in Path(path).parents if folder != Path())
        if excluded(path) or any(map(excluded, folders)):
            return False
        return Matcher(self.include)(path) and self.found_files.is_article(path)

    def ledger(self) -> str:
        """Return the text of the ledger; empty if there is none."""
        file = self.root / self.settings.ledger
        is_there = self.settings.ledger and file.is_file()
        return decoded(file.read_bytes()) if is_there else ""

    def docname(self, path: str) -> str:
        """Return the docname of the file at *path*, which is not an article."""
        suffix = next((one for one in self.suffixes if path.endswith(one)), "")
        return path.removesuffix(suffix)


def open_site(root: Path) -> SiteFolder:
    """Read the settings of the site in *root*.

    :raises BadSettingsError: they cannot be read, or have invalid values.
    """
    root = root.resolve()  # reading settings changes the working directory
    try:
        config = Config.read(root, overrides={}, tags=_NoTags())  # type: ignore[arg-type]
        for field in dataclasses.fields(Settings):
            declared = field.metadata
            config.add(
                PREFIX + field.name,
                declared["default"],
                declared["rebuild"],
                declared["types"],
                declared["help"],
            )
        settings = from_config(config)
    except ConfigError as error:
        raise BadSettingsError(_located(root, str(error))) from None
    return SiteFolder(
        root=root,
        settings=settings,
        project=str(config.project),
        language=str(config.language),
        base_url=str(_raw(config, "html_baseurl", "")),
        home=str(config.root_doc),
        include=tuple(config.include_patterns),
        exclude=(*config.exclude_patterns, *config.templates_path),
        suffixes=_suffixes(config),
    )


def _suffixes(config: Config) -> tuple[str, ...]:
    declared: Any = config.source_suffix
    written = _raw(config, "source_suffix", None)
    if written is None:
        return (".md", ".rst")
    return (written,) if isinstance(written, str) else tuple(declared)


def _raw(config: Config, name: str, default: object) -> object:
    """Return the value in ``conf.py`` of a setting that one of Sphinx's builders declares."""
    return getattr(config, "_raw_config", {}).get(name, default)


def _located(root: Path, message: str) -> Problem:
    """Return *message* as a problem, at the line of the setting that it names."""
    line = 1
    text = (root / CONF).read_text("utf-8", "replace")
    if in_traceback := re.findall(rf"{CONF}\", line (\d+)", message):
        line = int(in_traceback[-1])
        message = message.strip().splitlines()[-1]
    elif of_syntax := re.search(r"\(conf\.py, line (\d+)\)", message):
        line = int(of_syntax[1])
    elif name := re.search(rf"\b{PREFIX}\w+", message):
        lines = enumerate(text.splitlines(), 1)
        line = next((at for at, one in lines if re.match(rf"{name[0]}\b", one)), 1)
    return Problem(CONF, line, 1, "settings", " ".join(message.split()), Severity.ERROR)
