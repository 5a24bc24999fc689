"""``python -m sphinx_knowledge_base.importers``: the command ``kb import`` by itself."""

from __future__ import annotations

from sphinx_knowledge_base.importers.command import app

app()
