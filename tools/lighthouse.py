"""Measure the built site with Lighthouse, and fail if a score is below 100: `make lighthouse`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from browser import CHROMIUM, NPM, ROOT, served
from screenshots import PAGES

LIGHTHOUSE = "lighthouse@13.5.0"
KINDS = ("performance", "accessibility", "best-practices", "seo")


def installed() -> Path:
    """Return the program; install it first if it is missing."""
    program = NPM / LIGHTHOUSE / "node_modules" / ".bin" / "lighthouse"
    if not program.is_file():
        command = ["npm", "install", "--prefix", str(NPM / LIGHTHOUSE), "--no-audit", LIGHTHOUSE]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own command
    return program


def marks(program: Path, url: str, device: str) -> dict[str, tuple[int, list[str]]]:
    """Return the score of each category, and the audits that cost it points."""
    command = [
        str(program), url, "--quiet", "--output=json", f"--only-categories={','.join(KINDS)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]  # fmt: skip
    if device == "desk":
        command.append("--preset=desktop")
    environment = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603 -- our own command
    report = json.loads(run.stdout)
    found = {}
    for kind in KINDS:
        category = report["categories"][kind]
        lost = [
            one["id"]
            for one in category["auditRefs"]
            if one["weight"] and (report["audits"][one["id"]]["score"] or 0) < 1
        ]
        found[kind] = (round(category["score"] * 100), lost)
    return found


def main() -> None:
    """Print a table of scores."""
    program = installed()
    perfect = True
    print("| page | device |", " | ".join(KINDS), "| lost on |")
    print("|---|---|---|---|---|---|---|")
    with served(ROOT / "_build" / "html") as address:
        for name, path in PAGES.items():
            for device in ("desk", "phone"):
                found = marks(program, address + path, device)
                perfect &= all(mark == 100 for mark, _ in found.values())
                lost = sorted(
                    {audit for mark, audits in found.values() if mark < 100 for audit in audits}
                )
                numbers = " | ".join(str(mark) for mark, _ in found.values())
                print(f"| {name} | {device} | {numbers} | {', '.join(lost)} |", flush=True)
    sys.exit(not perfect)


if __name__ == "__main__":
    main()
