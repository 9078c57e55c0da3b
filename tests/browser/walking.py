"""What a person does on every walk: sign in, fill in, read; and what is measured on each page."""

from __future__ import annotations

from typing import Final, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, ViewportSize

from tests.browser.stack import Login, Stack

# Chromium reports each answer of 4xx or 5xx there; the walks look at those themselves.
ANSWERS: Final = "Failed to load resource"
SMALLEST_PHONE: Final[ViewportSize] = {"width": 320, "height": 640}
# Parts of a page that htmx fetches or puts in place.
UNSETTLED: Final = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
AUDIT: Final = """rules => axe.run({
  resultTypes: ["violations"], ...(rules.length ? {runOnly: rules} : {})
})"""


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

    def too_wide(self) -> list[str]:
        """By how many pixels the page is wider than the smallest phone, if it is."""
        before = self.page.viewport_size
        self.page.set_viewport_size(SMALLEST_PHONE)
        wider = self.overflow
        if before:
            self.page.set_viewport_size(before)
        return [f"{self.page.url}: {wider} pixels wider than a phone"] if wider > 0 else []

    def settle(self) -> None:
        """Waits for the parts of the page that come later."""
        self.page.wait_for_function("them => !document.querySelector(them)", arg=UNSETTLED)

    def show_theme(self, theme: Literal["light", "dark"]) -> None:
        """As if the system of the person switched to it."""
        self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        shown = "theme => document.documentElement.dataset.bsTheme === theme"
        self.page.wait_for_function(shown, arg=theme)

    def accessibility(self, *rules: str) -> list[str]:
        """What axe finds, one line for each element; with these rules alone or with all."""
        self.settle()
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        return [
            f"{self.page.url} {found['id']}: {node['target']} {node['failureSummary']}"
            for found in self.page.evaluate(AUDIT, list(rules))["violations"]
            for node in found["nodes"]
        ]

    def accessibility_in_both_themes(self) -> list[str]:
        """The same in light, and in dark what depends on colours."""
        self.show_theme("light")
        found = self.accessibility()
        self.show_theme("dark")
        found += [f"dark {line}" for line in self.accessibility("color-contrast")]
        self.show_theme("light")
        return found


def tab_to(page: Page, selector: str, presses: int = 60) -> None:
    """Presses Tab until the focus is on an element, as somebody without a mouse must."""
    for _press in range(presses):
        if page.locator(selector).evaluate_all("all => all.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached in {presses} steps")
