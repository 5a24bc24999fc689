"""The command ``kb``, also as ``python -m sphinx_knowledge_base``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``kb``; whoever stops it while it is loaded sees no traceback either."""
    try:
        from sphinx_knowledge_base.cli.app import main as run  # noqa: PLC0415 -- see above
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
