"""How long ``kb import`` takes: ``make imports`` (IMPORTSOPTS="5000 --bytes 10000").

Writes the corpus as a Hugo site, imports it, and imports it again, when nothing has changed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from corpus import corpus
from measure import measure
from tools import EXTENSIONS, TOOLS

#: Seconds for one import.
LIMIT = 1200


def main() -> None:
    """Print what the first and the second import take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int, nargs="?", default=5000)
    parser.add_argument("--bytes", type=int, default=10_000, help="size of a body")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        TOOLS["hugo"].write(folder / "source", corpus(arguments.articles, arguments.bytes))
        # Elsewhere than the corpus's links to other sites, which would lead nowhere here.
        (folder / "source/hugo.toml").write_text('baseURL = "https://old.example.net/"\n')
        command = [sys.executable, "-m", "sphinx_knowledge_base", "import", "source", "target"]
        environment = {"PYTHONPATH": str(EXTENSIONS)}
        for which in ("first", "second"):
            measured = measure(command, folder, LIMIT, environment)
            print(f"{arguments.articles:,} articles, {which} import: {measured}", flush=True)


if __name__ == "__main__":
    main()
