"""Every kind of record with scripts switched off: list, search, record, its relatives, form."""

from __future__ import annotations

from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.stack import Stack
from tests.browser.walking import Walk
from tests.web.kinds.every import BY_NAME

# Lists of what nobody did yet in a fresh demonstration.
EMPTY = frozenset({"jobs/", "audit/", "outbox/", "limits/"})
LATE = "all => all.map(one => one.href)"


def test_all_kinds_work_without_scripts(stack: Stack, new_context: CreateContextCallback) -> None:
    page = new_context(java_script_enabled=False).new_page()
    walk = Walk(page, stack)
    walk.sign_in("administrator")
    places = page.locator(".side-nav a").evaluate_all(LATE)
    lists = {place.split("/", 3)[3] for place in places}
    assert len(lists) >= len(BY_NAME)
    for place in sorted(lists):
        page.goto(f"/{place}")
        if page.locator("#list").count() == 0:
            continue
        page.get_by_role("button", name="Search", exact=True).click()
        if place in EMPTY and page.locator("#list tbody tr").count() == 0:
            continue
        expect(page.locator("#list tbody tr").first).to_be_visible()
        if place in EMPTY:
            continue  # it has no record pages like those of the kinds, and nothing to add
        add = page.locator(".page-head-acts a.btn-primary").get_attribute("href")
        page.locator("#list td.is-key a, #list td a").first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for link in page.locator(".card-late a").evaluate_all(LATE):
            assert page.request.get(link).status == 200, link
        if add:
            page.goto(add)
            page.get_by_role("button", name="Review").click()
            expect(page.locator(".summary, #review").first).to_be_visible()
