"""A list worked through without a mouse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import RESELLER, SHOWCASE
from tests.browser.walking import Walk, tab_to

COLUMNS = "summary:has-text('Columns')"
DOWNLOAD = "summary:has-text('Download')"


@pytest.fixture
def accounts(walk: Walk) -> Page:
    """The list of accounts in front of the reseller."""
    walk.sign_in("reseller")
    walk.page.goto(RESELLER["accounts"])
    expect(walk.page.locator("#list tbody tr")).to_have_count(20)
    return walk.page


def test_rows_are_ticked_and_downloaded(accounts: Page, tmp_path: Path) -> None:
    page = accounts
    tab_to(page, "[data-select-page]")
    page.keyboard.press("Space")
    expect(page.locator("#list [name=keys]:checked")).to_have_count(20)
    bar = page.locator("#selection")
    expect(bar.locator("[data-selection-count]")).to_have_text("20")
    tab_to(page, "#list [name=keys]")
    page.keyboard.press("Space")
    expect(bar.locator("[data-selection-count]")).to_have_text("19")
    tab_to(page, "#selection button[type=submit]:has-text('JSON')", presses=200)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    file = tmp_path / "rows.json"
    download.value.save_as(file)
    assert len(json.loads(file.read_text(encoding="utf-8"))) == 19
    tab_to(page, "#selection button[type=reset]")
    page.keyboard.press("Enter")
    expect(page.locator("#list [name=keys]:checked")).to_have_count(0)
    expect(bar).to_be_hidden()


def test_parts_that_come_late_take_no_focus(walk: Walk) -> None:
    walk.sign_in("reseller")
    for place in (RESELLER["accounts"], RESELLER["account"]):
        walk.page.goto(place)
        walk.settle()
        walk.page.keyboard.press("Tab")
        expect(walk.page.locator(".skip-link")).to_be_focused()


def test_menus_open_and_escape_closes_them(accounts: Page) -> None:
    page = accounts
    for menu in (DOWNLOAD, COLUMNS):
        tab_to(page, menu)
        page.keyboard.press("Enter")
        expect(page.locator("details.menu[open]")).to_have_count(1)
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(page.locator("details.menu[open]")).to_have_count(0)
        expect(page.locator(menu)).to_be_focused()


def test_a_column_is_hidden_and_comes_back(accounts: Page) -> None:
    page = accounts
    header = page.locator("#list th", has_text="Time zone")
    before = header.count()
    for there in (1 - before, before):
        tab_to(page, COLUMNS)
        page.keyboard.press("Enter")
        tab_to(page, ".menu-check:has-text('Time zone') input")
        page.keyboard.press("Space")
        tab_to(page, ".menu-form button")
        page.keyboard.press("Enter")
        expect(header).to_have_count(there)


def test_pages_are_turned(accounts: Page) -> None:
    page = accounts
    shown = page.locator(".pager-range")
    expect(shown).to_contain_text("20 of")
    tab_to(page, "#page-next", presses=200)
    page.keyboard.press("Enter")
    expect(shown).to_contain_text("21")
    expect(page.locator("#live")).to_contain_text("21 to")
    tab_to(page, "#page-previous", presses=200)
    page.keyboard.press("Enter")
    expect(shown).to_contain_text("20 of")


def test_everything_is_found_from_everywhere(accounts: Page) -> None:
    page = accounts
    page.keyboard.press("Control+k")
    field = page.locator("#finder-text")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#finder")).to_be_hidden()
    # A busy machine gives the focus back a moment after the window is gone.
    page.wait_for_function("() => document.activeElement.id !== 'finder-text'")
    page.keyboard.press("/")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("sanne.bakker")
    option = page.locator("#finder [role=option]").filter(has_text=SHOWCASE).first
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#finder [aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("sanne.bakker")
