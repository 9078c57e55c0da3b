"""The subscriber's pages: mistakes in them, keys alone, no scripts, and links that came by mail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.pages import SHOWCASE
from tests.browser.stack import Stack
from tests.browser.test_twelve_taps import PASSWORD, begin_anew
from tests.browser.walking import SMALLEST_PHONE, Walk, tab_to

HOME = f"/subscriber/{SHOWCASE}/"
# What a mistake can break of a page; all rules are asked of it without one (test_pages.py).
OF_MISTAKES = (
    *("color-contrast", "label", "link-name", "button-name", "heading-order", "list"),
    *("aria-valid-attr", "aria-valid-attr-value", "aria-allowed-attr", "duplicate-id-aria"),
)
SEEN = "[name=%s]:not([type=hidden])"
TABLE = "number,name\n+31208005161,Office\nno number,Nobody\n"


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What somebody types or chooses on a page, which button they press, and what is said."""

    path: str
    typed: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    button: str
    told: str


MISTAKES = (
    Mistake(path="identity/", typed={"name": "a b"}, button="Add name", told="letters, digits"),
    Mistake(
        path="devices/setup/",
        typed={"current_password": "wrong"},
        button="Show the settings",
        told="not the password that you sign in with",
    ),
    Mistake(
        path="forwarding/",
        typed={"fbus_other": "a b"},
        chosen={"fbus": "other"},
        button="Save",
        told="Enter a telephone number such as",
    ),
    Mistake(path="accept/", button="Plan it", told="Enter"),
    Mistake(
        path="accept/hours/",
        typed={"start": "17:00", "stop": "17:00"},
        button="See what changes",
        told="",
    ),
    Mistake(path="history/?since=2026-11-20&until=2026-11-01", button="Show", told="not before"),
    Mistake(path="what-if/?who=typed", button="What happens?", told="Enter who calls."),
    Mistake(
        path="contacts/add/",
        typed={"uri": "a b", "name": "Kept"},
        button="Add contact",
        told="Enter",
    ),
    Mistake(path="contacts/import/", button="Show what would happen", told="Choose a file"),
    Mistake(path="rejected/", typed={"caller": "a b"}, button="Reject", told="Enter"),
    Mistake(path="voicemail/", typed={"pin": "1"}, button="Save", told="Enter a PIN"),
    Mistake(path="barring/", typed={"prefixes": "abc"}, button="Bar", told="abc"),
    Mistake(path="credit/", typed={"voucher": "12"}, button="Add the voucher", told="Enter"),
    Mistake(path="settings/", typed={"email": "nowhere"}, button="Save", told="mail address"),
    Mistake(
        path="settings/panel-password/",
        typed={"new_password": "abababab", "repeated_password": "other"},
        button="Change the password",
        told="Enter the password that you sign in with.",
    ),
)


def make(walk: Walk, mistake: Mistake) -> None:
    page = walk.page
    page.goto(HOME + mistake.path)
    main = page.locator("main")
    for name, value in mistake.chosen.items():
        main.locator(f"[name={name}]").select_option(value)
    for name, text in mistake.typed.items():
        main.locator(SEEN % name).fill(text)
    if "?" not in mistake.path:
        main.get_by_role("button", name=mistake.button, exact=True).click()
    expect(main.locator(".is-invalid, .field-error, .summary").first).to_be_visible()
    expect(main).to_contain_text(mistake.told)
    for name, text in mistake.typed.items():
        if "password" not in name:
            expect(main.locator(SEEN % name)).to_have_value(text)


def test_pages_with_mistakes_are_accessible_and_fit_a_small_phone(walk: Walk) -> None:
    walk.page.emulate_media(reduced_motion="reduce")
    walk.page.set_viewport_size(SMALLEST_PHONE)
    walk.sign_in("subscriber")
    found: list[str] = []
    for mistake in MISTAKES:
        make(walk, mistake)
        walk.show_theme("light")
        found += walk.accessibility(*OF_MISTAKES)
        walk.show_theme("dark")
        found += walk.accessibility("color-contrast")
        found += walk.too_wide()
    assert found == []


@dataclass(frozen=True, kw_only=True)
class Step:
    """Where the focus goes, which keys are pressed there, and what the page says then.

    A path leads to a page first; without one the person goes on where they are.
    """

    path: str | None = None
    control: str
    keys: tuple[str, ...] = ("Enter",)
    told: str | re.Pattern[str]


STEPS = (
    Step(path="", control=".peace-form button", told="Do not disturb is on until"),
    Step(control=".peace-stop", told="Do not disturb is off."),
    Step(path="devices/", control="main a.btn-primary", told="Show the settings"),
    Step(control="[name=current_password]", keys=("wrong", "Enter"), told="not the password"),
    Step(
        path="accept/", control="#plan [type=submit]", told="Enter the day and the time of the end."
    ),
    Step(path="accept/hours/", control="[name=when]", keys=("ArrowDown",), told="Every day"),
    Step(control="main form .btn-primary", told="Nothing is saved yet."),
    Step(control="[name=act][value=back]", told="A few questions"),
    Step(path="history/", control=".history-filter summary", told="Direction"),
    Step(control=".history-rows summary", told="What happened"),
    Step(control=".history-rows a[href*=trace]", told="What the status means"),
    Step(path="history/statistics/", control="main form [type=submit]", told="Day by day"),
    Step(path="contacts/import/", control="[name=text]", keys=(TABLE,), told="Or paste it"),
    Step(control="main form .btn-primary", told="Nothing is written yet."),
    Step(path="barring/", control="[name=prefixes]", keys=("+88 1",), told="Often barred"),
    Step(control=".inline-form .btn-primary", told="+881 cannot be called any more"),
    Step(path="settings/", control="[name=missed_calls]", keys=("Space",), told="Mail me"),
    Step(control="main .record-form .btn-primary", told="missed calls"),
    Step(path="security/", control="main form .btn", told=re.compile("ended\\.|no other session")),
)


def test_the_keyboard_reaches_what_a_page_is_for(walk: Walk) -> None:
    page = walk.page
    walk.sign_in("subscriber")
    for step in STEPS:
        if step.path is not None:
            page.goto(HOME + step.path)
        page.locator("body").press("Tab")
        page.locator(".skip-link").press("Enter")
        tab_to(page, step.control, presses=90)
        for keys in step.keys:
            if len(keys) > 1 and keys[0].isupper() and keys.isalpha():
                page.keyboard.press(keys)
            else:
                page.keyboard.insert_text(keys)
        expect(page.locator("main")).to_contain_text(step.told)


PAGES = (
    *("", "missed/", "what-if/?who=hidden", "identity/", "devices/", "devices/setup/"),
    *("forwarding/", "accept/", "accept/hours/", "accept/plan/", "accept/temporary/"),
    *("history/", "history/statistics/", "contacts/", "contacts/add/", "contacts/import/"),
    *("rejected/", "voicemail/", "voicemail/off/", "barring/", "credit/", "settings/"),
    *("settings/phone-password/", "settings/panel-password/", "settings/delete/", "security/"),
)


def test_every_page_works_without_scripts(stack: Stack, new_context: CreateContextCallback) -> None:
    page = new_context(java_script_enabled=False).new_page()
    walk = Walk(page, stack)
    login = walk.sign_in("subscriber")
    main = page.locator("main")
    for path in PAGES:
        answer = page.goto(HOME + path)
        assert answer is not None
        assert answer.status == 200, path
        expect(main.get_by_role("heading", level=1)).to_be_visible()
        for button in main.locator("button:not([type])").all():
            assert not button.is_visible(), path

    def press(name: str, told: str) -> None:
        main.get_by_role("button", name=name, exact=True).first.click()
        expect(main).to_contain_text(told)

    page.goto(HOME + "devices/setup/")
    main.locator("[name=current_password]").fill(login.password)
    press("Show the settings", "Settings to type")
    page.goto(HOME + "contacts/import/")
    main.locator("[name=text]").fill(TABLE)
    press("Show what would happen", "1 contact is added")
    press("Import", "1 contact added")
    page.goto(HOME + "accept/hours/")
    press("See what changes", "Nothing is saved yet.")
    press("Change my answers", "A few questions")
    page.goto(HOME + "accept/")
    rows = main.locator(".rule-row").count()
    press("Add a rule", "Every week")
    expect(main.locator(".rule-row")).to_have_count(rows + 1)
    page.goto(HOME + "history/")
    main.locator(".history-filter summary").click()
    main.locator("[name=kind]").select_option("missed")
    press("Show", "Missed")
    main.locator(".history-rows summary").first.click()
    main.get_by_role("link", name="What happened").first.click()
    expect(main).to_contain_text("Way of a call")
    page.goto(HOME + "what-if/")
    main.locator("[name=caller]").fill("+31 20 800 5161")
    press("What happens?", "+31 20 800 5161")


def letter(stack: Stack, part: str) -> str:
    """The link with this part in the newest mail that has one, as a path."""
    files = sorted((stack.panel.data / "mail").iterdir(), key=lambda one: one.stat().st_mtime)
    for file in reversed(files):
        found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", plain(file))
        if found:
            return found[1]
    raise AssertionError([plain(file) for file in files])


def plain(file: Path) -> str:
    """The words of a mail."""
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    return "" if body is None else str(body.get_content())


def test_a_new_password_and_the_end_of_an_account_by_links(walk: Walk, stack: Stack) -> None:
    page, name = walk.page, f"lena.last@{SHOWCASE.partition('@')[2]}"
    page.emulate_media(reduced_motion="reduce")
    begin_anew(walk, name, "lena@example.net")
    walk.settle()
    page.context.clear_cookies()
    page.set_viewport_size(SMALLEST_PHONE)
    found: list[str] = []

    def look() -> None:
        found.extend(walk.accessibility_in_both_themes())
        found.extend(walk.too_wide())

    page.goto("/password/forgotten/")
    look()
    page.locator("[name=email]").fill("nobody")
    page.get_by_role("button", name="Send me a mail").click()
    expect(page.locator(".is-invalid").first).to_be_visible()
    look()
    page.locator("[name=email]").fill("lena@example.net")
    page.get_by_role("button", name="Send me a mail").click()
    expect(page.get_by_text("a mail is on its way")).to_be_visible()
    page.goto(letter(stack, "password/link/"))
    look()
    page.locator("[name=panel_password]").fill("lena")
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator(".is-invalid").first).to_be_visible()
    look()
    page.locator("[name=panel_password]").fill(f"{PASSWORD}-2")
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/login/")
    page.goto("/password/set/")
    look()
    walk.sign_in_as(name, f"{PASSWORD}-2")

    where = f"/subscriber/{name}/settings/delete/"
    page.goto(where)
    look()
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.locator("main")).to_contain_text("Nothing is deleted yet.")
    look()
    page.goto(letter(stack, "settings/delete/"))
    look()
    page.get_by_role("button", name=re.compile("^Delete")).click()
    page.wait_for_url("**/login/")
    expect(page.get_by_text(f"The account {name} is deleted.")).to_be_visible()
    assert found == []


def test_what_was_typed_waits_through_the_sign_in(walk: Walk) -> None:
    page = walk.page
    page.emulate_media(reduced_motion="reduce")
    login = walk.sign_in("subscriber")
    page.goto(HOME + "rejected/")
    page.locator(SEEN % "caller").fill("waits@bad.example")
    page.context.clear_cookies(name="ngnpanel_session")
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_text("What you entered is kept")).to_be_visible()
    found = walk.accessibility_in_both_themes() + walk.too_wide()
    page.locator("[name=name]").fill(login.username)
    page.locator("[name=password]").fill(login.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you entered is still here")
    found += walk.accessibility_in_both_themes() + walk.too_wide()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Calls from waits@bad.example are refused now.")).to_be_visible()
    assert found == []


def test_a_week_that_was_drawn_outlives_the_session(walk: Walk) -> None:
    page = walk.page
    login = walk.sign_in("subscriber")
    page.goto(HOME + "accept/")
    page.context.clear_cookies(name="ngnpanel_session")
    page.get_by_role("button", name="Nobody at other times").click()
    expect(page.locator("#toasts")).to_contain_text("You were signed out meanwhile.")
    expect(page.locator("#week-form")).to_be_visible()
    page.get_by_role("button", name="Save the week").click()
    page.locator("[name=name]").fill(login.username)
    page.locator("[name=password]").fill(login.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("main")).to_contain_text("Nothing was changed.")
