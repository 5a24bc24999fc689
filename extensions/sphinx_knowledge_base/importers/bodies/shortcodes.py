"""Translate shortcodes: tags in a text that stand alone or enclose content.

Hugo, Zola and WordPress write them differently but use many of the same names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_knowledge_base.importers.bodies.context import Context


@dataclass(slots=True)
class Tag:
    """One tag in a text."""

    start: int
    end: int
    text: str
    name: str
    args: Sequence[str] = ()
    """Positional arguments."""
    named: Mapping[str, str] = field(default_factory=dict)
    is_closing: bool = False
    is_whole: bool = False
    """Whether it never has a closing tag."""

    @property
    def noun(self) -> str:
        """What authors call it."""
        return "component" if self.text.startswith("<") else "shortcode"


@dataclass(slots=True)
class Shortcode:
    """A tag with its content, as a renderer gets it."""

    context: Context
    tag: Tag
    content: str | None
    """The translated content between the tags; None for a single tag."""
    alone: bool
    """Whether its lines hold nothing else."""
    before: str
    """The end of the text before it."""

    def get(self, *names: str) -> str:
        """Return the first existing argument of *names*, which are keywords or positions."""
        for name in names:
            if name.isdecimal():
                if int(name) < len(self.tag.args):
                    return self.tag.args[int(name)]
            elif value := self.tag.named.get(name):
                return value
        return ""


Renderer = Callable[[Shortcode], str | None]


def translate(
    context: Context, text: str, tags: Sequence[Tag], renderers: Mapping[str, Renderer]
) -> str:
    """Replace *tags*, sorted by position, by the results of *renderers*; show others as text."""
    if not tags:
        return text
    closers = _pairs(tags)
    return _render(context, text, tags, closers, renderers, 0, len(tags), 0, len(text))


def _pairs(tags: Sequence[Tag]) -> dict[int, int]:
    """Return the index of each opening tag with that of its closing tag."""
    pairs: dict[int, int] = {}
    open_: list[int] = []
    for number, tag in enumerate(tags):
        if not tag.is_closing:
            if not tag.is_whole:
                open_.append(number)
            continue
        for place in range(len(open_) - 1, -1, -1):
            if tags[open_[place]].name == tag.name or not tag.name:
                pairs[open_[place]] = number
                del open_[place:]
                break
    return pairs


def _render(
    context: Context,
    text: str,
    tags: Sequence[Tag],
    closers: Mapping[int, int],
    renderers: Mapping[str, Renderer],
    first: int,
    last: int,
    start: int,
    end: int,
) -> str:
    parts: list[str] = []
    at, number = start, first
    while number < last:
        tag = tags[number]
        closer = closers.get(number)
        stop = tags[closer].end if closer is not None else tag.end
        content = None
        if closer is not None:
            content = _render(
                context,
                text,
                tags,
                closers,
                renderers,
                number + 1,
                closer,
                tag.end,
                tags[closer].start,
            )
        line_start = text.rfind("\n", 0, tag.start) + 1
        line_end = text.find("\n", stop)
        indent = text[line_start : tag.start]
        alone = (
            not indent.strip(" \t") and not text[stop : line_end if line_end >= 0 else None].strip()
        )
        code = Shortcode(context, tag, content, alone, text[max(0, tag.start - 200) : tag.start])
        render = renderers.get(tag.name.casefold()) if not tag.is_closing else None
        done = render(code) if render else None
        if done is None:
            # Its lines keep the indentation that they have.
            done = _unknown(code, tags[closer] if closer is not None else None, indent)
        else:
            context.translated(f"{tag.noun} {tag.name}", tag.text)
            if closer is not None:
                context.drop(tags[closer].text)
            if alone and indent and "\n" in done:
                done = context.indent(done, indent)
        parts += [text[at : tag.start], done]
        at = stop
        number = closer + 1 if closer is not None else number + 1
    return "".join([*parts, text[at:end]])


def _unknown(code: Shortcode, closer: Tag | None, indent: str) -> str:
    """Show an unknown tag as it was written, and keep its content."""
    name = f"{code.tag.noun} {code.tag.name}"
    shown = code.context.as_text(
        name, code.tag.text, alone=code.alone and closer is None, indent=indent
    )
    if closer is None or code.content is None:
        return shown
    content = code.content
    if code.tag.noun == "component" and "\n" in content:
        # In MDX, unlike here, four spaces make no code.
        # Its lines stand apart, so that HTML at its end does not swallow the tag.
        content = "\n\n" + code.context.dedent(content.rstrip()) + "\n\n"
    return f"{shown}{content}{code.context.hide(f'`{code.context.shown(closer.text)}`')}"
