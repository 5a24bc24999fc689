"""Take the pictures of book pages for the guide: `make book-pages`."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pypdf
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
INTO = ROOT / "_static" / "images" / "guide"

#: Words by which the page is found: the first page that has them.
PAGES = {
    "title": "Ketamine and",
    "contents": "Contents",
    "chapter": "A plain guide to",
    "table": "Words in Place of Numbers",
}
DPI = 110


def main() -> None:
    """Write one WebP file for each page."""
    book = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "latex" / "book.pdf"
    texts = [page.extract_text() for page in pypdf.PdfReader(book).pages]
    for name, words in PAGES.items():
        number = next(at for at, text in enumerate(texts, 1) if words in text)
        options = ["-png", "-r", str(DPI), "-f", str(number), "-l", str(number), "-singlefile"]
        png = subprocess.run(["pdftoppm", *options, str(book)], capture_output=True, check=True)  # noqa: S603, S607
        picture = Image.open(io.BytesIO(png.stdout))
        picture.save(INTO / f"book-{name}.webp", quality=80, method=6)


if __name__ == "__main__":
    main()
