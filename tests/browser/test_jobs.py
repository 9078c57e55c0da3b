"""Many records at once: tick, choose, read, give the word, watch, take back; with a real worker."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.pages import RESELLER
from tests.browser.stack import Stack, working
from tests.browser.walking import Walk, tab_to

# A worker starts, looks up, and does a few records, on a busy machine.
PATIENCE = 60_000


@pytest.fixture
def worker(stack: Stack) -> Iterator[None]:
    """A broker and a worker for the panel of the stack."""
    with working(stack.panel):
        yield


def state(page: Page, words: str) -> None:
    """Waits until the job stands like this; the page comes there by itself."""
    expect(page.locator("#job-status")).to_have_text(words, timeout=PATIENCE)


def test_many_records_are_changed_watched_and_taken_back(
    walk: Walk, worker: None, stack: Stack, new_context: CreateContextCallback
) -> None:
    page, found = walk.page, list[str]()
    walk.sign_in("reseller")
    page.goto(f"{RESELLER['accounts']}?order=username")
    page.locator("#list input[name=keys]").first.check()
    expect(page.locator(".selection")).to_be_visible()
    found += walk.accessibility() + walk.too_wide()
    page.get_by_label("that match").check()
    # From here on by the keyboard.
    tab_to(page, "select[name=job]")
    page.keyboard.type("Set the quota")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/")
    found += walk.accessibility() + walk.too_wide()
    tab_to(page, "[name=quota]")
    page.keyboard.type("77")
    page.keyboard.press("Enter")

    state(page, "Waits for your word")
    found += walk.accessibility_in_both_themes() + walk.too_wide()
    begin = page.locator("#act-begin")
    expect(begin).to_have_text(re.compile(r"Set the quota of \d\d accounts"))
    # Other walks of the same demonstration add accounts.
    many = re.findall(r"\d\d", begin.inner_text())[0]
    expect(page.locator(".job-change ins").first).to_have_text("77")
    tab_to(page, "#act-begin")
    page.keyboard.press("Enter")
    state(page, "Done")
    expect(page.locator("[data-announce]").first).to_have_text(f"{many} records are done.")
    expect(page.locator("#live")).to_have_text(f"{many} records are done.")
    expect(page.locator("#job-progress")).not_to_have_attribute("hx-trigger", re.compile("every"))
    found += walk.accessibility_in_both_themes() + walk.too_wide()
    page.get_by_role("link", name=f"Done {many}").click()
    expect(page.locator("#list .job-outcome").first).to_have_text("Done")
    number = page.url.split("/jobs/")[1].split("/")[0]

    plain = new_context(java_script_enabled=False).new_page()
    Walk(plain, stack).sign_in("reseller")
    plain.goto(f"/jobs/{number}/")
    plain.get_by_role("button", name="Undo").click()
    state(plain, "Waits for your word")
    plain.get_by_role("button", name=f"Take back {many} changes").click()
    state(plain, "Done")

    page.goto("/jobs/")
    expect(page.locator(".job-list tbody tr").first).to_contain_text("Undo: Set the quota to 77")
    found += walk.accessibility() + walk.too_wide()
    assert found == []
