"""The platform stops answering while people work: plain words, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.pages import RESELLER, SUBSCRIBER
from tests.browser.stack import Stack
from tests.browser.walking import Walk


@pytest.fixture
def platform(stack: Stack) -> Iterator[Stack]:
    """Runs again whatever happens."""
    yield stack
    stack.platform.resume()


def test_a_list_becomes_a_plain_page_and_comes_back(walk: Walk, platform: Stack) -> None:
    walk.sign_in("reseller")
    platform.platform.pause()
    answer = walk.page.goto(RESELLER["accounts"])
    assert answer is not None
    assert answer.status == 503
    expect(walk.page.get_by_role("heading", level=1)).to_be_visible()
    assert walk.accessibility() == []
    platform.platform.resume()
    for _second in range(40):  # a platform that was away is asked again within half a minute
        found = walk.page.reload()
        if found is not None and found.status == 200:
            break
        walk.page.wait_for_timeout(1000)
    expect(walk.page.locator("#list tbody tr")).to_have_count(20)


def test_a_table_that_cannot_be_renewed_says_so_and_stays(walk: Walk, platform: Stack) -> None:
    walk.sign_in("reseller")
    walk.page.goto(RESELLER["accounts"])
    platform.platform.pause()
    walk.page.locator("#id_q").fill("sanne")
    expect(walk.page.locator("#toasts")).to_contain_text("platform", timeout=10_000)
    expect(walk.page.locator("#list tbody tr")).to_have_count(20)


def test_a_form_of_the_reseller_keeps_what_was_typed(walk: Walk, platform: Stack) -> None:
    walk.sign_in("reseller")
    walk.page.goto(RESELLER["account-edit"])
    walk.page.locator("[name=first_name]").fill("Typed with care")
    platform.platform.pause()
    walk.page.get_by_role("button", name="Save").click()
    again = walk.page.get_by_role("button", name="Send it again")
    expect(again).to_be_visible(timeout=10_000)
    platform.platform.resume()
    again.click()
    expect(walk.page.get_by_text("is saved.")).to_be_visible()
    walk.page.goto(RESELLER["account-edit"])
    expect(walk.page.locator("[name=first_name]")).to_have_value("Typed with care")


def test_a_form_of_the_subscriber_keeps_what_was_typed(walk: Walk, platform: Stack) -> None:
    walk.sign_in("subscriber")
    walk.page.goto(SUBSCRIBER["forwarding"])
    walk.page.locator("[name=fbus]").select_option("other")
    walk.page.locator("[name=fbus_other]").fill("+31 20 555 0199")
    platform.platform.pause()
    walk.page.get_by_role("button", name="Save").click()
    expect(walk.page.locator("[name=fbus_other]")).to_have_value("+31 20 555 0199", timeout=10_000)
    expect(walk.page.get_by_text("does not answer").first).to_be_visible()
