"""The administrator of the platform edits emergency targets: on a phone, in both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.walking import Walk
from tests.http.server import ADMIN, ADMIN_PASSWORD

DOMAIN = "leuchtfeuer.test"
PHONE = 320


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_target_is_added_under_the_policy_of_the_panel(walk: Walk, theme: str) -> None:
    """The walk fails when a page breaks the policy or a script of it throws."""
    page, address = walk.page, f"{walk.stack.platform.url}/platform/"
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(address)
    page.get_by_label("Username").fill(ADMIN)
    page.get_by_label("Password").fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(address)
    assert walk.overflow <= 0
    page.locator("a.addlink").click()
    values = {"number": "police", "domain": DOMAIN, "region": theme, "target": "112@gw.example.com"}
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errorlist").first).to_contain_text("for example 112")
    assert walk.overflow <= 0
    page.locator("[name=number]").fill("112")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("sip:112@gw.example.com")
    expect(page.locator("#result_list")).to_contain_text(theme)
    assert walk.overflow <= 0
