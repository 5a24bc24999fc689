"""Write articles as text: a test gives the values that matter, the rest is filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta

FIRST_DAY = date(2024, 1, 1)


def article(body: str = "A paragraph of text.\n", /, **front_matter: object) -> str:
    """The text of an article file; a value of None leaves its key out."""
    values = {
        "title": "An Article",
        "category": "NEWS",
        "publishedAt": FIRST_DAY.isoformat(),
        **front_matter,
    }
    lines = [
        # JSON is YAML, and one line whatever it holds.
        f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in values.items()
        if value is not None
    ]
    return "\n".join(["---", *lines, "---", "", body])


def numbered(number: int, **front_matter: object) -> Mapping[str, str]:
    """The file of article *number* of many: a day newer than the one before."""
    published = (FIRST_DAY + timedelta(days=number)).isoformat()
    values = {"title": f"Article {number:04}", "publishedAt": published, **front_matter}
    return {f"articles/a-{number:04}.md": article(f"Text of article {number}.\n", **values)}
