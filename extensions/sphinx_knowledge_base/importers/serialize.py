"""Write front matter, taxonomy and configuration as text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.knowledge_base import COMMENTS, CONTRACT, EXAMPLES, HEAD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.knowledge_base import Sections
    from sphinx_knowledge_base.importers.model import Value

_ORDER: Mapping[str, int] = {name: number for number, name in enumerate(CONTRACT)}
_PLAIN_KEY = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
#: Words that YAML takes for something else than text.
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
#: What YAML does not let stand in a text, not even in quotes.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def quoted(value: object) -> str:
    """Return *value* as JSON, which is YAML on one line."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _key(name: str) -> str:
    is_plain = _PLAIN_KEY.fullmatch(name) and name.casefold() not in _WORDS
    return name if is_plain else quoted(name)


def front_matter(values: Mapping[str, Value]) -> str:
    """Return the block of an article: the contract's keys in its order, then the others."""
    keys = sorted(values, key=lambda key: _ORDER.get(key, len(_ORDER)))
    lines = [f"{_key(key)}: {quoted(values[key])}" for key in keys]
    return "\n".join(["---", *lines, "---", ""])


def taxonomy(sections: Sections) -> str:
    """Return the text of ``taxonomy.yaml``, with the comments of that of a new site."""
    parts = [HEAD]
    for section in dict.fromkeys((*COMMENTS, *sections)):
        lines = [COMMENTS[section]] if section in COMMENTS else []
        if section not in sections:
            lines.append(EXAMPLES[section])
        else:
            lines.append(f"{section}:")
        for label, facts in sections.get(section, {}).items():
            lines.append(f"  {quoted(label)}:" + ("" if facts else " {}"))
            lines += [f"    {_key(name)}: {quoted(value)}" for name, value in facts.items()]
        parts.append("\n".join([*lines, ""]))
    return "\n".join(parts)


#: Without an address of the site there are no redirects, feeds and sitemap.
_NO_ADDRESS = (
    '# html_baseurl = "https://example.org/"  # needed for redirects, feeds and the sitemap'
)


def configuration(
    title: str, language: str, address: str, settings: Mapping[str, object], *, has_static: bool
) -> str:
    """Return the text of a ``conf.py`` for a target that has none.

    :param has_static: Whether there are files in ``_static``.
    """
    base = f"html_baseurl = {address!r}" if address else _NO_ADDRESS
    lines = [
        '"""Settings of this knowledge base; its guide explains those that start with kb_."""',
        "",
        f"project = {title!r}",
        f"language = {language if language not in {'', 'und'} else 'en'!r}",
        "",
        'extensions = ["myst_parser", "sphinx_design", "sphinx_sitemap", "sphinx_knowledge_base"]',
        'exclude_patterns = ["_build", "README.md"]',
        'html_theme = "furo"',
        *(['html_static_path = ["_static"]'] if has_static else []),
        'sitemap_url_scheme = "{link}"',
        base,
        "",
    ]
    lines += [f"{name} = {value!r}" for name, value in settings.items()]
    return "\n".join([*lines, ""])
