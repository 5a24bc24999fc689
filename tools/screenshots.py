"""Take the pictures of the site for the README: `make screenshots`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from browser import CHROMIUM, ROOT, served

PAGES = {
    "home": "index.html",
    "article": "articles/chronic-pain-ketamine-applications.html",
    "category": "categories/clinical-research.html",
    "search": "search.html?q=infusion",
}
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
INTO = ROOT / "screenshots"


def main() -> None:
    """Write one WebP file for each page, size and color scheme."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "html"
    INTO.mkdir(exist_ok=True)
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,  # type: ignore[arg-type]
                    reduced_motion="reduce",
                )
                page = context.new_page()
                for name, path in PAGES.items():
                    page.goto(address + path, wait_until="networkidle")
                    picture = Image.open(io.BytesIO(page.screenshot()))
                    picture.save(INTO / f"{name}-{size}-{scheme}.webp", quality=80, method=6)
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
