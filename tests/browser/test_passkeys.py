"""Passkeys in a real browser, with an authenticator that only exists there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.stack import Login, Stack
from tests.browser.walking import tab_to

BUTTON = "[data-passkey]"
# A browser makes passkeys for names alone, not for the address of a machine.
HOST = "localhost"


@dataclass
class Holder:
    """Somebody with a browser and an authenticator."""

    page: Page
    devtools: CDPSession
    authenticator: str
    url: str
    login: Login

    def open(self, path: str) -> None:
        """A page of the panel."""
        self.page.goto(self.url + path)

    def press(self, selector: str) -> None:
        """With the keyboard alone."""
        tab_to(self.page, selector)
        self.page.keyboard.press("Enter")

    def give_password(self) -> None:
        """The first step."""
        self.open("/login/")
        self.page.fill("[name=name]", self.login.username)
        self.page.fill("[name=password]", self.login.password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: not url.endswith("/login/"))

    def forget(self) -> None:
        """Another session, and a browser that nobody knows."""
        self.page.context.clear_cookies()

    def keys(self) -> list[dict[str, Any]]:
        """What the authenticator holds."""
        found: list[dict[str, Any]] = self.devtools.send(
            "WebAuthn.getCredentials", {"authenticatorId": self.authenticator}
        )["credentials"]
        return found

    def put_back(self, key: dict[str, Any], count: int) -> None:
        """A copy of a key, as it was when it had signed so often."""
        named = {"authenticatorId": self.authenticator}
        self.devtools.send("WebAuthn.clearCredentials", named)
        self.devtools.send(
            "WebAuthn.addCredential", {**named, "credential": {**key, "signCount": count}}
        )


@pytest.fixture
def holder(page: Page, stack: Stack) -> Iterator[Holder]:
    """The reseller, who has no factor before and none afterwards."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    url = f"http://{HOST}:{stack.panel.port}"
    holder = Holder(page, devtools, made["authenticatorId"], url, stack.logins["reseller"])
    yield holder
    holder.forget()


def test_a_passkey_is_made_opens_the_panel_and_takes_the_second_step(holder: Holder) -> None:
    page = holder.page
    holder.give_password()
    holder.open("/account/security/")
    holder.press("a[href$='/second-step/passkey/']")
    expect(page.locator(BUTTON)).to_be_visible()
    page.fill("[name=name]", "My laptop")
    holder.press(BUTTON)
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(holder.keys()) == 1
    holder.press("a.btn-primary")
    expect(page.locator("#second-step")).to_contain_text("My laptop")

    # The only step: no name, no password.
    holder.forget()
    holder.open("/login/?next=/sip/domains/")
    holder.press(f"form[action$='/login/passkey/'] {BUTTON}")
    page.wait_for_url(f"{holder.url}/sip/domains/")

    # The second one, after the password.
    holder.forget()
    holder.give_password()
    page.wait_for_url("**/login/second/")
    holder.press(BUTTON)
    page.wait_for_url(f"{holder.url}/")

    # A copy of the key counts backwards.
    key = holder.keys()[0]
    assert key["signCount"] >= 2
    holder.put_back(key, 0)
    holder.forget()
    holder.open("/login/")
    holder.press(f"form[action$='/login/passkey/'] {BUTTON}")
    expect(page.locator(".sheet")).to_contain_text("This passkey does not open the panel")

    # Whoever has lost it has codes, also without scripts.
    holder.give_password()
    page.wait_for_url("**/login/second/")
    page.fill("[name=token]", codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{holder.url}/")
    holder.open("/account/security/")
    holder.press("#second-step a[href$='/remove/']")
    page.wait_for_url("**/remove/")
    holder.press("button.btn-danger")
    expect(page.locator("#second-step")).to_contain_text("There is none yet")
    holder.forget()
    holder.give_password()
    page.wait_for_url(f"{holder.url}/")


def test_without_a_passkey_the_page_says_what_to_do(holder: Holder) -> None:
    page = holder.page
    holder.open("/login/")
    holder.press(f"form[action$='/login/passkey/'] {BUTTON}")
    problem = page.locator("[data-passkey-problem]")
    expect(problem).to_contain_text("sign in with your password")
    expect(page.locator(BUTTON)).to_be_focused()
