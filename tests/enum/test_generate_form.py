"""The form of the generator: what it offers, what it refuses, and the job that it makes."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.rules import MAX_INT
from ngnpanel.jobs import submitting
from ngnpanel.jobs.models import Job, JobFile, State
from tests.belongings import Estates
from tests.enum.bulk.generating import NUMBERS, account, added, allow
from tests.filling import errors, fill
from tests.jobs.working import actor, done, items, work
from tests.people import DOMAIN, FOREIGN_DOMAIN, People, api, calls

URL = "/numbers/ranges/3120.e164.arpa/generate/"
FOREIGN = "/numbers/ranges/4930.e164.arpa/generate/"
GOOD = {"added": "80052", "count": "3"}


def made(answer: HttpResponse) -> Job:
    """The job that the form led to, looked up."""
    assert answer.status_code == 302, errors(answer)
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    work()
    job.refresh_from_db()
    return job


def test_the_page_has_sensible_defaults(reseller: Client, estates: Estates) -> None:
    form = reseller.get(URL).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert shown == {
        "added": None,
        "length": 11,
        "count": 10,
        "from_free": True,
        "domain": DOMAIN,
        "strip": None,
        "owner": estates.people.reseller,
        "info": None,
        "accounts": True,
        "password": None,
        "language": "en",
        "pstn": None,
        "rpid_strip": None,
        "quota": None,
        "call_limit": None,
        "prepaid": None,
        "acl": "",
    }


@pytest.mark.parametrize("person", ["administrator", "reseller", "customer"])
def test_the_page_takes_three_calls(estates: Estates, person: str) -> None:
    browser = estates.people.browser(person)
    browser.get("/numbers/ranges/")  # what is kept for pages of this person is there
    with calls(3):
        assert browser.get(URL).status_code == 200


def test_the_range_offers_it(reseller: Client, estates: Estates) -> None:
    for page in ("/numbers/ranges/", "/numbers/ranges/3120.e164.arpa/"):
        assert f'href="{URL}' in reseller.get(page).content.decode()


def test_foreign_looks_like_missing(stranger: Client, reseller: Client, estates: Estates) -> None:
    assert stranger.get(URL).status_code == 404
    assert stranger.post(URL, {**GOOD, "domain": FOREIGN_DOMAIN}).status_code == 404
    assert stranger.post(f"{URL}?check=count", GOOD).status_code == 404
    assert reseller.get(FOREIGN).status_code == 404
    assert reseller.get("/numbers/ranges/3199.e164.arpa/generate/").status_code == 404
    assert reseller.get("/numbers/ranges/nonsense/generate/").status_code == 404
    assert not Job.objects.exists()


def test_a_subscriber_generates_nothing(subscriber: Client, estates: Estates) -> None:
    assert subscriber.get(URL).status_code in (302, 403)
    assert subscriber.post(URL, GOOD).status_code in (302, 403)
    assert not Job.objects.exists()


def test_the_form_makes_a_job_that_does_what_it_says(reseller: Client, estates: Estates) -> None:
    customer = estates.people.customer
    job = made(
        fill(
            reseller,
            URL,
            **GOOD,
            owner=str(customer),
            strip="2",
            pstn="on",
            rpid_strip="0",
            quota="20",
            call_limit="2",
            acl="192.0.2.0/24\n10.0.0.1",
            info="Lot",
        )
    )
    assert job.state == State.PREVIEWED
    assert (job.login, job.customer) == (estates.people.reseller,) * 2
    assert [item.key for item in items(job)] == NUMBERS
    done(job)
    assert added() == NUMBERS
    one = account("208005200")
    assert one is not None
    assert (one.quota, one.call_limit, one.rpid, one.owner) == (20, 2, NUMBERS[0], customer)
    assert [str(network) for network in one.acl] == ["192.0.2.0/24", "10.0.0.1/32"]


def test_the_pages_of_the_job_and_of_its_undoing_lead_to_the_numbers(
    reseller: Client, estates: Estates
) -> None:
    job = made(fill(reseller, URL, **GOOD, accounts=""))
    undoing = submitting.undo(done(job), actor(estates.people))
    work()
    for shown in (job, undoing):
        page = reseller.get(f"/jobs/{shown.pk}/").content.decode()
        assert f'href="/numbers/numbers/{NUMBERS[0]}.e164.arpa/"' in page
        assert "+31208005200" in page
        assert "Leads to" in page


def test_the_files_are_fetched_once_by_who_made_the_job(
    reseller: Client, administrator: Client, estates: Estates
) -> None:
    job = done(made(fill(reseller, URL, **GOOD)))
    file = JobFile.objects.get(job=job, content_type="text/csv; charset=utf-8")
    url = f"/jobs/{job.pk}/file/{file.pk}/"
    assert f'action="{url}"' in reseller.get(f"/jobs/{job.pk}/").content.decode()
    assert administrator.post(url).status_code in (403, 404)
    answer = reseller.post(url)
    one = account(NUMBERS[0])
    assert one is not None
    assert one.password.encode() in answer.content
    assert f'filename="credentials-{job.pk}.csv"' in answer["Content-Disposition"]
    assert one.password.encode() not in reseller.post(url).content


def test_a_typed_password_is_in_no_parameter(reseller: Client, estates: Estates) -> None:
    job = made(fill(reseller, URL, **GOOD, password="kH7wqPz3Rm"))
    assert "kH7wqPz3Rm" not in str(Job.objects.filter(pk=job.pk).values())
    done(job)
    one = account(NUMBERS[0])
    assert one is not None
    assert one.password == "kH7wqPz3Rm"


def test_the_options_are_there_the_next_time(reseller: Client, estates: Estates) -> None:
    typed = {**GOOD, "strip": "2", "info": "Lot", "pstn": "on", "quota": "20", "acl": "10.0.0.0/8"}
    data = {**typed, "length": "11", "domain": DOMAIN, "accounts": "on", "language": "nl"}
    secret = {"password": "kH7wqPz3Rm"}
    assert reseller.post(URL, {**data, **secret}).status_code == 302
    properties = api().customers.customer(estates.people.reseller).properties
    kept = {p.name: p for p in properties if p.name.startswith("enum_generator_")}
    assert (kept["enum_generator_add_prefix"].value, kept["enum_generator_pstn"].value) == (
        "80052",
        "1",
    )
    assert {p.category for p in kept.values()} == {"web"}
    assert "kH7wqPz3Rm" not in str([p.value for p in properties])
    form = reseller.get(URL).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert [str(shown[name]) for name in typed] == [
        *("80052", "3", "2", "Lot", "True", "20", "10.0.0.0/8")
    ]
    assert (shown["from_free"], shown["language"], shown["password"]) == (False, "nl", None)


def test_the_administrator_finds_its_options_in_the_session(
    administrator: Client, estates: Estates
) -> None:
    assert fill(administrator, URL, **GOOD, domain=DOMAIN, strip="2").status_code == 302
    assert administrator.get(URL).context["form"]["strip"].value() == "2"


def test_what_fits_another_range_does_not_begin_this_one(
    reseller: Client, estates: Estates
) -> None:
    allow(
        estates.people.reseller,
        enum_generator_number_length="8",
        enum_generator_add_prefix="77",
        enum_generator_nr_records="90",
        enum_generator_owner="424242",
        enum_generator_strip_digits="2",
    )
    form = reseller.get(URL).context["form"]
    names = ("length", "added", "count", "owner", "strip")
    assert [form[name].value() for name in names] == [*(11, None, 10, estates.people.reseller, "2")]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"added": "8a"}, "added", "digits and nothing else"),
        ({"added": "80051612"}, "added", "more digits than the 11"),
        ({"length": ""}, "length", "cannot stay empty"),
        ({"length": "10"}, "length", "of this range have 11 digits"),
        ({"length": "16"}, "length", "15 or less"),
        ({"length": "3"}, "length", "4 or more"),
        ({"length": "many"}, "length", "whole number"),
        ({"count": "101"}, "count", "100 numbers of 11 digits begin with +312080052"),
        ({"count": "0"}, "count", "1 or more"),
        ({"count": "-1"}, "count", "1 or more"),
        ({"count": "100001"}, "count", "or less"),
        ({"count": "1e3"}, "count", "whole number"),
        ({"count": ""}, "count", "cannot stay empty"),
        ({"domain": ""}, "domain", "Choose the SIP domain"),
        ({"domain": FOREIGN_DOMAIN}, "domain", "Select a valid choice"),
        ({"strip": "9"}, "strip", "at most 8"),
        ({"strip": "-1"}, "strip", "0 or more"),
        ({"rpid_strip": "9"}, "rpid_strip", "at most 8"),
        ({"owner": "424242"}, "owner", "Select a valid choice"),
        ({"owner": "me"}, "owner", "Select a valid choice"),
        ({"info": "x" * 256}, "info", "at most 255"),
        ({"info": "a\tb"}, "info", "control characters"),
        ({"password": "short"}, "password", "at least 8"),
        ({"password": "=kH7wqPz3Rm"}, "password", "begin with a letter"),
        ({"password": "kH7wqPz\u00e4Rm"}, "password", "without accents"),
        ({"quota": "ten"}, "quota", "whole number"),
        ({"quota": str(MAX_INT + 1)}, "quota", "or less"),
        ({"call_limit": "10001"}, "call_limit", "10000 or less"),
        ({"acl": "everywhere"}, "acl", "no IPv4 network"),
        ({"acl": "10.0.0.0/40"}, "acl", "no IPv4 network"),
        ({"language": "tlh"}, "language", "Select a valid choice"),
    ],
)
def test_a_refusal_stands_on_its_field(
    reseller: Client, estates: Estates, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(reseller, URL, **{**GOOD, **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])
    assert not Job.objects.exists()


def test_what_was_typed_is_still_there_after_a_refusal(reseller: Client, estates: Estates) -> None:
    answer = fill(reseller, URL, **{**GOOD, "strip": "9", "info": '<b>"x'})
    page = answer.content.decode()
    assert "<b>" not in page.split("<form", 1)[1]
    assert "&lt;b&gt;&quot;x" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            {"from_free": ""},
            (
                "First number +31208005200, last +31208005202. The account of +31208005200"
                " is 31208005200@acme.example."
            ),
        ),
        ({"from_free": "", "count": "1", "accounts": ""}, "The only number is +31208005200."),
        ({"accounts": ""}, "From the first free number of +31208005200 to +31208005299."),
        ({"strip": "5", "from_free": ""}, "name would begin with 0"),
        ({"count": "101"}, "100 numbers of 11 digits begin with"),
        ({"added": "x"}, "digits and nothing else"),
        ({"domain": "", "from_free": ""}, "is 31208005200@…"),
    ],
)
def test_first_and_last_number_are_said_while_the_form_is_filled_in(
    reseller: Client, estates: Estates, typed: dict[str, str], words: str
) -> None:
    reseller.get(URL)
    data = {"length": "11", "domain": DOMAIN, "accounts": "on", "from_free": "on"}
    data = {name: value for name, value in {**data, **GOOD, **typed}.items() if value}
    with calls(0):
        answer = reseller.post(f"{URL}?check=count", data)
    assert words in answer.content.decode()
    assert not Job.objects.exists()


def test_nothing_is_said_while_there_is_nothing_to_say(reseller: Client, estates: Estates) -> None:
    answer = reseller.post(f"{URL}?check=count", {"length": "11"})
    assert "live-note" not in answer.content.decode()


def test_without_rights_about_calls_there_are_no_fields_for_them(estates: Estates) -> None:
    people = estates.people
    assert {"call_limit", "acl"}.isdisjoint(fields(people, "customer"))
    allow(people.reseller, pstn_changes="0", prepaid_changes="0")
    assert {"pstn", "rpid_strip", "quota", "prepaid"}.isdisjoint(fields(people, "reseller"))
    allow(people.reseller, pstn_access="0")
    assert {"pstn", "call_limit"}.isdisjoint(fields(people, "reseller"))
    assert "pstn" in fields(people, "administrator")


def fields(people: People, name: str) -> set[str]:
    """The fields that a person gets."""
    return set(people.browser(name).get(URL).context["form"].fields)


def test_what_there_are_too_many_of_is_typed_and_looked_up(
    reseller: Client, estates: Estates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ngnpanel.accounts.services.MOST_DOMAINS", 0)
    monkeypatch.setattr("ngnpanel.accounts.services.MOST_CUSTOMERS", 1)
    answer = fill(reseller, URL, **GOOD, domain=FOREIGN_DOMAIN, owner=str(estates.people.stranger))
    assert answer.status_code == 422
    assert "no such SIP domain" in " ".join(errors(answer)["domain"])
    assert "No customer that you see" in " ".join(errors(answer)["owner"])
    job = made(fill(reseller, URL, **GOOD, domain=DOMAIN, owner=str(estates.people.customer)))
    assert len(items(job)) == 3


def test_too_many_open_jobs_are_said_on_the_form(
    reseller: Client, estates: Estates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ngnpanel.jobs.submitting.MOST_JOBS", 0)
    answer = fill(reseller, URL, **GOOD)
    assert answer.status_code == 422
    assert "that are not over" in answer.content.decode()


def test_options_that_cannot_be_kept_stop_nothing(
    customer: Client, estates: Estates, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserved = CustomerProperty(name="enum_generator_info", value="x", permission="admin")
    api().customers.set_properties(estates.people.customer, [reserved])
    made(fill(customer, URL, **GOOD))
