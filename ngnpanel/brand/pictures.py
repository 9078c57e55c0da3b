"""Uploaded logos: what they are is read from their bytes, and they are written anew."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ngnpanel.brand import drawings
from ngnpanel.brand.unfit import Unfit

LARGEST_FILE: Final = 256 * 1024
LONGEST_SIDE: Final = 2000
# Twice what a page shows, for screens with small pixels.
KEPT: Final = (800, 400)
IN_MAILS: Final = (360, 96)
# First bytes -> the only decoder that gets to see the file.
FORMATS: Final = ((b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"RIFF", "WEBP"))
EXTENSIONS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A logo that is safe to serve; ``dropped`` names what a drawing had to leave behind."""

    content: bytes
    content_type: str
    width: int
    height: int
    dropped: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What its address is made of."""
        return hashlib.sha256(self.content_type.encode() + b"\0" + self.content).hexdigest()[:32]


def read(data: bytes) -> Picture:
    """The uploaded file as a picture that can do nothing but be seen; raises Unfit."""
    if len(data) > LARGEST_FILE:
        raise Unfit(_("The file is larger than 256 kB. Choose a smaller one."))
    if data.startswith(b"GIF8"):
        raise Unfit(_("GIF is not taken, because it can move. Save the logo as PNG or SVG."))
    for signature, kind in FORMATS:
        if data.startswith(signature):
            return _raster(data, kind)
    if b"<" in data[:200]:
        drawn = drawings.clean(data)
        if len(drawn.content) > LARGEST_FILE:
            raise Unfit(_("The file is larger than 256 kB. Choose a smaller one."))
        return Picture(
            content=drawn.content,
            content_type="image/svg+xml",
            width=drawn.width,
            height=drawn.height,
            dropped=drawn.dropped,
        )
    raise Unfit(_("Choose a picture of the type PNG, JPEG, WebP or SVG."))


def for_mail(content: bytes, content_type: str) -> bytes | None:
    """A small PNG, which every mail program shows; None for a drawing, which few do."""
    if content_type == "image/svg+xml":
        return None
    with Image.open(BytesIO(content), formats=["PNG", "JPEG", "WEBP"]) as opened:
        small = opened.convert("RGBA")
    small.thumbnail(IN_MAILS)
    return _saved(small, "PNG")


def _raster(data: bytes, kind: str) -> Picture:
    unreadable = _("This picture cannot be read. Save it again as PNG, JPEG or WebP.")
    try:
        with Image.open(BytesIO(data), formats=[kind]) as probe:
            # The size stands in the head of the file: nothing is unpacked before it is known.
            if max(probe.size) > LONGEST_SIDE:
                raise Unfit(_("The picture is wider or higher than 2000 pixels. Make it smaller."))
            if getattr(probe, "n_frames", 1) > 1:
                raise Unfit(_("The picture moves. Choose one that stands still."))
            probe.verify()
        with Image.open(BytesIO(data), formats=[kind]) as opened:
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            plain = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
    ):
        raise Unfit(unreadable) from None
    # From the pixels alone: place, camera, profiles and whatever hid in the file stay behind.
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    bare.thumbnail(KEPT)
    content = _saved(bare, kind)
    while len(content) > LARGEST_FILE and min(bare.size) > 32:
        bare.thumbnail((bare.width * 3 // 4, bare.height * 3 // 4))
        content = _saved(bare, kind)
    width, height = bare.size
    return Picture(
        content=content, content_type=f"image/{kind.lower()}", width=width, height=height
    )


def _saved(picture: Image.Image, kind: str) -> bytes:
    target = BytesIO()
    picture.save(target, kind, **({"quality": 88} if kind != "PNG" else {"optimize": True}))
    return target.getvalue()
