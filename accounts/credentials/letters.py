"""Letters with the password of a new account, ready to print: one page A4 for each.

The recipient's name stands where the window of an envelope is (DIN 5008 form B). Import this module
only where letters are printed: it loads reportlab.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Final

import segno
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from PIL import Image, UnidentifiedImageError
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ngnpanel.accounts.credentials import paper
from ngnpanel.accounts.credentials.handed import Credential, Sender
from ngnpanel.accounts.credentials.paper import BOLD, MONO, REGULAR
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.accounts.subscriber import softphones
from ngnpanel.web.languages import speaking
from ngnpanel.web.templatetags.panel import phone

CONTENT_TYPE: Final = "application/pdf"
WIDTH, HEIGHT = A4
LEFT, RIGHT = 25 * mm, WIDTH - 20 * mm
TOP, BOTTOM = HEIGHT - 18 * mm, 30 * mm
# The upper edge of the name in the window of an envelope, and of the text below it.
WINDOW, TEXT = HEIGHT - 52 * mm, HEIGHT - 92 * mm
LOGO: Final = (60 * mm, 18 * mm)
CODE: Final = 30 * mm
LABELS: Final = 48 * mm
INK, PALE, LINE, GROUND = "#17201f", "#5a6664", "#d5dbd9", "#f4f6f5"


def letters(
    handed: Iterable[tuple[Credential, int]], senders: Mapping[int, Sender], language: str
) -> bytes:
    """The letters of accounts with their resellers as one PDF, in a language of the panel."""
    paper.fonts()
    target = io.BytesIO()
    with speaking(language):
        canvas = Canvas(target, pagesize=A4, pageCompression=1, lang=language)
        canvas.setTitle(_("Letters for new accounts"))
        pictures = {number: _picture(sender.logo) for number, sender in senders.items()}
        for credential, reseller in handed:
            sender = senders[reseller]
            Letter(canvas, credential, sender, pictures[reseller]).draw()
    canvas.save()
    return target.getvalue()


class Letter:
    """One letter on a canvas; ``y`` is how far down it is written, in points from below."""

    def __init__(
        self,
        canvas: Canvas,
        credential: Credential,
        sender: Sender,
        picture: ImageReader | None,
    ) -> None:
        self.canvas = canvas
        self.credential = credential
        self.sender = sender
        self.picture = picture
        self.y = TEXT

    def draw(self) -> None:
        """The whole page, and the next one begun."""
        self.head()
        self.recipient()
        self.opening()
        self.sign_in()
        self.phone_settings()
        self.portal()
        self.foot()
        self.canvas.showPage()

    def head(self) -> None:
        """Logo or name at the left, whom to ask at the right."""
        if self.picture is not None:
            wide, high = self.picture.getSize()
            scale = min(LOGO[0] / wide, LOGO[1] / high)
            place = (LEFT, TOP - high * scale, wide * scale, high * scale)
            self.canvas.drawImage(self.picture, *place, mask="auto")
        else:
            self.y = TOP - 14
            self.write(self.sender.name, BOLD, 16, room=95 * mm, colour=self.sender.accent)
        y = TOP - 9.0
        for text in self.contacts:
            for line in paper.lines(text, REGULAR, 8.5, 62 * mm):
                self.say(line, REGULAR, 8.5, y, colour=PALE, end=RIGHT)
                y -= 12

    def recipient(self) -> None:
        """Name and address of the account, where the window is."""
        self.y = WINDOW
        known = self.credential.name
        if known and paper.can_print(known):
            self.write(known, BOLD, 11, room=80 * mm, most=3)
        self.write(str(self.credential.id), REGULAR, 9.5, room=80 * mm, most=4, colour=PALE)

    def opening(self) -> None:
        """What this is, and since when."""
        day = date_format(timezone.localdate(), "DATE_FORMAT")
        self.y = TEXT
        self.say(paper.printable(day), REGULAR, 9, self.y, colour=PALE, end=RIGHT)
        self.write(_("Your telephone account"), BOLD, 19, room=110 * mm)
        self.y -= 4
        self.write(
            _(
                "This is what your phone or telephone app needs to sign in. Keep the letter where"
                " nobody else reads it: who knows the password can make calls at your expense."
            ),
            REGULAR,
            10,
            room=RIGHT - LEFT,
        )
        self.y -= 8

    def sign_in(self) -> None:
        """Address, password and number in a box."""
        numbers = [phone(f"+{number}") for number in self.credential.numbers]
        rows = [
            (_("SIP address"), [str(self.credential.id)], BOLD, 11.5),
            (pgettext("of an account", "Password"), [self.credential.password], MONO, 14),
        ]
        if numbers:
            label = _("Telephone number") if len(numbers) == 1 else _("Telephone numbers")
            rows.append((label, [str(number) for number in numbers], BOLD, 11.5))
        self.boxed(rows)

    def phone_settings(self) -> None:
        """What the fields of phones are called, and what goes into them."""
        self.heading(_("Settings of a phone"))
        rows = [
            (_("Username"), self.credential.id.username),
            (_("Domain or registrar"), self.credential.id.domain),
        ]
        way = softphones.proxy(self.sender.proxy)
        if way is not None:
            rows.append((_("Outbound proxy"), str(way)))
            if way.transport:
                rows.append((_("Transport"), way.transport.upper()))
        for label, value in rows:
            self.row(label, [value], REGULAR, 10.5)
        self.y -= 6

    def portal(self) -> None:
        """Where the subscriber changes things, with a code for a camera; and one for an app."""
        app = self.app_code
        self.heading(_("Your settings on the web"))
        where = self.sender.page or self.sender.portal
        self.text_beside(
            [
                _("Forwarding, voicemail and password are yours to change."),
                _("Sign in with the SIP address and the password at:"),
            ],
            where,
            self.sender.settings_of(self.credential.id),
        )
        if app:
            self.heading(_("Cloud Softphone"))
            self.text_beside([_("The app sets itself up when it reads this code.")], "", app)

    def foot(self) -> None:
        """Who sent this, below a line."""
        self.canvas.setStrokeColor(HexColor(LINE))
        self.canvas.line(LEFT, BOTTOM - 8, RIGHT, BOTTOM - 8)
        support = self.sender.support
        asked = " · ".join(text for text in (support.email, support.phone, support.page) if text)
        self.y = BOTTOM - 21
        if asked:
            text = _("Questions? %(contacts)s") % {"contacts": asked}
            self.write(text, REGULAR, 8.5, room=RIGHT - LEFT, colour=PALE, most=3)
        else:
            self.write(self.sender.name, REGULAR, 8.5, room=RIGHT - LEFT, colour=PALE, most=2)

    @property
    def contacts(self) -> list[str]:
        """The lines beside the logo."""
        support = self.sender.support
        name = self.sender.name if self.picture is not None else ""
        return [text for text in (name, support.phone, support.email, support.page) if text]

    @cached_property
    def app_code(self) -> str:
        """What the code for Cloud Softphone says, empty where the reseller does not offer it."""
        id: SipId = self.credential.id
        line = softphones.Line(
            username=id.username, domain=id.domain, password=self.credential.password
        )
        return softphones.cloud_softphone(line, self.sender.cloud)

    # How it is put on paper.

    def say(
        self, text: str, font: str, size: float, y: float, *, colour: str = INK, end: float = 0
    ) -> None:
        """One line that fits, from the left edge or up to ``end``."""
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(HexColor(colour))
        if end:
            self.canvas.drawRightString(end, y, text)
        else:
            self.canvas.drawString(LEFT, y, text)

    def write(
        self,
        text: str,
        font: str,
        size: float,
        *,
        room: float,
        colour: str = INK,
        most: int = 0,
        left: float = LEFT,
    ) -> None:
        """A paragraph in as many lines as it takes, at most ``most``."""
        found = paper.lines(text, font, size, room)
        if most and len(found) > most:
            found = [*found[: most - 1], f"{found[most - 1][:-1]}…"]
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(HexColor(colour))
        for line in found:
            self.canvas.drawString(left, self.y, line)
            self.y -= size * 1.4

    def heading(self, text: str) -> None:
        """The title of a part."""
        self.need(60)
        self.y -= 12
        self.write(text, BOLD, 12, room=RIGHT - LEFT)
        self.y -= 3

    def row(self, label: str, values: Sequence[str], font: str, size: float) -> None:
        """A label and what belongs to it, below each other when it is long."""
        left = LEFT + LABELS
        shown = _fitting(values, font, size, RIGHT - left - 12)
        high = _high(shown, size)
        self.need(high)
        begun = self.y
        self.write(label, REGULAR, 9.5, room=LABELS - 12, colour=PALE)
        below, self.y = self.y, begun
        for line in shown:
            self.canvas.setFont(font if paper.can_print(line, font) else REGULAR, size)
            self.canvas.setFillColor(HexColor(INK))
            self.canvas.drawString(left, self.y, line)
            self.y -= size * 1.4
        self.y = min(below, begun - high) - 3

    def boxed(self, rows: Sequence[tuple[str, Sequence[str], str, float]]) -> None:
        """Rows on a ground of their own, with the colour of the reseller at the edge."""
        inner = RIGHT - LEFT - LABELS - 12
        high = 12.0 + sum(
            _high(_fitting(values, font, size, inner), size) + 3
            for _label, values, font, size in rows
        )
        self.need(high)
        low = self.y + 9 - high
        self.canvas.setFillColor(HexColor(GROUND))
        self.canvas.rect(LEFT - 12, low, RIGHT - LEFT + 12, high, stroke=0, fill=1)
        self.canvas.setFillColor(HexColor(self.sender.accent))
        self.canvas.rect(LEFT - 12, low, 3, high, stroke=0, fill=1)
        self.y -= 10
        for label, values, font, size in rows:
            self.row(label, values, font, size)
        self.y = low - 14

    def text_beside(self, texts: Sequence[str], address: str, code: str) -> None:
        """Sentences and an address at the left, a code at the right."""
        self.need(CODE + 6)
        top = self.y + 10
        room = RIGHT - LEFT - CODE - 24
        for text in texts:
            self.write(text, REGULAR, 10, room=room)
        if address:
            self.write(address, BOLD, 10.5, room=room, colour=self.sender.accent)
        _draw_code(self.canvas, code, RIGHT - CODE, top - CODE)
        self.y = min(self.y, top - CODE - 6)

    def need(self, high: float) -> None:
        """Go on upon another page where this one has no room left."""
        if self.y - high >= BOTTOM:
            return
        self.foot()
        self.canvas.showPage()
        self.y = TOP - 9
        self.write(str(self.credential.id), BOLD, 11, room=RIGHT - LEFT, most=4)
        self.y -= 8


def _fitting(values: Sequence[str], font: str, size: float, room: float) -> list[str]:
    """The values in lines; in another font where this one lacks a character."""
    return [
        line
        for value in values
        for line in paper.lines(
            value, font if paper.can_print(value, font) else REGULAR, size, room
        )
    ]


def _high(lines: Sequence[str], size: float) -> float:
    """How high a row is."""
    return max(len(lines) * size * 1.4, 17.0)


def _draw_code(canvas: Canvas, text: str, x: float, y: float) -> None:
    """A QR code as black on white; whole runs of a row at once, so that the file stays small."""
    # Trying all masks takes most of the time of a letter; any one of them can be read.
    matrix = segno.make(text, error="m", micro=False, mask=3).matrix
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(CODE / len(matrix), CODE / len(matrix))
    canvas.setFillColor(HexColor("#000000"))
    path = canvas.beginPath()
    for line, row in enumerate(reversed(matrix)):
        column = 0
        for is_dark, run in groupby(row):
            wide = len(tuple(run))
            if is_dark:
                path.rect(column, line, wide, 1)
            column += wide
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _picture(logo: bytes) -> ImageReader | None:
    """A logo for the printer; None where there is none, or none that can be read."""
    if not logo:
        return None
    try:
        with Image.open(io.BytesIO(logo), formats=["PNG", "JPEG", "WEBP"]) as opened:
            return ImageReader(opened.convert("RGBA"))
    except (UnidentifiedImageError, OSError, ValueError):
        return None
