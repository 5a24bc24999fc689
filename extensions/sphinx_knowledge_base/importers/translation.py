"""Translate one body from another system's Markdown to MyST, and check that no word is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers import lost_words, plain_texts
from sphinx_knowledge_base.importers.anchors import OWN_ID, SETEXT
from sphinx_knowledge_base.importers.bodies import adapt_to_myst, code
from sphinx_knowledge_base.importers.bodies.context import Context
from sphinx_knowledge_base.importers.bodies.html import as_markdown
from sphinx_knowledge_base.importers.bodies.ranges import first_text, replace_between
from sphinx_knowledge_base.importers.code_masking import Masked
from sphinx_knowledge_base.importers.key_names import fold_key, truth
from sphinx_knowledge_base.importers.model import Place
from sphinx_knowledge_base.importers.serialize import front_matter

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.links import Links
    from sphinx_knowledge_base.importers.model import Account, Document
    from sphinx_knowledge_base.importers.systems.system import System

_DIRECTIVE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})\{[\w:.+-]+\}")
#: Parts of HTML whose words no reader sees.
_NO_WORDS = (
    (
        re.compile(r"<(?:script|style)\b", re.IGNORECASE),
        re.compile(r"</(?:script|style)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<!doctype\b", re.IGNORECASE), re.compile(r">")),
)
_HEADING = re.compile(r"^( {0,3}#{1,6}[ \t]+[^\n]*)$", re.MULTILINE)


def translate(document: Document, system: System, links: Links, account: Account) -> str:
    """Return the text of the new file of *document*."""
    context = Context(document, account, links)
    body = translate_body(document, system, context)
    for key in ("featuredImage", "ogImage"):
        address = document.front_matter.get(key)
        if isinstance(address, str):
            found = links.featured(context, address)
            if found is None:
                message = f"{key} is not a picture of the source: {address}"
                account.note(Place(document.path, 1), "picture", message)
                del document.front_matter[key]
            else:
                document.front_matter[key] = found
    if "featuredImage" not in document.front_matter:
        document.front_matter.pop("featuredImageAlt", None)
    count_words(context, body)
    if document.role == "page" and not body.startswith("# ", first_text(body)):
        body = f"# {escape_title(document.title)}\n\n{body.lstrip()}"
    account.extensions |= context.extensions
    body = body.strip("\n")
    return (
        f"{front_matter(document.front_matter)}\n{body}\n"
        if body
        else front_matter(document.front_matter)
    )


def translate_body(document: Document, system: System, context: Context) -> str:
    """Return the body of *document*: code apart, then syntax, links, and what only MyST reads."""
    if document.is_own:
        return own_body(document, context)
    text = system.prepare(context, document.body)
    if document.format == "html":
        text = as_markdown(context, text)
    masked = context.masked = Masked(
        text, indented=system.has_indented_code(document.path), directives=system.IS_MYST
    )
    text = masked.text if system.IS_MYST else adapt_to_myst.escape_lines(masked.text)
    text = system.translate(context, text)
    text = own_ids(context, text)
    text = adapt_to_myst.plain_attributes(context, text)
    text = context.links.rewrite(context, text)
    if not system.IS_MYST:
        text = adapt_to_myst.escape_double_brackets(context, text)
        text = adapt_to_myst.maths(
            context,
            text,
            has_maths=has_maths(document, system),
            brackets=system.BRACKETS_ARE_MATHS,
        )
        text = adapt_to_myst.escape(context, text)
    text = adapt_to_myst.space_rules(context, adapt_to_myst.level_headings(context, text))
    adapt_to_myst.tell_footnotes(context, text)
    context.extensions |= adapt_to_myst.needed_extensions(text)
    masked.text = text
    shown = text.replace(masked.begin, "```").replace(masked.end, "```")
    document.is_plain = plain_texts.is_plain(shown)

    def fix(piece: str) -> str:
        piece = system.fix_code(context, piece)
        is_directive = system.IS_MYST and _DIRECTIVE.match(piece)
        return code.tidy_directive(context, piece) if is_directive else code.tidy(context, piece)

    return masked.result(fix)


def own_body(document: Document, context: Context) -> str:
    """Return a body that was written for a knowledge base: only its links and pictures can move."""
    masked = context.masked = Masked(document.body, directives=True)
    text = context.links.rewrite(context, masked.text)
    document.is_plain = plain_texts.is_plain(text)
    masked.text = text
    return masked.result(lambda piece: piece)


def has_maths(document: Document, system: System) -> bool:
    """Tell whether the old site showed formulas between dollar signs."""
    keys = {"math", "katex", "mathjax", "usemathjax", "latex"}
    return system.has_maths or any(
        truth(value) or isinstance(value, dict)
        for key, value in document.values.items()
        if fold_key(key) in keys
    )


def own_ids(context: Context, text: str) -> str:
    """Remove identifiers of headings; links use MyST's instead."""
    if "#" not in text or "{" not in text:
        return text

    def bare(match: re.Match[str]) -> str:
        found = OWN_ID.search(match[1])
        if found is None:
            return match[1]
        context.translated("identifier of a heading", found[0].strip())
        return match[1][: found.start()]

    return SETEXT.sub(
        lambda match: match[0].replace(match[1], bare(match), 1), _HEADING.sub(bare, text)
    )


def count_words(context: Context, body: str) -> None:
    """Count the words of a body, and report those that *body* lacks."""
    document = context.document
    source = document.body
    if document.format == "html":
        for marks in _NO_WORDS:
            source = replace_between(source, *marks, lambda _: " ")
        source = re.sub(r"</?[A-Za-z][^<>]*>", " ", source)
        body = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", body.replace("\\&", "&amp;"))
    total, missing = lost_words.lost(source, context.syntax, body + "\n" + "\n".join(context.added))
    context.account.words += total
    if missing:
        context.account.lost_words[document.path] = missing
        shown = " ".join(missing[:8]) + (" ..." if len(missing) > 8 else "")
        message = f"{len(missing)} of {total} words are not on the page: {shown}"
        context.account.note(Place(document.path), "words", message)


def escape_title(title: str) -> str:
    """Return a title as Markdown text."""
    return re.sub(r"([\\`*_\[\]<>{}$#])", r"\\\1", title)
