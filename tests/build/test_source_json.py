"""What was read of articles survives the article cache without the smallest difference."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from sphinx_knowledge_base.build.source_json import SourceDecoder, SourceEncoder
from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.source import read_source

if TYPE_CHECKING:
    from datetime import tzinfo

#: Front matter that uses every kind of value, and some that is wrong.
ARTICLES = {
    "plain.md": '---\ntitle: Plain\ncategory: NEWS\npublishedAt: "2026-01-08"\n---\n\nText.\n',
    "full.md": """---
title: "Full: \\u05D0 \\U0001F600"
slug: full
excerpt: ""
category: NEWS
author: One
authors: [Two, {name: Three, url: "https://example.org", bio: "", credentials: MD}]
publishedAt: 2026-01-08T10:00:00.5+01:00
updatedAt: "2026-02-01 10:00"
expiresAt: 2030-01-01T00:00:00Z
featuredImage: /a.png
tags: [b, a, b]
audience: patients
keywords: []
series: A series
seriesOrder: 2
aliases: [/old, /older]
schema: {"@type": Article, list: [1, 2.5, true, null, {deep: [x]}]}
featured: yes
weight: 1e3
reviewedBy: [Someone]
reviewedAt: 2026-01-09
reviewEvery: 24 months
unknownKey: {a: [1, 0x1F, 1.5, no, ~, text]}
orphan: true
---
# Another heading

Text.
""",
    "draft.md": "---\ntitle: Draft\ncategory: NEWS\ndraft: true\ntags:\n---\n",
    "toml.md": '+++\ntitle = "T"\ncategory = "NEWS"\npublishedAt = 2026-01-08\nx.y = [1]\n+++\n',
    "wrong.md": "---\ntitle: Wrong\ncategory: [a, b]\npublishedAt: never\n---\nText.\n",
    "unclosed.md": "---\ntitle: Unclosed\n",
    "none.md": "No front matter.\n",
    "surrogate\udce9.md": '---\ntitle: "\\ud800"\ncategory: NEWS\n---\n',
    "empty.md": "",
}


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")])
def test_sources_survive(zone: tzinfo) -> None:
    """Decoded sources equal those that were encoded, in every type and order of keys."""
    rules = ReadingRules(timezone=zone, extra_keys=frozenset({"x"}))
    sources = [read_source(path, text.encode(), rules) for path, text in ARTICLES.items()]
    complete = {source.path for source in sources if source.front_matter}
    assert complete == {"plain.md", "full.md", "draft.md", "toml.md"}
    encoder = SourceEncoder(zone)
    rows = [encoder.encode(source) for source in sources]
    kept = json.loads(json.dumps({"names": encoder.names, "rows": rows}))
    decoder = SourceDecoder(zone, kept["names"])
    decoded = [decoder.decode(row) for row in kept["rows"]]
    assert decoded == sources
    # Pages are written again when digests differ, and these are made of what repr() returns.
    assert list(map(repr, decoded)) == list(map(repr, sources))
    for one, other in zip(decoded, sources, strict=True):
        if one.front_matter and other.front_matter:
            assert one.front_matter.model_fields_set == other.front_matter.model_fields_set
            assert list(vars(one.front_matter)) == list(vars(other.front_matter))
            assert repr(vars(one.front_matter)) == repr(vars(other.front_matter))


def test_articles_do_not_share_what_can_change() -> None:
    """Each decoded article has dictionaries of its own."""
    text = ARTICLES["plain.md"].encode()
    encoder = SourceEncoder(UTC)
    rows = [encoder.encode(read_source(name, text, ReadingRules())) for name in ("a.md", "b.md")]
    decoder = SourceDecoder(UTC, encoder.names)
    one, other = (decoder.decode(row).front_matter for row in rows)
    assert one
    assert other
    assert one.extra is not other.extra
