"""Takes the pictures in docs/pictures: the main pages on desktop and phone, light and dark.

`make screenshots` takes those that the documentation shows, --all takes every main page. It starts
a stack of its own. With SCREENSHOTS_URL and SCREENSHOTS_DATA (the data
folder of that panel, for its demo-logins.json) it looks at a panel that runs already.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, INSTALL, chromium
from tests.browser.pages import PEOPLE, RESELLER, SIGN_IN
from tests.browser.stack import Login, read_logins, start_stack, working

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "pictures"
ACCOUNTS: Final = 300
SCREENS: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
# A page that no address leads to before somebody has made it.
JOB: Final = "reseller-job"
THEMES: Final = ("light", "dark")
# What the documentation shows: enough to judge the product by, few enough for the repository.
SHOWN: Final = frozenset(
    {
        "reseller-start-desktop-light",
        "reseller-accounts-desktop-light",
        "reseller-zone-desktop-light",
        "reseller-call-path-desktop-dark",
        "reseller-job-desktop-light",
        "reseller-support-view-desktop-light",
        "subscriber-overview-phone-light",
        "subscriber-voicemail-phone-dark",
    }
)


@contextmanager
def panel() -> Iterator[tuple[str, dict[str, Login]]]:
    """Address and logins of a running panel, or of one that lives as long as this."""
    address, data = os.environ.get("SCREENSHOTS_URL"), os.environ.get("SCREENSHOTS_DATA")
    if address and data:
        yield address.rstrip("/"), read_logins(Path(data))
        return
    with tempfile.TemporaryDirectory() as folder:
        stack = start_stack(Path(folder), accounts=ACCOUNTS)
        try:
            with working(stack.panel):
                yield stack.panel.url, stack.logins
        finally:
            stack.stop()


def sign_in(page: Page, login: Login) -> None:
    page.goto(SIGN_IN["sign-in"])
    page.locator("[name=name]").fill(login.username)
    page.locator("[name=password]").fill(login.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def take(page: Page, path: str, file: Path) -> None:
    """What the window shows of a page, after everything has settled."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.screenshot(path=file, animations="disabled", caret="hide")
    print(f"{file.stat().st_size // 1024:5} kB  {file}")  # noqa: T201 - a command for people


def walk(browser: Browser, address: str, logins: dict[str, Login], options: Any) -> None:
    """The wanted pages of everybody on each kind of screen in each theme."""
    for screen, theme, role in product(SCREENS, THEMES, ("nobody", *PEOPLE)):
        pages = {
            name: path
            for name, path in named(role).items()
            if options.all or f"{name}-{screen}-{theme}" in SHOWN
        }
        if not pages:
            continue
        settings: Any = {**SCREENS[screen], "color_scheme": theme, "base_url": address}
        context = browser.new_context(locale="en-GB", reduced_motion="reduce", **settings)
        page = context.new_page()
        if role in logins:
            sign_in(page, logins[role])
        if JOB in pages:
            pages[JOB] = previewed(page)
        for name, path in pages.items():
            take(page, path, options.folder / f"{name}-{screen}-{theme}.png")
        context.close()


def named(role: str) -> dict[str, str]:
    """Name of the picture -> path, of the pages that somebody sees."""
    if role not in PEOPLE:
        return SIGN_IN
    found = {f"{role}-{name}": path for name, path in PEOPLE[role].items()}
    if role == "reseller":
        found[JOB] = ""  # it is there once somebody has made one
    return found


def previewed(page: Page) -> str:
    """The address of a job that waits for the reseller's word."""
    page.goto(f"{RESELLER['accounts']}?order=username")
    page.locator("#list input[name=keys]").first.check()
    page.get_by_label("that match").check()
    page.locator("select[name=job]").select_option(label="Set the quota")
    page.locator("select[name=job]").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/")
    page.locator("[name=quota]").fill("50")
    page.locator("[name=quota]").press("Enter")
    page.locator("#act-begin").wait_for(timeout=60_000)
    return page.url


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--all", action="store_true", help="every main page")
    options = parser.parse_args()
    program = chromium()
    if program is None:
        print(f"Chromium is missing, as root: {INSTALL}", file=sys.stderr)  # noqa: T201
        return 1
    options.folder.mkdir(parents=True, exist_ok=True)
    flags = [*FLAGS, "--no-sandbox"] if os.getuid() == 0 else FLAGS
    with panel() as (address, logins), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        walk(browser, address, logins, options)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
