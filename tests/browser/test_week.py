"""The week drawn with the mouse and with the keyboard; what is stored says the same."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.pages import SUBSCRIBER
from tests.browser.walking import Walk, tab_to

ROWS = ".rule-words"


def told(page: Page) -> list[str]:
    return page.locator(ROWS).all_inner_texts()


def drag(page: Page, day: int, start: float, stop: float) -> None:
    """With the mouse on a day, from one hour to another."""
    box: Any = page.locator(".week-column").nth(day).bounding_box()
    hour = box["height"] / 24
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + start * hour)
    page.mouse.down()
    page.mouse.move(x, box["y"] + (start + stop) / 2 * hour)
    page.mouse.move(x, box["y"] + stop * hour)
    page.mouse.up()


def test_the_week_is_drawn_and_read_back_equal(walk: Walk) -> None:
    page = walk.page
    page.set_viewport_size({"width": 1280, "height": 1400})
    walk.sign_in("subscriber")
    page.goto(SUBSCRIBER["accept"])
    page.get_by_role("button", name="Everybody, always").click()
    expect(page.locator(ROWS)).to_have_count(0)
    says = page.locator("[data-week-says]")

    # The mouse draws, and takes an edge further.
    drag(page, 0, 9.1, 11.9)
    assert told(page) == ["Monday from 09:00 to 12:00: everybody may call."]
    drag(page, 0, 11.95, 13)
    assert told(page) == ["Monday from 09:00 to 13:00: everybody may call."]

    # The keyboard lays it on Tuesday, stretches it there, and draws on Friday.
    tab_to(page, ".week-cell", presses=120)
    page.keyboard.press("Shift+ArrowRight")
    assert told(page) == ["Monday, Tuesday from 09:00 to 13:00: everybody may call."]
    page.keyboard.press("Shift+ArrowDown")
    expect(says).to_have_text("Tuesday 09:00 to 13:30: everybody may call")
    for _day in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(ROWS)).to_have_count(3)
    page.keyboard.press("Delete")
    expect(says).to_have_text("Removed: Friday 00:00 to 01:00: everybody may call")
    expect(page.locator(ROWS)).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(ROWS)).to_have_count(3)

    # Exact times are typed.
    tab_to(page, ".week-cell", presses=120)
    page.keyboard.press("Enter")
    panel = page.locator("#week-panel")
    expect(panel.get_by_label("From")).to_be_focused()
    panel.get_by_label("From").fill("18:05")
    panel.get_by_label("To", exact=True).fill("19:20")
    panel.get_by_label("Who may call").select_option("nobody")
    assert walk.accessibility_in_both_themes() == []
    panel.get_by_role("button", name="Every weekday").click()
    page.keyboard.press("Escape")
    expect(page.locator(ROWS)).to_have_count(3)
    page.keyboard.press("Enter")
    panel.get_by_label("From").fill("18:05")
    panel.get_by_label("To", exact=True).fill("19:20")
    panel.get_by_role("button", name="Every weekday").click()
    panel.get_by_role("button", name="Use these times").click()
    drawn = told(page)
    assert drawn[-1] == "Monday to Friday from 18:05 to 19:20: everybody may call."
    assert walk.accessibility_in_both_themes() == []

    page.locator("#week-form").get_by_role("button", name="Save the week").last.click()
    expect(page.locator(".banner").first).to_contain_text("saved")
    # The panel writes "Monday, Tuesday"; the server knows better sentences for the same days.
    assert [text.split(" from ")[1] for text in told(page)] == [
        text.split(" from ")[1] for text in drawn
    ]

    # On a phone it is one day at a time.
    page.set_viewport_size({"width": 320, "height": 700})
    expect(page.locator(".week-column:visible")).to_have_count(1)
    page.get_by_role("button", name="Wed").click()
    expect(page.locator(".week-column:visible .week-block")).to_have_count(1)
    assert walk.overflow == 0
    assert walk.accessibility() == []
