"""The whole way: a reseller adds somebody, who forwards calls to voicemail, and support looks."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.walking import Walk

DOMAIN = "rivierazorg.example"
ADDRESS = f"wanda.walker@{DOMAIN}"
SENTENCE = re.compile("Right now")


def test_from_a_new_account_to_the_support_view(walk: Walk) -> None:
    page = walk.page

    walk.sign_in("reseller")
    page.get_by_role("link", name="Accounts", exact=True).first.click()
    page.get_by_role("link", name="Add SIP account").click()
    page.get_by_label("Name or number").fill("wanda.walker")
    page.get_by_label("Domain").select_option(DOMAIN)
    page.get_by_label("Full name").fill("Wanda Walker")
    page.get_by_role("button", name="Add SIP account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ADDRESS)
    password = page.locator("[data-copy]:not([data-copy*='@'])").get_attribute("data-copy")
    assert password
    walk.sign_out()

    walk.sign_in_as(ADDRESS, password)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wanda")
    expect(page.locator(".headline")).to_have_text(SENTENCE)
    page.get_by_role("link", name="Voicemail", exact=True).first.click()
    page.get_by_role("button", name="Switch voicemail on").click()
    expect(page.get_by_text("Your mailbox")).to_be_visible()
    page.get_by_role("link", name="Forwarding", exact=True).first.click()
    for condition in ("func", "fnoa", "fbus"):
        page.locator(f"[name={condition}]").select_option("mailbox")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[name=func]")).to_have_value("mailbox")
    page.get_by_role("link", name="Overview", exact=True).first.click()
    expect(page.locator(".headline")).to_contain_text("voicemail")
    overview = page.url
    walk.sign_out()

    page.goto(overview)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    walk.sign_in("reseller")
    page.goto(f"/sip/accounts/?q={ADDRESS}")
    page.get_by_role("link", name=f"Manage, {ADDRESS}").click()
    banner = page.locator(".support-banner")
    expect(banner).to_contain_text(ADDRESS)
    expect(page.locator(".headline")).to_contain_text("voicemail")
    banner.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/sip/accounts/"))
