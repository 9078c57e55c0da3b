"""Every main page: opens, fits a small phone, and is accessible in light and in dark."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.pages import PEOPLE, RESELLER, SHOWCASE, SIGN_IN
from tests.browser.walking import Walk

THEMES = ["light", "dark"]
SMALLEST_PHONE: Any = {"width": 320, "height": 640}


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest, walk: Walk) -> str:
    """What the system of the person asks for."""
    walk.page.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    return str(request.param)


@pytest.mark.parametrize("role", PEOPLE)
def test_main_pages_are_accessible(walk: Walk, theme: str, role: str) -> None:
    walk.sign_in(role)
    found: list[str] = []
    for path in PEOPLE[role].values():
        answer = walk.page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert walk.page.evaluate("document.documentElement.dataset.bsTheme") == theme
        found += walk.accessibility()
    assert found == []


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


@pytest.mark.parametrize("role", PEOPLE)
def test_main_pages_fit_a_small_phone(walk: Walk, role: str) -> None:
    walk.page.set_viewport_size(SMALLEST_PHONE)
    walk.page.goto(SIGN_IN["sign-in"])
    too_wide = {"sign-in": walk.overflow} if walk.overflow > 0 else {}
    walk.sign_in(role)
    for name, path in PEOPLE[role].items():
        walk.page.goto(path)
        if walk.overflow > 0:
            too_wide[name] = walk.overflow
    assert too_wide == {}


def test_a_stranger_gets_404_for_what_is_not_theirs(walk: Walk) -> None:
    walk.sign_in("subscriber")
    for path in (RESELLER["accounts"], SHOWCASE.join(("/subscriber/not-", "/"))):
        answer = walk.page.goto(path)
        assert answer is not None
        assert answer.status in (403, 404), path
