"""The walk of a new user with a phone: office hours ring, otherwise voicemail, nobody hidden."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import SHOWCASE
from tests.browser.walking import Walk

PHONE: Any = {"width": 360, "height": 740}
MOST_TAPS = 12
MOST_FIELDS = 2
DOMAIN = SHOWCASE.partition("@")[2]
NAME = f"nina.new@{DOMAIN}"
PASSWORD = "quiet-Harbour-41-lantern"


class Thumb:
    """Counts what the person does."""

    def __init__(self) -> None:
        self.taps = 0
        self.fields = 0

    def tap(self, place: Locator) -> None:
        """Once, as a finger does it."""
        place.tap()
        self.taps += 1

    def type(self, place: Locator, text: str) -> None:
        """A tap into the field, and its text."""
        self.tap(place)
        place.fill(text)
        self.fields += 1


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone that is touched."""
    return {**browser_context_args, "viewport": PHONE, "has_touch": True, "is_mobile": True}


def test_office_hours_otherwise_voicemail_never_hidden(walk: Walk) -> None:
    page, thumb = walk.page, Thumb()
    begin_anew(walk)
    thumb.tap(page.get_by_role("link", name="Set up my calls"))
    thumb.tap(page.get_by_label("Monday to Friday"))
    thumb.type(page.get_by_label("From"), "09:00")
    thumb.type(page.get_by_label("To", exact=True), "17:00")
    thumb.tap(page.get_by_label("Calls go to voicemail"))
    expect(page.get_by_label("Refuse callers who hide their number")).not_to_be_checked()
    thumb.tap(page.get_by_label("Refuse callers who hide their number"))
    assert walk.accessibility_in_both_themes() == []
    thumb.tap(page.get_by_role("button", name="See what changes"))
    plan = page.locator(".hours-plan")
    expect(plan).to_contain_text("Monday to Friday from 09:00 to 17:00: everybody may call.")
    assert walk.accessibility_in_both_themes() == []
    assert walk.too_wide() == []
    thumb.tap(page.locator("main").get_by_role("button", name="Save"))
    assert thumb.taps <= MOST_TAPS
    assert thumb.fields <= MOST_FIELDS
    page.wait_for_url(f"**/subscriber/{NAME}/")
    told = page.locator("#hours li")
    expect(told).to_have_text(
        [
            "Monday to Friday from 09:00 to 17:00: everybody may call.",
            "At other times calls go to voicemail.",
            "Callers who hide their number are refused.",
        ]
    )
    assert walk.accessibility_in_both_themes() == []


def begin_anew(walk: Walk, name: str = NAME, email: str = "nina@example.net") -> None:
    """A person who has an account since a moment ago, on their overview."""
    page = walk.page
    walk.sign_in("customer")
    page.goto("/sip/accounts/add/")
    # By the names of the fields: the customer may read another language.
    page.locator("[name=username]").fill(name.partition("@")[0])
    page.locator("select[name=domain]").select_option(DOMAIN)
    page.locator("[name=name]").fill("Nina New")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .btn-primary").last.click()
    expect(page.locator(".banner").first).to_contain_text(name)
    page.context.clear_cookies()
    walk.sign_in_as(name, PASSWORD)
