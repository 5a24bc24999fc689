"""Collect the texts of the interface into its catalogs, and compile them: `make messages`."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "extensions" / "sphinx_knowledge_base"
NAME = "sphinx_knowledge_base"

#: Header lines that depend on the day, the person or the version of Babel.
_PASSING = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team",
            "Generated-By", "Project-Id-Version", "Report-Msgid")  # fmt: skip


def interface() -> set[str]:
    """Return every text of the interface in code and templates."""
    found = extract_from_dir(
        PACKAGE,
        method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2")],
        keywords={"translate": None, "kb_": None},
    )
    return {text for _, _, text, _, _ in found if isinstance(text, str)}


def main() -> None:
    """Bring every catalog up to date, and name texts without a translation."""
    texts = interface()
    for file in sorted((PACKAGE / "locale").glob(f"*/LC_MESSAGES/{NAME}.po")):
        language = file.parent.parent.name
        old = read_po(io.BytesIO(file.read_bytes()), locale=language)
        new = Catalog(locale=language, header_comment="# Words of the interface.", fuzzy=False)
        for text in sorted(texts):
            known = old.get(text)
            new.add(text, known.string if known else "")
            if not known or not known.string:
                print(f"{language}: no translation of {text!r}")
        written = io.BytesIO()
        write_po(written, new, sort_output=True, width=98)
        lines = written.getvalue().decode().splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(tuple(f'"{one}' for one in _PASSING))]
        file.write_text("".join(kept), encoding="utf-8")
        with file.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(io.BytesIO("".join(kept).encode()), locale=language))


if __name__ == "__main__":
    main()
