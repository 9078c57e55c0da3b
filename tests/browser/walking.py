"""What a person does on every walk: sign in, fill in, read; and what is measured on each page."""

from __future__ import annotations

from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.stack import Login, Stack

# Chromium reports each answer of 4xx or 5xx there; the walks look at those themselves.
ANSWERS: Final = "Failed to load resource"


class Walk:
    """One person with one browser page."""

    def __init__(self, page: Page, stack: Stack) -> None:
        self.page = page
        self.stack = stack
        self.troubles: list[str] = []
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ANSWERS):
            self.troubles.append(f"{self.page.url}: {message.text}")

    def sign_in(self, role: str) -> Login:
        """As the person of the demonstration with that role."""
        login = self.stack.logins[role]
        self.sign_in_as(login.username, login.password)
        return login

    def sign_in_as(self, name: str, password: str) -> None:
        self.page.goto("/login/")
        self.page.locator("[name=name]").fill(name)
        self.page.locator("[name=password]").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def sign_out(self) -> None:
        self.page.locator(".account-button").click()
        self.page.get_by_role("button", name="Sign out").click()
        self.page.wait_for_url("**/login/")

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth"))

    def accessibility(self) -> list[str]:
        """What axe finds, one line for each element."""
        results: Any = Axe().run(self.page, options={"resultTypes": ["violations"]}).response
        return [
            f"{self.page.url} {found['id']}: {node['target']} {node['failureSummary']}"
            for found in results["violations"]
            for node in found["nodes"]
        ]
