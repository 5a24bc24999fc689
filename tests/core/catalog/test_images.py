"""Find images, but only below the image roots."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_knowledge_base.core.catalog.images import (
    find_image,
    image_hint,
    image_size,
)

ROOTS = ["_static", "pictures"]


@pytest.fixture
def srcdir(tmp_path: Path) -> Path:
    """A source directory with pictures, beside a secret."""
    srcdir = tmp_path / "site"
    for name in ("_static/images/a.svg", "pictures/b.svg", "pictures/images/a.svg", "c.svg"):
        (srcdir / name).parent.mkdir(parents=True, exist_ok=True)
        (srcdir / name).write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    return srcdir


@pytest.mark.parametrize(
    ("site_path", "found"),
    [
        ("/images/a.svg", "_static/images/a.svg"),
        ("images/a.svg", "_static/images/a.svg"),
        ("//images/a.svg", "_static/images/a.svg"),
        ("/b.svg", "pictures/b.svg"),
        ("/./b.svg", "pictures/b.svg"),
    ],
)
def test_found(srcdir: Path, site_path: str, found: str) -> None:
    """A site path is looked up in the roots, in their order."""
    assert find_image(srcdir, ROOTS, site_path) == found


@pytest.mark.parametrize(
    "site_path",
    [
        *("", "/", ".", "/missing.svg", "/images", "/c.svg", "/../c.svg", "../../secret.txt"),
        *("/images/../../c.svg", "/images/../a.svg", "/\0", "/" + "x" * 5000, "/a.svg\n"),
    ],
)
def test_not_found(srcdir: Path, site_path: str) -> None:
    """Nothing outside the roots, no folder and no impossible name is found, and nothing raises."""
    assert find_image(srcdir, ROOTS, site_path) is None


def test_absolute_path_is_a_site_path(srcdir: Path) -> None:
    """The absolute path of an existing file is looked up like any other."""
    assert find_image(srcdir, ROOTS, str(srcdir / "c.svg")) is None


@pytest.mark.parametrize("target", ["../../secret.txt", "../c.svg"])
def test_link_out_of_the_roots(srcdir: Path, target: str) -> None:
    """A symbolic link that leads out of its root is no picture."""
    (srcdir / "_static" / "link.svg").symlink_to(target)
    assert find_image(srcdir, ROOTS, "/link.svg") is None


def test_link_of_a_folder_out_of_the_roots(srcdir: Path) -> None:
    """A linked folder does not open what it leads to."""
    (srcdir / "_static" / "up").symlink_to("../..")
    assert find_image(srcdir, ROOTS, "/up/secret.txt") is None


def test_link_inside_a_root(srcdir: Path) -> None:
    """A link that stays inside its root is as good as its target."""
    (srcdir / "_static" / "link.svg").symlink_to("images/a.svg")
    assert find_image(srcdir, ROOTS, "/link.svg") == "_static/images/a.svg"


def test_source_directory_behind_a_link(srcdir: Path, tmp_path: Path) -> None:
    """What is found is relative to the source directory, by whichever name that is known."""
    (tmp_path / "alias").symlink_to(srcdir)
    assert find_image(tmp_path / "alias", ROOTS, "/b.svg") == "pictures/b.svg"


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="30px" height="20"/>', (30, 20)),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"/>', (8, 4)),
        ("a.svg", "<svg/>", (300, 150)),
        ("a.svg", "<html/>", None),
        ("a.svg", "no XML", None),
        ("a.png", "no picture", None),
        ("a.md", "# A Draft", None),
    ],
)
def test_size(tmp_path: Path, name: str, content: str, size: tuple[int, int] | None) -> None:
    """A drawing is as large as browsers take it for; what is no picture has no size."""
    (tmp_path / name).write_text(content, "utf-8")
    assert image_size(tmp_path / name) == size


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("pic4.png", "/images/pic4.png"),
        ("/image/Pic4.PNG", "/images/pic4.png"),
        ("moon%20rise.svg", "/images/moon rise.svg"),
        ("/images/sky/mooon.svg", "/images/sky/moon.svg"),
        ("sea/mooon.svg", "/images/sea/moon.svg"),
        ("pic5.png", ""),
        ("pic.png", ""),
        ("pic04.png", ""),
        ("else.png", ""),
    ],
)
def test_suggestions_are_addresses_that_work(target: str, meant: str) -> None:
    """What is suggested can be pasted anywhere; a picture with another number is another one."""
    names = ("moon rise.svg", "pic4.png", "sea/moon.svg", "sky/moon.svg")
    hint = image_hint(target, [f"/images/{name}" for name in names])
    assert hint == (f" (did you mean {meant!r}?)" if meant else "")
