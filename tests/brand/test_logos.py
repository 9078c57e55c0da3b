"""Logos: what they are is judged by their bytes, and nothing hostile survives."""

# ruff: noqa: E501 - hostile texts stay in one piece

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest
from PIL import Image

from ngnpanel.brand import pictures
from ngnpanel.brand.unfit import Unfit

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20"'
SHAPE = '<path id="keep" d="M0 0h10v10z" fill="#123456"/>'


def picture(kind: str, size: tuple[int, int] = (60, 30), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "#336699").save(target, kind, **options)
    return target.getvalue()


def svg(inside: str, attributes: str = "") -> bytes:
    return f"{HEAD} {attributes}>{SHAPE}{inside}</svg>".encode()


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script of another namespace": '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    "foreign object": '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/></body></foreignObject>',
    "handler": '<rect width="1" height="1" onload="alert(1)" onclick="alert(1)"/>',
    "link": '<a href="javascript:alert(1)"><text>x</text></a>',
    "xlink": '<a xlink:href="javascript:alert(1)"><rect width="1" height="1"/></a>',
    "image": '<image href="https://evil.example/alert.png"/>',
    "use": '<use href="data:image/svg+xml;base64,alert#x"/>',
    "animated link": '<animate attributeName="href" values="javascript:alert(1)"/><set attributeName="onload" to="alert(1)"/>',
    "style that loads": '<style>@import url("https://evil.example/alert.css"); .a{fill:url(https://evil.example/alert)}</style><rect class="a" width="1" height="1"/>',
    "style attribute": '<rect style="fill:url(https://evil.example/alert);background:url(//evil.example)" width="1" height="1"/>',
    "paint that loads": '<rect fill="url(https://evil.example/alert#a)" width="1" height="1"/>',
    "escaped paint": '<rect fill="u\\72l(//evil.example/alert)" width="1" height="1"/>',
    "filter": '<filter id="f"><feImage href="https://evil.example/alert"/></filter><rect filter="url(#f)"/>',
    "gradient from elsewhere": '<linearGradient id="g" href="https://evil.example/alert#g"/>',
    "base": '<rect xml:base="javascript:alert(1)" width="1" height="1"/>',
    "quote": '<rect fill="&quot;&gt;&lt;script&gt;alert(1)" width="1" height="1"/>',
    "cdata": "<title><![CDATA[</title><script>alert(1)</script>]]></title>",
    "instruction": '<?xml-stylesheet href="https://evil.example/alert.css"?>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_drawing_is_cleaned(name: str) -> None:
    cleaned = pictures.read(svg(HOSTILE[name])).content.decode()
    assert 'd="M0 0h10v10z"' in cleaned
    for word in ("<script", "evil", "javascript:", "onload", "onerror", "onclick", "foreignObject"):
        assert word not in cleaned
    for word in ("<style", "style=", "<image", "<use", "<set", "animate", "<?", "<!", "data:"):
        assert word not in cleaned
    # What was cleaned once has nothing left to clean.
    again = pictures.read(cleaned.encode())
    assert again.content.decode() == cleaned
    assert again.dropped == ()


REFUSED = {
    "entities": b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    + svg("<title>&b;</title>"),
    "a file of the server": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + svg("<text>&x;</text>"),
    "a document type": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://evil.example/svg.dtd">'
    + svg(""),
    "another language": b"<html><script>alert(1)</script></html>",
    "no namespace": b'<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    "no end": svg("")[:-6],
    "no size": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>',
    "nothing to see": f"{HEAD}><script/></svg>".encode(),
    "depth": svg("<g>" * 60 + "</g>" * 60),
    "many parts": svg("<g/>" * 4000),
    "a long line": svg("").replace(b"0 0 40 20", b"0 0 40000 2"),
    "no number": svg("").replace(b"0 0 40 20", b"0 0 nan inf"),
    "an odd encoding": b'<?xml version="1.0" encoding="utf-7"?>' + svg(""),
    "gif": picture("GIF"),
    "bmp": picture("BMP"),
    "pdf": b"%PDF-1.7 nothing",
    "nothing": b"",
    "a cut picture": picture("PNG")[:60],
    "a picture that is none": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "a sound": b"RIFF\x24\0\0\0WAVEfmt ",
    "a large file": b"\x89PNG\r\n\x1a\n" + bytes(pictures.LARGEST_FILE),
    "a wide picture": picture("PNG", (2001, 1)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_logo_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(Unfit) as caught:
        pictures.read(REFUSED[name])
    assert caught.value.text.endswith(".")


def test_a_bomb_is_not_unpacked() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9999)))
    with pytest.raises(Unfit):
        pictures.read(bomb + chunk(b"IEND", b""))


def test_a_moving_picture_is_refused() -> None:
    for kind in ("PNG", "WEBP"):
        frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
        target = io.BytesIO()
        frames[0].save(target, kind, save_all=True, append_images=frames[1:])
        with pytest.raises(Unfit, match="moves"):
            pictures.read(target.getvalue())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_written_anew_without_what_hid_in_it(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>secret place</script>"
    data = picture(kind, exif=exif.tobytes()) + b"<script>alert(1)</script>PK\x03\x04"
    kept = pictures.read(data)
    assert kept.content_type == f"image/{kind.lower()}"
    assert (kept.width, kept.height) == (60, 30)
    assert b"script" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as opened:
        assert not opened.getexif()


def test_a_large_picture_is_made_as_small_as_it_is_shown() -> None:
    kept = pictures.read(picture("PNG", (2000, 1000)))
    assert (kept.width, kept.height) == (800, 400)


def test_the_rules_of_drawing_programs_become_attributes() -> None:
    style = "<style>/* x */ .cls-1, .b { fill : #fff; stroke-width:2px } .c{fill:url(#g)}</style>"
    shapes = (
        '<rect class="cls-1" width="1" height="1"/><circle class="c" style="opacity:.5" r="2"/>'
    )
    gradient = '<linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient>'
    text = pictures.read(svg(style + gradient + shapes)).content.decode()
    assert 'fill="#fff" stroke-width="2px"' in text
    assert 'fill="url(#g)" opacity=".5"' in text
    assert "<style" not in text


def test_a_mask_within_a_mask_is_not_drawn_over_and_over() -> None:
    masks = "".join(
        f'<mask id="m{at}"><rect mask="url(#m{at + 1})" width="9" height="9"/></mask>'
        for at in range(9)
    )
    text = pictures.read(
        svg(masks + '<rect mask="url(#m0)" width="9" height="9"/>')
    ).content.decode()
    assert text.count('mask="url') == 1


def test_what_was_left_out_is_told() -> None:
    assert pictures.read(svg("<script/><use href='#keep'/>")).dropped == ("script", "use")


def test_mails_get_a_png_and_no_drawing() -> None:
    webp = pictures.read(picture("WEBP", (1000, 500)))
    small = pictures.for_mail(webp.content, webp.content_type)
    assert small is not None
    with Image.open(io.BytesIO(small)) as opened:
        assert (opened.format, opened.size) == ("PNG", (192, 96))
    assert pictures.for_mail(b"<svg/>", "image/svg+xml") is None


@pytest.mark.parametrize(
    "text",
    [".a " * 40, ".a" * 80_000, ".a," * 60_000, "/*" * 80_000, " " * 200_000, ".a{" * 60_000],
    ids=["blanks", "dots", "commas", "comments", "nothing", "braces"],
)
def test_a_style_sheet_without_an_end_takes_no_time(text: str) -> None:
    begun = time.monotonic()
    pictures.read(svg(f"<style>{text}</style>"))
    assert time.monotonic() - begun < 2


def test_comments_and_groups_of_rules_are_read() -> None:
    style = "<style>/* a /* b */.c, g .d{fill:red}@media print{.e{fill:blue}}/*.f{fill:red}</style>"
    shapes = "".join(f'<rect class="{name}" width="1" height="1"/>' for name in "cdef")
    text = pictures.read(svg(style + shapes)).content.decode()
    assert (text.count('fill="red"'), text.count('fill="blue"')) == (2, 1)
