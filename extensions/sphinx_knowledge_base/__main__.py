"""``python -m sphinx_knowledge_base``: the command ``kb`` where scripts are not on the path."""

from __future__ import annotations

from sphinx_knowledge_base.cli.app import main

if __name__ == "__main__":
    main()
