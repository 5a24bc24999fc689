"""``python -m sphinx_knowledge_base.exports.published_urls``: the ledger of published addresses.

Adds new addresses to the ledger; with ``--check`` it changes nothing.  It fails if an address
vanished, or if an alias cannot redirect: it leads into a loop, or its address is in use.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx.application import Sphinx

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.published_urls import decoded, missing, vanished

_HEAD = """\
# Every address that an article of this site has had; see the guide, "Publishing".
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("srcdir", nargs="?", default=".", help="the folder with conf.py")
    parser.add_argument("--check", action="store_true", help="change nothing, but fail")
    options = parser.parse_args(arguments)
    srcdir = Path(options.srcdir).resolve()
    with TemporaryDirectory() as scratch:
        # No document is read or built: the catalog exists as soon as the builder does.
        app = Sphinx(
            srcdir,
            srcdir,
            f"{scratch}/out",
            f"{scratch}/doctrees",
            "dummy",
            status=None,
            warning=None,
        )
    ledger = srcdir / build_of(app.env).settings.ledger
    data = ledger.read_bytes() if ledger.is_file() else _HEAD.encode()
    text = decoded(data)
    catalog = catalog_of(app.env)
    problems = [problem for problem in catalog.problems if problem.type == "alias"]
    problems += vanished(ledger.name, text, catalog, app.project.docnames)
    new = missing(text, catalog)
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    if options.check:
        sys.stderr.writelines(f"{ledger.name}: not listed yet: {address}\n" for address in new)
    elif new:
        # What is not UTF-8 stays as it is.
        ledger.write_bytes(data.rstrip() + "\n".join(["", *new, ""]).encode())
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
