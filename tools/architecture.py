"""Bring the generated parts of ARCHITECTURE.md up to date: `make architecture`.

The picture is drawn from the imports between rooms, and the timeline is read from what the
extensions register with Sphinx.  With ``--check``, write nothing, and fail if anything is out of
date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from house import picture, timeline

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "ARCHITECTURE.md"
PICTURE = ROOT / "architecture.svg"

#: The timeline stands between these two lines of the document.
BEGIN = "<!-- make architecture writes from here -->\n"
END = "<!-- to here -->\n"


def main() -> None:
    """Write the files that changed, or name them."""
    before, begin, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{DOCUMENT.name} has no lines {BEGIN.strip()!r} and {END.strip()!r}")
    files = {
        DOCUMENT: f"{before}{begin}\n{timeline.tables()}\n{end}{after}",
        PICTURE: picture.draw(),
    }
    changed = [
        file
        for file, text in files.items()
        if not file.is_file() or file.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv:
        if changed:
            names = " and ".join(file.name for file in changed)
            sys.exit(f"{names} no longer match the code: run `make architecture`")
        return
    for file in changed:
        file.write_text(files[file], encoding="utf-8", newline="\n")
        print(f"{file.name} is new")


if __name__ == "__main__":
    main()
