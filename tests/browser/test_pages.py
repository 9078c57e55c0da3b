"""Every main page: opens, fits a small phone, and is accessible in light and in dark."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.crawling import crawl
from tests.browser.pages import RESELLER, SHOWCASE, SIGN_IN
from tests.browser.walking import Walk
from tests.web.kinds import SCREENS
from tests.web.kinds.every import BY_NAME

THEMES = ["light", "dark"]


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest, walk: Walk) -> str:
    """What the system of the person asks for."""
    walk.page.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    return str(request.param)


def is_of_staff(name: str) -> bool:
    """The subscriber's pages are looked at as that subscriber; one of them shows the banner."""
    return not name.startswith("subscriber-") or name == "subscriber-overview"


def is_of_reseller(name: str) -> bool:
    """What looks different for the administrator: forms and lists."""
    return is_of_staff(name) and name.endswith(("-list", "-add", "-copy", "-overview", "-detail"))


# Who looks at which pages, by the names of their URLs.
LOOKS: Any = {
    "administrator": is_of_staff,
    "reseller": is_of_reseller,
    "subscriber": lambda _name: True,
}


@pytest.mark.parametrize("role", LOOKS)
def test_every_page_is_accessible_and_fits_a_small_phone(walk: Walk, role: str) -> None:
    walk.page.emulate_media(reduced_motion="reduce")
    walk.sign_in(role)
    seen, found = set(), []
    for name in crawl(walk, LOOKS[role]):
        seen.add(name)
        found += walk.accessibility_in_both_themes()
        found += walk.too_wide()
        if name.endswith("-add") and role == "reseller":
            walk.page.get_by_role("button", name="Review").click()
            found += walk.accessibility_in_both_themes()
            found += walk.too_wide()
    assert found == []
    if role == "administrator":
        assert {f"{kind}-{screen}" for kind in BY_NAME for screen in SCREENS} - seen == set()


def test_the_sign_in_page_is_accessible_with_its_error(walk: Walk, theme: str) -> None:
    walk.page.goto(SIGN_IN["sign-in"])
    found = walk.accessibility()
    walk.page.locator("[name=name]").fill("nobody@example.com")
    walk.page.locator("[name=password]").fill("wrong")
    walk.page.get_by_role("button", name="Sign in").click()
    walk.page.get_by_text("do not fit together").wait_for()
    assert walk.page.locator("[name=name]").input_value() == "nobody@example.com"
    assert found + walk.accessibility() == []


def test_a_form_with_errors_is_accessible(walk: Walk, theme: str) -> None:
    walk.sign_in("reseller")
    walk.page.goto(RESELLER["account-add"])
    walk.page.locator("[name=username]").fill("not a name!")
    walk.page.locator("form.record-form button[type=submit]").first.click()
    walk.page.locator(".is-invalid").first.wait_for()
    assert walk.page.locator("[name=username]").input_value() == "not a name!"
    assert walk.accessibility() == []


def test_the_sign_in_page_fits_a_small_phone(walk: Walk) -> None:
    walk.page.goto(SIGN_IN["sign-in"])
    assert walk.too_wide() == []


def test_a_stranger_gets_404_for_what_is_not_theirs(walk: Walk) -> None:
    walk.sign_in("subscriber")
    for path in (RESELLER["accounts"], SHOWCASE.join(("/subscriber/not-", "/"))):
        answer = walk.page.goto(path)
        assert answer is not None
        assert answer.status in (403, 404), path
