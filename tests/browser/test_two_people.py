"""Two people with one record open: nobody's work is lost, and nothing is overwritten silently."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.stack import Stack
from tests.browser.walking import Walk

DOMAIN = "leuchtfeuer.test"


@pytest.fixture
def other(stack: Stack, new_context: CreateContextCallback) -> Iterator[Walk]:
    """The administrator, in a browser of their own; the reseller is the first."""
    other = Walk(new_context().new_page(), stack)
    other.sign_in("administrator")
    yield other
    assert other.troubles == []


def add_account(walk: Walk, name: str) -> str:
    """The address of the page of a new account, which both may edit."""
    page = walk.page
    page.goto("/sip/accounts/add/")
    page.get_by_label("Name or number").fill(name)
    page.get_by_label("Domain").select_option(DOMAIN)
    page.get_by_label("Full name").fill("Tilda Twohand")
    page.get_by_role("button", name="Add SIP account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is added")
    return f"/sip/accounts/{name}@{DOMAIN}/"


def open_form(page: Page, place: str) -> None:
    page.goto(place)
    page.get_by_role("main").get_by_role("link", name="Edit", exact=True).click()
    expect(page.get_by_label("First name")).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def test_changes_to_different_fields_are_merged(walk: Walk, other: Walk) -> None:
    walk.sign_in("reseller")
    place = add_account(walk, "tilda.one")
    open_form(walk.page, place)
    open_form(other.page, place)
    other.page.get_by_label("Last name").fill("Threehand")
    save(other.page)
    expect(other.page.get_by_text("is saved.")).to_be_visible()
    walk.page.get_by_label("First name").fill("Tilly")
    save(walk.page)
    expect(walk.page.get_by_text("Changed: First name")).to_be_visible()
    expect(walk.page.get_by_text("Somebody else changed this meanwhile")).to_contain_text(
        "it stays: last name"
    )
    walk.page.goto(place)
    expect(walk.page.get_by_text("Tilly Threehand")).to_be_visible()


def test_a_conflict_shows_both_values_and_the_review_both_sides(walk: Walk, other: Walk) -> None:
    page = walk.page
    walk.sign_in("reseller")
    place = add_account(walk, "tilda.two")
    open_form(page, place)
    open_form(other.page, place)
    other.page.get_by_label("First name").fill("Theirs")
    save(other.page)
    expect(other.page.get_by_text("is saved.")).to_be_visible()
    page.get_by_label("First name").fill("Mine")
    save(page)
    expect(page.locator(".summary")).to_contain_text("First name")
    expect(page.locator(".summary")).to_contain_text("Theirs")
    expect(page.get_by_label("First name")).to_have_value("Mine")
    assert walk.accessibility_in_both_themes() + walk.too_wide() == []

    page.get_by_role("button", name="Review").click()
    row = page.locator("#review").get_by_role("row", name="First name")
    expect(row.get_by_role("cell")).to_have_text(["Theirs", "Mine"])
    assert walk.accessibility_in_both_themes() + walk.too_wide() == []
    save(page)
    expect(page.get_by_text("Changed: First name")).to_be_visible()
    page.goto(place)
    expect(page.get_by_text("Mine Twohand")).to_be_visible()


def test_a_record_deleted_meanwhile_keeps_what_was_typed(walk: Walk, other: Walk) -> None:
    page = walk.page
    walk.sign_in("reseller")
    place = add_account(walk, "tilda.three")
    open_form(page, place)
    page.get_by_label("First name").fill("Typed with care")
    other.page.goto(place)
    other.page.get_by_role("main").get_by_role("link", name="Delete").click()
    other.page.get_by_role("button", name="Delete").click()
    expect(other.page.get_by_text("is deleted.")).to_be_visible()
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This SIP account is not there any more"
    )
    expect(page.get_by_text("Typed with care")).to_be_visible()
    assert walk.accessibility_in_both_themes() + walk.too_wide() == []
