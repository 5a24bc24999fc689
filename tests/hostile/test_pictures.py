"""A picture ends no build, and a copy of it says nothing of its author and runs nothing."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import lxml.etree
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from sphinx_knowledge_base.core.image_metadata import without_metadata
from sphinx_knowledge_base.core.svg import without_scripts
from sphinx_knowledge_base.core.untrusted_images import ImageError, size_of_raster, size_of_svg
from tests.helpers.articles import article
from tests.helpers.sites import MakeSite


def picture(kind: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A picture of one color."""
    data = BytesIO()
    Image.new("RGB", size, "teal").save(data, kind, **options)
    return data.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png_of(width: int, height: int) -> bytes:
    """A small file that says to be of any size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    lines = zlib.compress(bytes((width + 7) // 8 + 1) * (height if height < 20_000 else 0), 9)
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def with_chunk(name: bytes, content: bytes) -> bytes:
    png = picture("PNG")
    return png[:33] + chunk(name, content) + png[33:]


JPEG, PNG, SVG = picture("JPEG"), picture("PNG"), '<svg xmlns="http://www.w3.org/2000/svg"'
BROKEN = {
    "truncated.jpg": JPEG[: len(JPEG) // 2],
    "header.jpg": JPEG[:20],
    "empty.png": b"",
    "text.png": b"Just text.",
    "script.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
    "pdf.jpg": b"%PDF-1.4\n",
    "huge.png": png_of(13_000, 13_000),
    "huge2.png": png_of(2**31 - 1, 2**31 - 1),
    "zero.png": png_of(0, 0),
    "truncated.png": PNG[:50],
    "bad-crc.png": PNG[:20] + b"\xff" + PNG[21:],
    "ztxt.png": with_chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(80_000_000), 9)),
    "bomb.gif": b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\2\0",
    "short.webp": picture("WEBP")[:30],
    "riff.webp": b"RIFF\xff\xff\xff\xffWEBPVP8X",
    "short.avif": b"\0\0\0\x1cftypavif\0\0\0\0",
    "not.svg": b"<html><script>alert(1)</script></html>",
    "open.svg": f"{SVG}><script>alert(1)</script>".encode(),
    "binary.svg": b"\0\1\2\3",
    "postscript.svg": b"%!PS",
}
ODD = {
    "exif.jpg": JPEG[:2] + b"\xff\xe1\0\x10Exif\0\0MM\0*\xff\xff\xff\xff" + JPEG[2:],
    "entities.svg": b'<!DOCTYPE svg [<!ENTITY a "&b;&b;"><!ENTITY b "&a;">]><svg>&a;</svg>',
    "tall.png": picture("PNG", (300, 17_000)),
    "wide.png": picture("PNG", (17_000, 3)),
    "digits.svg": f'{SVG} width="{"9" * 400}" height="1"/>'.encode(),
    "prefix.svg": b'<s:svg xmlns:s="http://www.w3.org/2000/svg" width="3" height="4"/>',
    "exponent.svg": f'{SVG} width="1e400" height="-1"/>'.encode(),
    "nan.svg": f'{SVG} viewBox="0 0 nan inf"/>'.encode(),
    "iccp.png": with_chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(2_000_000), 9)),
}


@pytest.mark.parametrize("builder", ["html", "latex", "epub"])
def test_no_picture_ends_a_build(make_site: MakeSite, builder: str) -> None:
    """A broken one is a warning where it is named, and the articles are built without it."""
    files: dict[str, str | bytes] = {}
    for number, (name, data) in enumerate({**BROKEN, **ODD}.items()):
        files[f"_static/p/{name}"] = data
        body = f"Before.\n\n![shown instead](/p/{name})\n\nAfter.\n"
        files[f"articles/a{number}.md"] = article(
            body, slug=f"a{number}", featuredImage=f"/p/{name}"
        )
    site = make_site(files)
    build = site.build(builder, config={"version": "1"})
    for number, name in enumerate(BROKEN):
        said = f"'/p/{name}' cannot be read as an image"
        assert f"articles/a{number}.md:6:16: WARNING: featured picture {said}" in build.warnings
        assert f"articles/a{number}.md:11: WARNING: picture '/_static/p/{name}'" in build.warnings
        if builder == "html":
            page = build.html(f"articles/a{number}")
            assert "shown instead" in page.text_content()
            assert page.xpath("//img[contains(@src, 'placeholders/')]")


@pytest.mark.parametrize("name", BROKEN)
def test_what_a_decoder_raises(name: str) -> None:
    """Whatever is wrong with a picture, it is one kind of error."""
    size = size_of_svg if name.endswith(".svg") else size_of_raster
    with pytest.raises(ImageError):
        size(BROKEN[name])


def test_metadata_of_avif() -> None:
    """Exif and XMP of an AVIF are blank; its pixels, its profile and its orientation stay."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist], exif[ExifTags.Base.Orientation] = "QZXJ", 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = picture("AVIF", exif=exif, xmp=b"<x>QZXJ</x>", icc_profile=profile)
    assert data.count(b"QZXJ") == 2
    clean = without_metadata(data)
    assert b"QZXJ" not in clean
    assert len(clean) == len(data)
    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(clean)) as after:
        assert after.tobytes() == before.tobytes()
        assert after.info["icc_profile"] == profile
        assert after.getexif()[ExifTags.Base.Orientation] == 6
    assert without_metadata(clean) == clean


@given(
    st.binary(max_size=300),
    st.integers(0, 200),
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "AVIF"]),
)
@settings(max_examples=200, deadline=None)
def test_damaged_pictures(noise: bytes, place: int, kind: str) -> None:
    """Noise anywhere in a picture is an error of ours or none, with metadata and without."""
    data = picture(kind)
    damaged = data[:place] + noise + data[place + len(noise) :]
    try:
        size_of_raster(without_metadata(damaged))
        size_of_raster(damaged)
    except ImageError:
        pass


@given(st.text(max_size=200))
def test_damaged_svg(text: str) -> None:
    """So it is in SVG."""
    for data in (text.encode("utf-8", "replace"), f"{SVG}>{text}</svg>".encode("utf-8", "replace")):
        try:
            without_scripts(data)
            size_of_svg(data)
        except ImageError:
            pass


def test_metadata_of_copies(make_site: MakeSite) -> None:
    """Copies have no place, no author and no thumbnail; profile, orientation and pixels stay."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "QZX Author"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "QZX Author")
    profile = b"QZP" * 100
    pictures = {
        "a.jpg": picture("JPEG", exif=exif, icc_profile=profile, comment=b"QZX"),
        "b.png": picture("PNG", exif=exif, icc_profile=profile, pnginfo=text),
        "c.webp": picture("WEBP", exif=exif, icc_profile=profile, xmp=b"<x>QZX</x>"),
    }
    files: dict[str, str | bytes] = {f"_pictures/{name}": data for name, data in pictures.items()}
    for name in pictures:
        body = f"![x](/{name})\n"
        files[f"articles/{name}.md"] = article(body, slug=name[0], featuredImage=f"/{name}")
    site = make_site(files)
    config = {"kb_image_roots": ["_pictures"]}
    built = site.build(config=config).files()
    copies = {n: d for n, d in built.items() if n.endswith((".jpg", ".png", ".webp"))}
    assert not any(b"QZX" in data for data in copies.values())
    for name, data in pictures.items():
        for copy in (f"_images/{name}", f"_images/featured/_pictures/{name}"):
            with Image.open(BytesIO(built[copy])) as now, Image.open(BytesIO(data)) as before:
                assert now.info["icc_profile"] == profile
                assert now.tobytes() == before.tobytes()
                if name == "a.jpg":
                    assert now.getexif() == {ExifTags.Base.Orientation: 6}
    kept = site.build(config={**config, "kb_strip_metadata": False}).files()
    assert kept["_images/a.jpg"] == pictures["a.jpg"]
    assert kept["_images/featured/_pictures/a.jpg"] == pictures["a.jpg"]


RUNNING = [
    "<script>alert(1)</script>",
    '<script href="https://evil.example/x.js"/>',
    '<rect onload="alert(1)"/>',
    '<g onclick="alert(1)"/>',
    "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml' onclick='alert(1)'/></foreignObject>",
    '<a href="javascript:alert(1)"><rect/></a>',
    '<a xlink:href="https://evil.example/"><rect/></a>',
    '<set attributeName="href" to="javascript:alert(1)"/>',
    '<animate attributeName="href" values="javascript:alert(1)"/>',
    '<use href="https://evil.example/x.svg#a"/>',
    '<use href="data:image/svg+xml;base64,eA==#a"/>',
    '<image href="https://evil.example/x.png"/>',
    '<image href="data:image/svg+xml;base64,eA=="/>',
    '<style>@import "https://evil.example/x.css";</style>',
    "<style>rect { fill: url(https://evil.example/x) }</style>",
    "<rect style=\"fill: url( '//evil.example/x' )\"/>",
    '<rect fill="url(https://evil.example/x#a)"/>',
    '<rect style="f\\69ll: u\\72l(//evil.example)"/>',
    "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
    "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script>",
    '<handler type="application/ecmascript">alert(1)</handler>',
    '<g xml:base="https://evil.example/"/>',
    '<feImage href="https://evil.example/x.png"/>',
    "<?xml-stylesheet href='https://evil.example/x.css'?>",
]
DRAWING = (
    f'{SVG} viewBox="0 0 9 9"><!-- drawn --><defs><linearGradient id="g"><stop offset="0"/>'
    '</linearGradient></defs><style>.a { fill: url(#g) }</style><rect class="a" fill="url( #g )"/>'
    '<use href="#g"/><text>Text</text></svg>'
)


@pytest.mark.parametrize("inner", RUNNING)
def test_svg_runs_and_loads_nothing(inner: str) -> None:
    """What runs or loads something is gone, and the drawing beside it stays."""
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    root = lxml.etree.fromstring(
        without_scripts(f"{SVG} {xlink}>{inner}<circle r='1'/></svg>".encode())
    )
    text = lxml.etree.tostring(root).decode()
    assert "evil" not in text
    assert "alert" not in text
    assert "script" not in text
    assert "circle" in text


def test_drawing_is_unchanged() -> None:
    """An SVG that only draws is copied byte by byte."""
    assert without_scripts(DRAWING.encode()) == DRAWING.encode()


def test_own_pictures_are_unchanged() -> None:
    """So are the drawings of this site."""
    for file in Path("_static").rglob("*.svg"):
        assert without_scripts(file.read_bytes()) == file.read_bytes(), file
