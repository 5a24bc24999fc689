"""Write the report of an import: JSON for programs, HTML for people."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.model import Account, Place


def summary(account: Account) -> dict[str, dict[str, int]]:
    """Return the sums: of files by what they became, of keys and constructs by their fates."""
    files = Counter(fate.role for fate in account.files.values())
    keys: Counter[str] = Counter()
    for (_, fate, _), places in account.keys.items():
        keys[fate] += len(places)
    constructs: Counter[str] = Counter()
    for (_, done), places in account.constructs.items():
        constructs[done] += len(places)
    lost = sum(map(len, account.lost_words.values()))
    return {
        "files": {"all": len(account.files), **dict(sorted(files.items()))},
        "keys": {"all": keys.total(), **dict(sorted(keys.items()))},
        "constructs": {"all": constructs.total(), **dict(sorted(constructs.items()))},
        "words": {"all": account.words, "kept": account.words - lost, "lost": lost},
        "notes": dict(sorted(Counter(note.type for note in account.notes).items())),
        "changes": {kind: len(paths) for kind, paths in account.changes.items()},
    }


def as_data(account: Account) -> dict[str, Any]:
    """Return the whole account in the types of JSON."""
    return {
        "system": account.system,
        "reasons": account.reasons,
        "summary": summary(account),
        "settings": account.settings,
        "files": [
            {"path": path, "became": fate.role, "target": fate.target, "reason": fate.reason}
            for path, fate in sorted(account.files.items())
        ],
        "keys": [
            {
                "key": key,
                "fate": fate,
                "what": what,
                "count": len(places),
                "places": _places(places),
            }
            for (key, fate, what), places in sorted(account.keys.items())
        ],
        "constructs": [
            {"name": name, "fate": fate, "count": len(places), "places": _places(places)}
            for (name, fate), places in sorted(account.constructs.items())
        ],
        "lost_words": dict(sorted(account.lost_words.items())),
        "remote_pictures": [
            {"address": address, "places": _places(places)}
            for address, places in sorted(account.remote_pictures.items())
        ],
        "near_duplicates": account.proposals,
        "changes": account.changes,
        "notes": [
            {
                "path": note.place.path,
                "line": note.place.line,
                "type": note.type,
                "message": note.message,
                "article": _places([note.article])[0] if note.article else "",
            }
            for note in sorted(account.notes, key=lambda n: (n.type, n.place.path, n.place.line))
        ],
    }


def _places(places: list[Place]) -> list[str]:
    return [f"{place.path}:{place.line}" for place in places]


def write(account: Account, path: Path) -> None:
    """Write the report to *path*: JSON if its name ends so, HTML otherwise."""
    data = as_data(account)
    if path.suffix.casefold() == ".json":
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    else:
        loader = PackageLoader("sphinx_knowledge_base", "templates/import")
        environment = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        text = environment.get_template("report.html").render(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", errors="replace")
