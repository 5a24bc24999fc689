"""All levers, in the order in which they are pulled."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sphinx_fastbuild.levers import (
    children,
    collector,
    declarations,
    encode,
    markdown,
    messages,
    paths,
    quotes,
    settings,
    starttags,
    stems,
    styles,
    titles,
    tocs,
    transforms,
    walk,
)
from sphinx_fastbuild.parallel import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_fastbuild.guard.lever import Lever

#: Levers by their names.
LEVERS: Mapping[str, Lever] = MappingProxyType(
    {
        module.LEVER.name: module.LEVER
        for module in (
            collector,
            messages,
            walk,
            children,
            transforms,
            quotes,
            settings,
            markdown,
            stems,
            declarations,
            titles,
            styles,
            paths,
            encode,
            starttags,
            tocs,
            reading,
            writing,
        )
    }
)
