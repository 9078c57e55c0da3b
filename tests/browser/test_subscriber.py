"""A subscriber with a phone in the hand: peace at once, contacts, and a menu for the rest."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.pages import SUBSCRIBER
from tests.browser.stack import Stack
from tests.browser.walking import Walk

PHONE: Any = {"width": 390, "height": 844}
THUMB = 44


@pytest.fixture
def phone(walk: Walk) -> Walk:
    """Signed in on a small screen."""
    walk.page.set_viewport_size(PHONE)
    walk.sign_in("subscriber")
    return walk


def test_peace_is_one_tap_away_and_ends_with_another(phone: Walk) -> None:
    page = phone.page
    before = page.locator(".headline").inner_text()
    page.get_by_role("button", name="1 hour").click()
    said = page.locator(".banner-text")
    expect(said).to_contain_text("Do not disturb is on until")
    expect(page.locator(".headline")).not_to_have_text(before)
    page.get_by_role("button", name="Switch it off").click()
    expect(said).to_contain_text("Do not disturb is off.")


def test_every_page_is_reached_from_the_tabs_of_a_phone(phone: Walk) -> None:
    page = phone.page
    tabs = page.locator(".tabbar")
    for name in ("Forward", "Accept", "History"):
        tabs.get_by_role("link", name=name, exact=True).click()
        expect(tabs.locator("[aria-current=page]")).to_have_text(name)
    for name in ("Voicemail", "Contacts", "Rejected callers", "Devices", "Identity", "Settings"):
        tabs.locator("summary").click()
        tabs.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith(SUBSCRIBER["settings"])


def test_what_a_thumb_presses_is_large_enough(phone: Walk) -> None:
    small = []
    for path in (SUBSCRIBER["overview"], SUBSCRIBER["forwarding"], SUBSCRIBER["voicemail"]):
        phone.page.goto(path)
        for target in phone.page.locator(".tabbar a, .tabbar summary, main button").all():
            box = target.bounding_box()
            if box is not None and target.is_visible() and box["height"] < THUMB:
                small.append((path, target.inner_text(), box["height"]))
    assert small == []


def test_a_theme_that_was_chosen_stays(phone: Walk) -> None:
    page = phone.page
    page.emulate_media(color_scheme="light")
    page.goto(SUBSCRIBER["devices"])
    page.locator("[data-theme-toggle]").click()
    page.goto(SUBSCRIBER["overview"])
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_contacts_and_rules_work_without_scripts(
    stack: Stack, new_context: CreateContextCallback
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    walk = Walk(page, stack)
    walk.sign_in("subscriber")
    page.goto(SUBSCRIBER["contacts"])
    page.get_by_role("link", name="Add contact").click()
    page.locator("[name=name]").fill("Plain Paul")
    page.locator("[name=uri]").fill("paul@example.net")
    page.get_by_role("button", name="Add contact").click()
    expect(page.get_by_text("Plain Paul").first).to_be_visible()
    page.goto(SUBSCRIBER["accept"])
    page.get_by_role("button", name="Start").click()
    page.goto(SUBSCRIBER["overview"])
    expect(page.get_by_role("button", name="Switch it off")).to_be_visible()
    page.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_role("button", name="1 hour")).to_be_visible()
