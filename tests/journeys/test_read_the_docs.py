"""Build this repository with the commands that Read the Docs runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest
import yaml

from tests.helpers.printing import TIMEOUT, Pdf
from tests.helpers.tools import ROOT, packages, require_use

BASE = "https://kb.readthedocs.io/en/latest/"
CONFIG = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``html``, as its builder leaves it."""
    output = tmp_path_factory.mktemp("output")
    build("html", CONFIG["sphinx"]["builder"], output)
    return output


@pytest.fixture(scope="module")
def books(output: Path) -> Path:
    """The same folder with ``pdf`` and ``epub``."""
    require_use("pdf")
    builders = {"pdf": "latex", "epub": "epub"}
    for name in CONFIG["formats"]:
        build(name, builders[name], output)
    latexmk = ["latexmk", "-r", "latexmkrc", "-pdf", "-f", "-dvi-", "-ps-", "-jobname=kb"]
    run([*latexmk, "-interaction=nonstopmode"], output / "pdf")
    return output


def build(name: str, builder: str, output: Path) -> None:
    """Build as the service does, which takes warnings for errors but in what becomes a PDF."""
    command = [sys.executable, "-m", "sphinx", "-T"]
    if CONFIG["sphinx"]["fail_on_warning"] and name != "pdf":
        command += ["-W", "--keep-going"]
    command += ["-b", builder, "-d", str(output / "doctrees"), "-D", "language=en"]
    run([*command, ".", str(output / name)], ROOT)


def run(command: list[str], folder: Path) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("READTHEDOCS", "True")
        environment.setenv("READTHEDOCS_CANONICAL_URL", BASE)
        environment.setenv("READTHEDOCS_LANGUAGE", "en")
        environment.setenv("READTHEDOCS_VERSION", "latest")
        environment.setenv("READTHEDOCS_VERSION_TYPE", "branch")
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIMEOUT,
            check=False,
        )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


@pytest.mark.long
@pytest.mark.ci
def test_pages_know_where_they_are(output: Path) -> None:
    """Addresses have the language and the version in them, and end in a slash."""
    page = lxml.html.document_fromstring(
        (output / "html" / "articles" / "crps-and-ketamine" / "index.html").read_bytes()
    )
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{BASE}articles/crps-and-ketamine/"]
    assert f"Sitemap: {BASE}sitemap.xml" in (output / "html" / "robots.txt").read_text("utf-8")
    downloads = page.xpath("//*[contains(@class, 'kb-downloads')]//a/@href")
    at = "https://kb.readthedocs.io/_/downloads/en/latest"
    assert downloads == [f"{at}/pdf/", f"{at}/epub/"]
    lost = (output / "html" / "404.html").read_text("utf-8")
    assert 'href="/en/latest/' in lost
    assert 'href="/"' not in lost


@pytest.mark.long
@pytest.mark.ci
def test_there_is_one_book_with_an_index(books: Path) -> None:
    """It offers one file of each format; the links of both lead to its pages."""
    assert len(list((books / "epub").glob("*.epub"))) == 1
    assert len(list((books / "pdf").glob("*.tex"))) == 1
    book = Pdf(books / "pdf" / "kb.pdf")
    assert "CRPS" in "".join(book.pages[book.outline["Index"] :])
    assert f"{BASE}guide/" in "".join(book.pages)


def test_it_has_what_the_book_needs() -> None:
    """Whatever a PDF needs is in its image or asked for."""
    image = {"latexmk", "texlive-xetex", "texlive-latex-extra", "texlive-fonts-recommended"}
    image |= {"fontconfig", "texlive-binaries"}
    needed = {package for use, _, package in packages() if use == "pdf"}
    assert set(CONFIG["build"]["apt_packages"]) == needed - image
    assert [one["requirements"] for one in CONFIG["python"]["install"]] == ["requirements/site.txt"]
