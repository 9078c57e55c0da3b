"""Every kind of record, every screen, every person: the right answer in a fixed number of calls."""

from __future__ import annotations

import csv
import io
import json

import pytest
import redis
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.belongings import Estates
from tests.people import ALICE, DOMAIN, People, calls, take_platform_away
from tests.web.kinds import SCREENS, Kind
from tests.web.kinds.every import KINDS

STAFF = ("administrator", "reseller", "customer")
NAMED = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
# What no page may cost more than, however much there is (issue 4).
MOST = {"list": 2, "detail": 3}


def address(kind: Kind, screen: str, key: str) -> str:
    return reverse(f"{kind.name}-{screen}", args=[] if screen in ("list", "add") else [key])


def text(answer: HttpResponseBase) -> str:
    if isinstance(answer, StreamingHttpResponse):
        return b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


@NAMED
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("person", STAFF)
def test_a_screen_makes_its_fixed_number_of_calls(
    estates: Estates, person: str, kind: Kind, screen: str
) -> None:
    number = kind.calls[screen][STAFF.index(person)]
    url = address(kind, screen, kind.own(estates))
    browser = estates.people.browser(person)
    if number < 0:
        assert browser.get(url).status_code == 403
        return
    assert number <= MOST.get(screen, 6)
    with calls(number):
        answer = browser.get(url)
    assert answer.status_code == 200
    page = text(answer)
    assert "<h1>" in page
    if screen not in ("list", "add"):
        assert kind.words in page.replace("<wbr>", "").replace('<wbr class="dot">', "")


@NAMED
def test_a_list_asked_by_htmx_is_its_table_alone(estates: Estates, kind: Kind) -> None:
    browser = estates.people.browser("reseller")
    answer = browser.get(reverse(f"{kind.name}-list"), headers={"HX-Request": "true"})
    page = text(answer)
    assert answer.status_code == 200
    assert "<html" not in page
    assert 'id="list"' in page
    assert "HX-Request" in answer["Vary"]


@NAMED
@pytest.mark.parametrize("person", STAFF)
def test_no_page_shows_what_is_anothers(estates: Estates, person: str, kind: Kind) -> None:
    browser = estates.people.browser(person)
    own = kind.own(estates)
    for screen in SCREENS:
        page = text(browser.get(address(kind, screen, own)))
        if person != "administrator":
            assert kind.secret not in page
            assert "Foreign" not in page
    if person == "administrator":
        assert kind.secret in text(browser.get(reverse(f"{kind.name}-list")))


@NAMED
@pytest.mark.parametrize("person", ["reseller", "customer"])
def test_what_is_anothers_looks_like_what_is_missing(
    estates: Estates, person: str, kind: Kind
) -> None:
    if kind.is_for_sellers and person == "customer":
        return
    browser = estates.people.browser(person)
    for screen in ("detail", "edit"):
        url = address(kind, screen, kind.foreign(estates))
        answer = browser.get(url)
        assert answer.status_code == 404
        assert kind.secret not in text(answer).replace(url, "")
    before = text(estates.people.browser("administrator").get(url))
    assert browser.post(url, {"opened": "{}"}).status_code == 404
    assert browser.post(address(kind, "delete", kind.foreign(estates))).status_code in (403, 404)
    assert len(text(estates.people.browser("administrator").get(url))) == len(before)


@NAMED
@pytest.mark.parametrize("person", STAFF)
def test_downloads_hold_the_rows_that_the_person_sees(
    estates: Estates, person: str, kind: Kind
) -> None:
    if kind.is_for_sellers and person == "customer":
        return
    browser = estates.people.browser(person)
    table = text(browser.get(reverse(f"{kind.name}-export", args=["csv"])))
    records = json.loads(text(browser.get(reverse(f"{kind.name}-export", args=["json"]))))
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert len(rows) == len(records) > 0
    assert list(rows[0]) == list(records[0])
    assert (kind.secret in table) == (person == "administrator")


@NAMED
def test_what_is_ticked_is_what_is_downloaded(estates: Estates, kind: Kind) -> None:
    browser = estates.people.browser("administrator")
    key = kind.own(estates)
    url = reverse(f"{kind.name}-selection")
    ticked = {"keys": [key], "query": "", "scope": "ticked", "act": "json"}
    with calls(1):
        found = json.loads(text(browser.post(url, ticked)))
    assert len(found) == 1
    everything = json.loads(text(browser.post(url, ticked | {"scope": "all"})))
    assert len(everything) > 1
    assert browser.post(url, ticked | {"act": "format-the-disk"}).status_code == 404


@NAMED
def test_the_first_lines_for_a_relative_are_a_part(estates: Estates, kind: Kind) -> None:
    browser = estates.people.browser("reseller")
    page = text(browser.get(reverse(f"{kind.name}-list"), {"part": "related"}))
    assert "<html" not in page
    assert 'class="list-rows"' in page


@NAMED
def test_a_hidden_column_stays_hidden(estates: Estates, kind: Kind) -> None:
    browser = estates.people.browser("reseller")
    listed = reverse(f"{kind.name}-list")
    before = text(browser.get(listed)).count("<th ")
    answer = browser.post(reverse(f"{kind.name}-columns"), {"columns": [], "next": listed})
    assert answer["Location"] == listed
    assert text(browser.get(listed)).count("<th ") < before
    shown = csv.reader(io.StringIO(text(browser.get(reverse(f"{kind.name}-export", args=["csv"])))))
    assert len(next(shown)) > 1


@NAMED
def test_one_field_is_edited_and_nothing_else(estates: Estates, kind: Kind) -> None:
    browser = estates.people.browser("reseller")
    url = address(kind, "edit", kind.own(estates))
    form = browser.get(url).context["form"]
    name, value = kind.edit
    posted = form_data(form) | {name: value, "opened": form.opening}
    with_review = browser.post(url, posted | {"review": "1"})
    assert with_review.status_code == 200
    assert len(with_review.context["review"]) == 1
    assert browser.post(url, posted).status_code == 302
    again = browser.get(url).context["form"]
    assert form_data(again) == form_data(form) | {name: value}


@NAMED
def test_two_people_edit_one_record(estates: Estates, kind: Kind) -> None:
    browser = estates.people.browser("reseller")
    url = address(kind, "edit", kind.own(estates))
    form = browser.get(url).context["form"]
    name, value = kind.edit
    opened = form_data(form) | {"opened": form.opening}
    assert browser.post(url, opened | {name: value}).status_code == 302
    # The second one changes nothing, and does not put the old value back.
    assert browser.post(url, opened).status_code == 302
    assert form_data(browser.get(url).context["form"])[name] == value


@NAMED
def test_a_record_that_went_meanwhile_says_so_and_keeps_what_was_typed(
    estates: Estates, kind: Kind
) -> None:
    browser = estates.people.browser("reseller")
    name, value = kind.edit
    url = address(kind, "edit", kind.gone)
    answer = browser.post(url, {"opened": "{}", name: value})
    assert answer.status_code == 404
    assert value in text(answer)
    assert "is not there any more" in text(answer)


@NAMED
def test_one_more_is_added(estates: Estates, kind: Kind) -> None:
    browser = estates.people.browser(kind.adder)
    url = reverse(f"{kind.name}-add")
    form = browser.get(url).context["form"]
    posted = form_data(form) | dict(kind.add(estates))
    before = total(browser, kind)
    assert browser.post(url, posted | {"review": "1"}).status_code == 200
    assert total(browser, kind) == before
    answer = browser.post(url, posted)
    assert answer.status_code in (200, 302), answer.context["form"].errors
    assert total(browser, kind) == before + 1


@NAMED
def test_every_screen_says_that_the_platform_is_away(
    estates: Estates, kind: Kind, settings: Settings
) -> None:
    browser = estates.people.browser(kind.adder)
    key = kind.own(estates)
    take_platform_away(settings)
    for screen in ("list", "detail", "edit", "delete"):
        assert browser.get(address(kind, screen, key)).status_code == 503


def total(browser: Client, kind: Kind) -> int:
    return int(browser.get(reverse(f"{kind.name}-list")).context["listing"].total)


def form_data(form: object) -> dict[str, object]:
    """What a browser would post of a form as it is drawn."""
    data: dict[str, object] = {}
    for bound in form:  # type: ignore[attr-defined]
        value = bound.value()
        if bound.field.disabled or value in (None, "", False, [], ()):
            continue
        data[bound.html_name] = "on" if value is True else value
    return data


def test_the_subscriber_starts_at_the_own_overview(people: People) -> None:
    with calls(0):
        answer = people.browser("subscriber").get("/")
    assert answer["Location"] == f"/subscriber/{ALICE}/"


def test_a_live_check_takes_the_choices_of_the_page(estates: Estates) -> None:
    browser = estates.people.browser("reseller")
    url = reverse("account-add")
    browser.get(url)
    typed = {"username": "alice", "domain": DOMAIN}
    with calls(1):
        note = text(browser.post(f"{url}?check=username", typed))
    assert "Alice Smith" in note


def test_pages_do_without_the_cache(estates: Estates, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: object) -> None:
        raise redis.ConnectionError

    for name in ("get", "set", "delete"):
        monkeypatch.setattr(f"ngnpanel.web.memory.cache.{name}", away)
    browser = estates.people.browser("reseller")
    page = text(browser.get(reverse("domain-list")))
    assert "Customer Inc" in page
    assert browser.post(f"{reverse('account-add')}?check=username", {}).status_code == 200


def test_a_conflict_says_when_the_other_change_was(estates: Estates) -> None:
    browser = estates.people.browser("reseller")
    url = reverse("zone-edit", args=[estates.own.zone])
    form = browser.get(url).context["form"]
    opened = form_data(form) | {"opened": form.opening}
    assert browser.post(url, opened | {"info": "theirs"}).status_code == 302
    answer = browser.post(url, opened | {"info": "mine"})
    page = text(answer)
    assert answer.status_code == 422
    assert "Somebody changed this to “theirs” (" in page
    assert "UTC) after you opened the page" in page
    assert "mine" in page
