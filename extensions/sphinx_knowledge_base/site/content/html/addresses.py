"""Addresses in raw HTML (pictures, videos, links): each leads where it would in Markdown."""

from __future__ import annotations

import os
import posixpath
import re
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx.util import docname_join, logging

from sphinx_knowledge_base.core.catalog.images import find_image
from sphinx_knowledge_base.core.catalog.link_targets import is_site_path, split_target
from sphinx_knowledge_base.core.source_files import is_possible_path
from sphinx_knowledge_base.site.domain import kb_domain
from sphinx_knowledge_base.site.file_access import access_of
from sphinx_knowledge_base.site.lines import line_of
from sphinx_knowledge_base.site.links import address, is_document, resolve_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

# The grammar of a tag: https://html.spec.whatwg.org/#tokenization.  Every group is atomic, so the
# time is linear for any text.
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s"'>][^\s>]*+)"""
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp)\b.*?(?:</\1\s*>|\Z)"
    r"|<(?P<name>a|audio|embed|img|object|source|track|video)(?=[\s/>])"
    rf"(?P<attributes>(?>[\s/]++|[^\s/>][^\s/>=]*+(?>\s*+=\s*+{_VALUE})?+)*+)>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"([^\s/>][^\s/>=]*+)(?>\s*+=\s*+({_VALUE}))?+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|$")

_FILES = frozenset({"data", "poster", "src", "srcset"})


class html_image(nodes.image):  # noqa: N801 -- docutils writes nodes so
    """An image from ``<img>``, with the other ``attributes`` of its tag."""


class html_tag(nodes.raw):  # noqa: N801
    """A start tag with addresses.

    ``name`` and ``attributes`` are those of the tag; ``files`` has the source file of each address
    that names one, and ``link`` is the target of a link, or empty.
    """


def setup(app: Sphinx) -> None:
    """Register the nodes."""
    app.add_node(html_image, html=(_visit_image, None))
    app.add_node(html_tag, html=(_visit_tag, None))


def split_at_addresses(env: BuildEnvironment, raw: nodes.raw) -> list[nodes.Node] | None:
    """Return the nodes of *raw*, split at each tag with an address of this site; None if none."""
    text = raw.astext()
    made: list[nodes.Node] = []
    end = 0
    for found in _TAG.finditer(text):
        if found["name"] is None:
            continue
        node = _node(env, raw, found["name"].lower(), dict(_attributes(found["attributes"])))
        if node is None:
            continue
        if before := text[end : found.start()]:
            made.append(nodes.raw(before, before, format="html"))
        made.append(node)
        end = found.end()
    if not made:
        return None
    if rest := text[end:]:
        made.append(nodes.raw(rest, rest, format="html"))
    for part in made:
        part.source, part.line = raw.source, line_of(raw)
    return made


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each attribute; of two with the same name, the first counts."""
    seen = set()
    for found in _ATTRIBUTE.finditer(text):
        name, value = found[1].lower(), found[2] or ""
        if name not in seen:
            seen.add(name)
            yield name, unescape(value[1:-1] if value[:1] in {'"', "'"} else value)


def _is_local(address: str) -> bool:
    return not _SCHEME.match(address.strip()) and is_possible_path(unquote(address))


def _node(
    env: BuildEnvironment, raw: nodes.raw, name: str, attributes: dict[str, str]
) -> nodes.Element | None:
    if name == "a":
        target = attributes.get("href", "").strip()
        return _link(env, raw, attributes, target) if _is_local(target) else None
    local = {address: "" for key in _FILES for address in _addresses(key, attributes.get(key, ""))}
    if not any(map(_is_local, local)):
        return None
    source = attributes.get("src", "")
    if name == "img" and source and _is_local(source) and "srcset" not in attributes:
        return _image(env, attributes)
    files = {
        address: file
        for address in local
        if _is_local(address) and (file := _file(env, raw, address))
    }
    return html_tag("", "", format="html", name=name, attributes=attributes, files=files, link="")


def _addresses(name: str, value: str) -> list[str]:
    """Return the addresses in the value of an attribute."""
    if name != "srcset":
        return [value.strip()] if value.strip() else []
    return [found[0] for found in map(str.split, value.split(",")) if found]


def _image(env: BuildEnvironment, attributes: dict[str, str]) -> html_image:
    uri = unquote(attributes["src"].strip().partition("?")[0])
    if is_site_path(uri):
        found = find_image(Path(env.srcdir), env.config.kb_image_roots, uri)
        uri = f"/{found}" if found else uri
    others = {name: value for name, value in attributes.items() if name != "src"}
    # Not linked to its full size, as Sphinx links pictures with a width.
    node = html_image(
        "", classes=["no-scaled-link"], uri=uri, alt=attributes.get("alt", ""), attributes=others
    )
    for name in ("width", "height"):
        if re.fullmatch(r"\d+%?", attributes.get(name, "")):
            node[name] = attributes[name]
    return node


def _file(env: BuildEnvironment, raw: nodes.raw, address: str) -> str:
    """Return the source file of an address, which will be published; empty if there is none."""
    path = unquote(split_target(address)[0])
    srcdir = Path(env.srcdir)
    if is_site_path(path):
        found = find_image(srcdir, env.config.kb_image_roots, path)
        file = srcdir / found if found else None
    else:
        file = Path(env.relfn2path(path, env.docname)[1])
    if file is None or not file.is_file():
        place = f"{env.doc2path(env.docname, base=False)}:{line_of(raw)}"
        message = "file %r of an HTML tag does not exist"
        logger.warning(message, address, location=place, type="kb", subtype="image")
        return ""
    if (why := access_of(env).why_refused(file)) is not None:
        mentions = kb_domain(env).mentions
        mention = (why, address, line_of(raw))
        mentions[env.docname] = (*mentions.get(env.docname, ()), mention)
        return ""
    name = Path(os.path.relpath(file, srcdir)).as_posix()
    env.note_dependency(name)
    env.dlfiles.add_file(env.docname, name)
    return name


def _link(
    env: BuildEnvironment, raw: nodes.raw, attributes: dict[str, str], target: str
) -> html_tag:
    path = unquote(split_target(target)[0])
    is_file = not is_site_path(target) and not path.endswith((".md", "/", ".html"))
    is_file = is_file and Path(env.relfn2path(path, env.docname)[1]).is_file()
    file = _file(env, raw, target) if is_file else ""
    files = {target: file} if file else {}
    return html_tag(
        "", "", format="html", name="a", attributes=attributes, files=files, link=target
    )


def _visit_image(translator: HTML5Translator, node: html_image) -> None:
    builder = translator.builder
    source = node["uri"]
    if source in builder.images:
        source = posixpath.join(builder.imgpath, quote(builder.images[source]))
    attributes = {"src": source, **node["attributes"]}
    attributes.setdefault("alt", "")
    translator.body.append(_written("img", attributes))
    raise nodes.SkipNode


def _visit_tag(translator: HTML5Translator, node: html_tag) -> None:
    builder = translator.builder
    env = translator.builder.env
    published = {
        written: posixpath.join(builder.dlpath, quote(env.dlfiles[Path(file)][1].as_posix()))
        for written, file in node["files"].items()
        if Path(file) in env.dlfiles
    }
    attributes = dict(node["attributes"])
    if node["link"] and not published:
        uri = _uri(builder, builder.current_docname, node["link"])
        if uri is None:
            del attributes["href"]  # already reported
        else:
            attributes["href"] = uri
    for name in _FILES | {"href"}:
        if name == "srcset" and name in attributes:
            attributes[name] = ", ".join(
                " ".join([published.get(words[0], words[0]), *words[1:]])
                for words in map(str.split, attributes[name].split(","))
                if words
            )
        elif name in attributes:
            value = attributes[name].strip()
            attributes[name] = published.get(value, value)
    translator.body.append(_written(node["name"], attributes))
    raise nodes.SkipNode


def _uri(builder: Builder, docname: str, target: str) -> str | None:
    """Return the address that a link of this site leads to; None if it leads nowhere."""
    found = resolve_link(builder.env, docname, target)
    if found is None:
        path, _ = split_target(target)
        if not is_document(builder.env, docname, path):
            return None
        return str(builder.get_relative_uri(docname, docname_join(docname, path)))
    if found.docname is not None:
        uri = builder.get_relative_uri(docname, found.docname)
        return f"{uri}#{found.anchor}" if found.anchor else uri
    return address(builder, docname, found.file) if found.file else found.uri


def _written(name: str, attributes: dict[str, str]) -> str:
    pairs = (
        f' {key}="{escape(value)}"' if value else f" {key}" for key, value in attributes.items()
    )
    return f"<{name}{''.join(pairs)}>"
