"""Articles that are in our own format already arrive as what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from sphinx_knowledge_base.importers import Options, import_source
from tests.helpers.import_sources import PNG
from tests.helpers.sites import CONF

Source = Callable[[Mapping[str, bytes | str]], Path]

KEYS: Mapping[str, object] = {
    "title": "A Title: with a colon",
    "slug": "own-slug",
    "excerpt": "In short.",
    "category": "CLINICAL_RESEARCH",
    "authors": ["Jo Doe", "Al Roe"],
    "publishedAt": "2025-03-04T10:00:00+01:00",
    "updatedAt": "2025-03-05",
    "featuredImage": "/images/one.png",
    "featuredImageAlt": "One",
    "tags": ["CRPS", "Clinics, large"],
    "audience": ["patients"],
    "keywords": ["pain", "relief"],
    "relatedArticles": ["other"],
    "series": "Basics",
    "seriesOrder": 2,
    "aliases": ["/blog/old"],
    "canonicalUrl": "https://example.org/first",
    "metaTitle": "M",
    "metaDescription": "D",
    "ogTitle": "O",
    "ogDescription": "OD",
    "ogImage": "/images/one.png",
    "twitterCard": "summary",
    "schema": {"type": "MedicalWebPage"},
    "featured": True,
    "weight": 3,
    "expiresAt": "2199-01-01",
    "reviewedBy": ["Al Roe"],
    "reviewedAt": "2025-03-06",
    "reviewEvery": "24 months",
    "myst": {"substitutions": {"a": "b"}},
    "tocdepth": 2,
}
BODY = """\
Costs $5 or $6, {kb:article}`other`, [to it](/articles/other) and {{ a }}.

## Head {#own-id}

[Below](#head)

#### Far down

:::{note}
Inside.
:::

% a comment

![One](/images/one.png) <sub>x</sub>

```python
[not](a-link.md)
```
"""
OTHER = "---\ntitle: Other\ncategory: Clinical Work\npublishedAt: 2025-01-01\n---\n\nWords.\n"
TAXONOMY = """\
categories:
  CLINICAL_RESEARCH: {title: Clinical Work, description: What., order: 1, synonyms: [Research]}
  UNUSED: {title: Unused}
tags:
  CRPS: {description: A syndrome., synonyms: [RSD]}
audiences:
  patients: {title: For patients}
authors:
  Jo Doe: {bio: Writes., image: /images/one.png}
"""


def article(keys: Mapping[str, object] = KEYS) -> str:
    return f"---\n{yaml.safe_dump(dict(keys), sort_keys=False)}---\n\n{BODY}"


def read(path: Path) -> tuple[dict[str, object], str]:
    """The front matter and the body of an article."""
    _, block, body = path.read_text().split("---\n", 2)
    return yaml.safe_load(block), body


@pytest.mark.parametrize("options", [Options(), Options(system="markdown")])
@pytest.mark.parametrize("is_site", [True, False])
def test_articles_in_our_own_format_arrive_as_they_are(
    source: Source, tmp_path: Path, options: Options, *, is_site: bool
) -> None:
    """Every key and every sign of the body, from a whole site or from a folder of articles."""
    files: dict[str, bytes | str] = {
        "articles/a.md": article({**KEYS, "readingTime": 3, "wordCount": 9, "mood": "calm"}),
        "articles/other.md": OTHER,
        "_static/images/one.png": PNG,
    }
    if is_site:
        files |= {"conf.py": CONF, "taxonomy.yaml": TAXONOMY}
    account = import_source(source(files), tmp_path / "target", options)
    assert account.system == "markdown"
    values, body = read(tmp_path / "target/articles/2025/own-slug.md")
    assert values == {**KEYS, "mood": "calm"}
    assert body.strip() == BODY.strip()
    assert account.extra_keys == {"mood"}
    fates = {key: fate for key, fate, _ in account.keys}
    assert fates == {
        **dict.fromkeys(KEYS, "mapped"), "mood": "extra",
        "readingTime": "named", "wordCount": "named",
    }  # fmt: skip


def test_the_taxonomy_of_a_site_comes_along(source: Source, tmp_path: Path) -> None:
    """Codes, descriptions, orders, synonyms, and terms that nothing uses; nothing is added."""
    files: dict[str, bytes | str] = {
        "conf.py": CONF,
        "taxonomy.yaml": TAXONOMY,
        "articles/a.md": article().replace("####", "###"),
        "articles/other.md": OTHER,
        "_static/images/one.png": PNG,
    }
    account = import_source(source(files), tmp_path / "target")
    assert any("sphinx_knowledge_base" in reason for reason in account.reasons)
    taxonomy = yaml.safe_load((tmp_path / "target/taxonomy.yaml").read_text())
    assert taxonomy == yaml.safe_load(TAXONOMY)
    assert account.files["taxonomy.yaml"].target == "taxonomy.yaml"
    assert "aliases" not in read(tmp_path / "target/articles/2025/other.md")[0]
    assert account.notes == []


def test_settings_of_a_site_count(source: Source, tmp_path: Path) -> None:
    """Names of keys, defaults and permalinks are those of its conf.py; its pages are pages."""
    conf = CONF + (
        'kb_front_matter_keys = {"date": "publishedAt"}\nkb_default_category = "NEWS"\n'
        'kb_permalink = "texts/{year}/{slug}"\nkb_article_patterns = ["texts/*"]\n'
        'exclude_patterns = ["private/*"]\n'
    )
    page = "# About\n\nWho we are.\n"
    files = {
        "conf.py": conf,
        "texts/one.md": "---\ntitle: One\ndate: 2025-03-04\n---\n\nWords.\n",
        "about.md": page,
        "private/x.md": page,
    }
    account = import_source(source(files), tmp_path / "target")
    values, _ = read(tmp_path / "target/articles/2025/one.md")
    assert values == {
        "title": "One", "slug": "one", "category": "NEWS", "publishedAt": "2025-03-04",
        "aliases": ["/texts/2025/one"],
    }  # fmt: skip
    assert account.files["about.md"].role == "page"
    assert account.files["private/x.md"].role == "left out"


def test_a_draft_of_our_own_stays_one(source: Source, tmp_path: Path) -> None:
    """Without a date, and beside texts of other kinds, which are translated as ever."""
    files = {
        "a.md": "---\ntitle: A\ncategory: X\ndraft: true\n---\n\nCosts $5 or $6.\n",
        "b.md": "---\ntitle: B\ndate: 2025-03-04\n---\n\nCosts $5 or $6.\n",
    }
    account = import_source(source(files), tmp_path / "target")
    values, body = read(tmp_path / "target" / account.files["a.md"].target)
    assert values == {"title": "A", "slug": "a", "category": "X", "draft": True}
    assert "$5 or $6" in body
    assert "\\$5" in read(tmp_path / "target" / account.files["b.md"].target)[1]
