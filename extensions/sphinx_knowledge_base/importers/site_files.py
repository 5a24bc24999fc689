"""The files of a site that are no texts: ``taxonomy.yaml``, ``conf.py`` and a home page."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers import serialize
from sphinx_knowledge_base.importers.knowledge_base import add_terms, new_terms
from sphinx_knowledge_base.importers.model import Fate, Place
from sphinx_knowledge_base.importers.script_config import python_settings
from sphinx_knowledge_base.importers.source_images import STATIC
from sphinx_knowledge_base.importers.source_site import split_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_knowledge_base.importers.model import Account, Value
    from sphinx_knowledge_base.importers.systems.system import System
    from sphinx_knowledge_base.importers.target_folder import Target
    from sphinx_knowledge_base.importers.terms import Terms

TAXONOMY = "taxonomy.yaml"

BIBLIOGRAPHY = "references.bib"

#: All files of this kind.
NAMES = (TAXONOMY, BIBLIOGRAPHY, "conf.py", "index.md")

#: What the knowledge base itself sets if ``conf.py`` does not.
_DEFAULTS: Mapping[str, Value] = MappingProxyType({"myst_heading_anchors": 6})


def settle_settings(account: Account) -> None:
    """Collect the settings with which the articles look as they did."""
    settings = account.settings
    if account.extra_keys:
        settings["kb_extra_keys"] = sorted(account.extra_keys)
    if account.schemes:
        settings["myst_url_schemes"] = sorted({"http", "https", "mailto", "ftp"} | account.schemes)
    settings["myst_heading_anchors"] = 6
    settings["myst_heading_anchors_html_ids"] = True
    if account.extensions:
        settings["myst_enable_extensions"] = sorted(account.extensions)


def add(
    system: System,
    terms: Terms,
    account: Account,
    files: dict[str, tuple[bytes, str]],
    target: Target,
) -> None:
    """Add terms to ``taxonomy.yaml``, and ``conf.py`` and a home page if the target has none."""
    add_taxonomy(terms, account, files, target)
    add_bibliography(system, account, files, target)
    home = f"# {_title(system)}\n\n```{{articles}}\n:limit: 20\n```\n"
    for name, text in (("conf.py", _configuration(system, account, files)), ("index.md", home)):
        is_ours = target.read(name) is None or name in target.before
        if is_ours and name not in files:
            files[name] = (text.encode(), "")
    if "conf.py" not in files:
        present = (target.read("conf.py") or b"").decode("utf-8", "replace")
        for message in _lacking(account.settings, present):
            account.note(Place("conf.py"), "settings", message)


def _lacking(settings: Mapping[str, object], program: str) -> Iterator[str]:
    """Yield what to add to a ``conf.py``, *program*, that does not have *settings* yet."""
    present = {**_DEFAULTS, **python_settings(program)}
    for name, value in settings.items():
        has = present.get(name)
        if isinstance(value, list) and isinstance(has, list):
            if lacking := [one for one in value if one not in has]:
                yield f"add to {name} in conf.py: {', '.join(map(repr, lacking))}"
        elif has != value:
            yield f"add to conf.py: {name} = {value!r}"


def add_taxonomy(
    terms: Terms, account: Account, files: dict[str, tuple[bytes, str]], target: Target
) -> None:
    """Add ``taxonomy.yaml``: a new one, or the editor's own with the terms that it lacks."""
    registry = terms.registry()
    if not registry:
        return
    if not target.is_editors(TAXONOMY):
        files[TAXONOMY] = (serialize.taxonomy(registry).encode(), "")
        return
    present = target.read(TAXONOMY) or b""
    missing = new_terms(present, registry)
    extended = add_terms(present, missing) if missing else present
    for section, entries in missing.items():
        labels = ", ".join(entries)
        done = "were added" if extended is not None else "cannot be added here; add them by hand"
        account.note(Place(TAXONOMY), "taxonomy", f"these {section} {done}: {labels}")
    target.extended.add(TAXONOMY)
    files[TAXONOMY] = (present if extended is None else extended, "")


def add_bibliography(
    system: System, account: Account, files: dict[str, tuple[bytes, str]], target: Target
) -> None:
    """Add what texts cite, from all files of BibTeX, unless the target has such a file."""
    if not system.bibliographies:
        return
    texts = [system.tree.text_if_any(path).strip() for path in system.bibliographies]
    if target.read(BIBLIOGRAPHY) is not None and BIBLIOGRAPHY not in target.before:
        message = f"it was left as it is; see that it has all of {', '.join(system.bibliographies)}"
        account.note(Place(BIBLIOGRAPHY), "target", message)
        return
    files[BIBLIOGRAPHY] = ("\n\n".join([*texts, ""]).encode(), "")
    for path in system.bibliographies:
        account.files[path] = Fate("file", target=BIBLIOGRAPHY)


def _configuration(system: System, account: Account, files: Iterable[str]) -> str:
    has_static = any(path.startswith(f"{STATIC}/") for path in files)
    parts = split_address(system.base_url)
    known = parts.scheme in {"http", "https"} and not parts.netloc.endswith(".invalid")
    address = f"{parts.scheme}://{parts.netloc}/" if known else ""
    return serialize.configuration(
        _title(system), system.language, address, account.settings, has_static=has_static
    )


def _title(system: System) -> str:
    return system.title or "Knowledge Base"
