"""A reseller at work: by mouse, by keyboard alone, and with scripts switched off."""

from __future__ import annotations

from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.pages import RESELLER, SHOWCASE
from tests.browser.stack import Stack
from tests.browser.walking import Walk, tab_to

DOMAIN = "leuchtfeuer.test"


def test_sign_in_and_search_work_with_the_keyboard_alone(walk: Walk) -> None:
    page, login = walk.page, walk.stack.logins["reseller"]
    page.goto("/login/")
    tab_to(page, "[name=name]")
    page.keyboard.type(login.username)
    page.keyboard.press("Tab")
    page.keyboard.type(login.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    tab_to(page, f".side a[href='{RESELLER['accounts']}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{RESELLER['accounts']}")
    page.keyboard.press("/")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.type("sanne.bakker")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=sanne.bakker*")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    tab_to(page, "#list tbody a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(SHOWCASE)


def test_the_skip_link_leads_past_the_navigation(walk: Walk) -> None:
    walk.sign_in("reseller")
    walk.page.goto(RESELLER["customers"])
    walk.page.keyboard.press("Tab")
    expect(walk.page.locator(".skip-link")).to_be_focused()
    walk.page.keyboard.press("Enter")
    expect(walk.page.locator("#main")).to_be_focused()


def test_a_list_keeps_its_state_in_the_address(walk: Walk) -> None:
    page = walk.page
    walk.sign_in("reseller")
    page.goto(RESELLER["accounts"])
    rows, names = page.locator("#list tbody tr"), page.locator("#list tbody td.is-key")
    expect(rows).to_have_count(20)
    latest = names.first.inner_text()
    page.get_by_role("link", name="SIP address", exact=True).click()
    expect(names.first).not_to_have_text(latest)
    first = names.first.inner_text()
    page.get_by_role("link", name="Next page").click()
    expect(names.first).not_to_have_text(first)
    second = names.first.inner_text()
    assert page.url.endswith("?order=username&page=2")
    page.reload()
    expect(names.first).to_have_text(second)
    page.go_back()
    expect(names.first).to_have_text(first)
    page.locator("#id_q").fill("nobody has such a name")
    expect(page.locator("#list .empty-title")).to_have_text("Nothing matches these filters")
    page.get_by_role("link", name="Show all").click()
    expect(rows).to_have_count(20)


def test_everything_works_without_scripts(stack: Stack, new_context: CreateContextCallback) -> None:
    page = new_context(java_script_enabled=False).new_page()
    walk = Walk(page, stack)
    walk.sign_in("reseller")
    page.goto(RESELLER["accounts"])
    page.locator("#id_q").fill("sanne.bakker")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.goto(RESELLER["account-add"])
    page.locator("[name=username]").fill("no.scripts")
    page.locator("[name=domain]").select_option(DOMAIN)
    page.locator("[name=name]").fill("Nora Scripts")
    page.get_by_role("button", name="Add SIP account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"no.scripts@{DOMAIN}")
    page.goto(f"/sip/accounts/no.scripts@{DOMAIN}/edit/")
    page.locator("[name=last_name]").fill("Plain")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"no.scripts@{DOMAIN} is saved.")).to_be_visible()
    page.goto(f"/sip/accounts/no.scripts@{DOMAIN}/")
    expect(page.get_by_text("Nora Plain")).to_be_visible()
    page.goto(f"/sip/accounts/no.scripts@{DOMAIN}/delete/")
    page.locator("main .btn-danger").click()
    expect(page.get_by_text(f"no.scripts@{DOMAIN} is deleted.")).to_be_visible()
    walk.sign_out()


def test_a_deletion_says_what_goes_with_it(walk: Walk) -> None:
    walk.sign_in("reseller")
    walk.page.goto(RESELLER["account-delete"])
    question = walk.page.locator(".question")
    expect(question).to_contain_text(SHOWCASE)
    expect(question).to_contain_text("mailbox")
    walk.page.get_by_role("link", name="Keep it").click()
    walk.page.goto(RESELLER["account"])
    expect(walk.page.get_by_role("heading", level=1)).to_have_text(SHOWCASE)
