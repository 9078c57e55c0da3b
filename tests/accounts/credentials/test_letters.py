"""Letters with passwords: what is on the page, and that it stays within the page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ngnpanel.accounts.credentials import letters, paper
from ngnpanel.accounts.credentials.handed import Credential, Sender
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.brand.looks import Support

PLAIN = Sender(name="Acme Telecom", accent="#055466", portal="https://panel.acme.example")
JAN = Credential(
    id=SipId(username="31208005161", domain="acme.example"),
    password="kH7wqPz3Rm",
    name="Jan Jansen",
    numbers=("31208005161",),
)
NOTHING_LONGER = Credential(
    id=SipId(username="u" * 64, domain=".".join(["d" * 60] * 4)),
    password="W" * 64,
    name="x" * 128,
    numbers=tuple(f"3120800516{digit}" for digit in range(10)),
)


@dataclass(frozen=True)
class Said:
    """A line of text on a page."""

    page: int
    text: str
    left: float
    right: float
    y: float


class Recording(Canvas):  # type: ignore[misc] # reportlab ships no types
    """A canvas that remembers what was said on it."""

    said: list[Said] = []
    pictures: list[tuple[float, ...]] = []

    def drawString(self, x: float, y: float, text: str, *rest: Any, **more: Any) -> None:  # noqa: N802
        self.note(x, y, text)
        super().drawString(x, y, text, *rest, **more)

    def drawRightString(self, x: float, y: float, text: str, *rest: Any, **more: Any) -> None:  # noqa: N802
        self.note(x - self.stringWidth(text, self._fontname, self._fontsize), y, text)
        super().drawRightString(x, y, text, *rest, **more)

    def drawImage(self, image: Any, *place: float, **more: Any) -> None:  # noqa: N802
        self.pictures.append(place)
        super().drawImage(image, *place, **more)

    def note(self, x: float, y: float, text: str) -> None:
        wide = self.stringWidth(text, self._fontname, self._fontsize)
        self.said.append(Said(self.getPageNumber(), text, x, x + wide, y))


@pytest.fixture(autouse=True)
def recording(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn can be read in ``Recording.said``."""
    monkeypatch.setattr(Recording, "said", [])
    monkeypatch.setattr(Recording, "pictures", [])
    monkeypatch.setattr(letters, "Canvas", Recording)


def printed(*handed: Credential, sender: Sender = PLAIN, language: str = "en") -> bytes:
    """The file; what it says is in ``text``."""
    return letters.letters([(one, 7) for one in handed], {7: sender}, language)


def text(page: int = 1) -> list[str]:
    """The lines of a page."""
    return [said.text for said in Recording.said if said.page == page]


def pages(pdf: bytes) -> int:
    """How many pages the file says that it has."""
    found = re.search(rb"/Count (\d+)", pdf)
    assert found
    return int(found[1])


def test_a_letter_says_all_that_a_phone_needs() -> None:
    sender = replace(
        PLAIN,
        proxy="proxy.acme.example:5061;transport=tls",
        support=Support(phone="+31 20 800 5100", email="help@acme.example"),
    )
    pdf = printed(JAN, sender=sender)
    assert pdf.startswith(b"%PDF")
    assert pages(pdf) == 1
    said = text()
    for words in (
        "Acme Telecom",
        "Jan Jansen",
        "31208005161@acme.example",
        "kH7wqPz3Rm",
        "+31 20 800 5161",
        "31208005161",
        "acme.example",
        "proxy.acme.example:5061",
        "TLS",
        "https://panel.acme.example",
        "+31 20 800 5100",
        "help@acme.example",
    ):
        assert words in said, words


def test_each_account_has_a_page_of_its_own() -> None:
    pdf = printed(*[JAN] * 3)
    assert pages(pdf) == 3
    assert text(1) == text(2) == text(3)


@pytest.mark.parametrize("credential", [JAN, NOTHING_LONGER])
def test_nothing_leaves_the_page_or_lies_upon_something_else(credential: Credential) -> None:
    printed(credential)
    for said in Recording.said:
        assert said.left >= 20
        assert said.right <= A4[0] - 20
        assert 20 <= said.y <= A4[1] - 20
    for one in Recording.said:
        for other in Recording.said:
            if one is other or one.page != other.page or abs(one.y - other.y) > 6:
                continue
            assert one.right <= other.left or other.right <= one.left, (one, other)


def test_what_needs_more_than_a_page_goes_on_upon_the_next() -> None:
    assert pages(printed(NOTHING_LONGER)) == 2
    assert "".join(text(1)).count("W") == 64
    assert text(2)[0].startswith("uuu")
    # The last line is never the title of a part.
    assert text(1)[-2] != "Settings of a phone"


@pytest.mark.parametrize(
    "name",
    ["Jan Łukasz Żółć-Şahin", "Αλέξανδρος Παπαδόπουλος", "Екатерина Щербакова", "Ioana Țăran"],
)
def test_names_of_europe_are_printed(name: str) -> None:
    printed(replace(JAN, name=name))
    assert name in text()


def test_accents_that_are_typed_apart_are_put_together() -> None:
    printed(replace(JAN, name="Rene\u0301e"))
    assert "Ren\u00e9e" in text()


def test_a_name_that_cannot_be_printed_gives_way_to_the_address() -> None:
    printed(replace(JAN, name="\u05e9\u05dc\u05d5\u05dd"))
    said = text()
    assert said.count("31208005161@acme.example") == 2
    assert not [line for line in said if "?" in line]


def test_a_logo_keeps_its_shape_and_a_broken_one_is_left_out() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (400, 100), "#ff0000").save(target, "PNG")
    printed(JAN, sender=replace(PLAIN, logo=target.getvalue()))
    (_left, _below, wide, high) = Recording.pictures[0]
    assert wide / high == pytest.approx(4)
    Recording.pictures.clear()
    printed(JAN, sender=replace(PLAIN, logo=b"no picture"))
    assert not Recording.pictures


def test_the_app_of_the_reseller_gets_a_code() -> None:
    printed(JAN)
    assert "Cloud Softphone" not in text()
    printed(JAN, sender=replace(PLAIN, cloud="ACME1"))
    assert "Cloud Softphone" in text()


def test_a_page_of_the_resellers_own_is_named_instead_of_the_panel() -> None:
    sender = replace(PLAIN, page="https://my.acme.example/sip")
    printed(JAN, sender=sender)
    assert "https://my.acme.example/sip" in text()
    assert sender.settings_of(JAN.id) == "https://my.acme.example/sip"
    assert PLAIN.settings_of(JAN.id).startswith("https://panel.acme.example/subscriber/")


def test_a_letter_is_in_the_language_that_was_chosen() -> None:
    printed(JAN, language="nl")
    assert "Gebruikersnaam" in text()


@pytest.mark.parametrize("size", [8.0, 14.0])
@pytest.mark.parametrize("words", ["", "a", "a b", "w" * 300, "a@b." * 80, "one two " * 40])
def test_lines_fit_and_lose_nothing(words: str, size: float) -> None:
    found = paper.lines(words, paper.REGULAR, size, 120)
    assert "".join(found).replace(" ", "") == words.replace(" ", "")
    for line in found:
        assert paper.width(line, paper.REGULAR, size) <= 120
