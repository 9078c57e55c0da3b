"""The look of the demonstration's reseller, drawn for it; it has no host name of its own."""

from __future__ import annotations

from typing import Final

from ngnpanel.brand import looks, pictures
from ngnpanel.brand.models import DARK, LIGHT, Brand

ACCENT: Final = "#3949ab"
# A lighthouse with its beam, and two waves.
DRAWING: Final = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 44"
 width="132" height="44">
<path fill="{light}" d="M31 9 58 2v14zM17 9 2 5v10z"/>
<path fill="{ink}" d="M19 6h10v8H19zM16 14h16v3H16zM19 17h10l4 25H15z"/>
<path fill="{ground}" d="M18.2 23h11.6l.8 5H17.400zM16.800 33h14.400l.8 5H16z"/>
<path fill="none" stroke="{ink}" stroke-width="4" stroke-linecap="round"
 d="M44 25q7-7 14 0t14 0 14 0 14 0 14 0 14 0M44 37q7-7 14 0t14 0 14 0 14 0"/>
</svg>"""
LOGOS: Final = {
    LIGHT: DRAWING.format(ink=ACCENT, light="#f0a202", ground="#ffffff"),
    DARK: DRAWING.format(ink="#c5cbf2", light="#ffc44d", ground="#10191e"),
}


def load(reseller: int) -> None:
    """Create the brand if there is none; what a person made of it stays."""
    brand, is_new = Brand.objects.get_or_create(
        platform="default",
        reseller=reseller,
        defaults={
            "accent": ACCENT,
            "support_email": "support@leuchtfeuer.example",
            "support_phone": "+49 30 2312500",
            "support_page": "https://www.leuchtfeuer.example/help",
            "imprint": "https://www.leuchtfeuer.example/imprint",
            "privacy": "https://www.leuchtfeuer.example/privacy",
        },
    )
    if not is_new:
        return
    for variant, drawing in LOGOS.items():
        picture = pictures.read(drawing.encode())
        brand.logos.create(
            variant=variant,
            content=picture.content,
            content_type=picture.content_type,
            digest=picture.digest,
            width=picture.width,
            height=picture.height,
        )
    looks.forget(reseller)
