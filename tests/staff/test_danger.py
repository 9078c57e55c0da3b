"""In a support session secrets are masked, and what is dangerous asks for another proof."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.jobs import files
from ngnpanel.jobs.models import Job, JobFile
from ngnpanel.staff import acting
from ngnpanel.staff.models import StaffMember, SupportSession
from ngnpanel.users import proof
from ngnpanel.web.permissions import PERMISSIONS
from tests.jobs.working import counts, done, items, prepared, work
from tests.people import ALICE, DOMAIN, SALES, People, api
from tests.staff.people import PASSWORD, acts_for, member, role, signed_in

ALL = sorted(set(PERMISSIONS) - {"secret.read"})
NEW = {"username": "carol", "domain": DOMAIN, "first_name": "Carol", "last_name": "Day"}


def stale(client: Client) -> None:
    """What was proved at sign-in was proved too long ago."""
    session = client.session
    session[proof.PROVED] = {}
    session.save()


def support(people: People, *rights: str, target: str = "reseller") -> Client:
    client = signed_in(member(role=role("support.open", *rights)))
    key = ALICE if target == "account" else getattr(people, target)
    acts_for(client, "account" if target == "account" else "customer", key)
    return client


def test_a_deletion_asks_for_a_proof_and_goes_on_with_it(people: People) -> None:
    client = support(people, *ALL)
    stale(client)
    path = f"/sip/aliases/{SALES}/delete/"
    assert client.get(path).status_code == 200
    answer = client.post(path, {})
    assert answer.status_code == 403
    assert "Is it you?" in answer.content.decode()
    assert api().sip.alias(SALES).id == SALES
    confirmed = client.post("/account/confirm/", {"password": PASSWORD, "second": "1"})
    assert confirmed.status_code == 302
    assert client.post(path, {}).status_code == 302


def test_the_person_itself_is_not_asked_there(people: People) -> None:
    client = people.browser("reseller")
    stale(client)
    assert client.post(f"/sip/aliases/{SALES}/delete/", {}).status_code == 302


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        (f"/subscriber/{ALICE}/settings/phone-password/", {"new_password": "Blue-Ginger-42"}),
        (f"/sip/accounts/{ALICE}/edit/", {"password": "Blue-Ginger-42"}),
        (f"/sip/accounts/{ALICE}/edit/", {"remove_web_password": "on"}),
        (f"/sip/domains/{DOMAIN}/edit/", {"customer": "3"}),
        (f"/subscriber/{ALICE}/voicemail/", {"pin": "4711"}),
    ],
)
def test_passwords_and_owners_ask_for_a_proof(
    people: People, path: str, typed: dict[str, str]
) -> None:
    client = support(people, *ALL)
    stale(client)
    answer = client.post(path, typed)
    assert answer.status_code == 403
    assert "Is it you?" in answer.content.decode()


def test_a_form_without_a_password_asks_for_none(people: People) -> None:
    client = support(people, *ALL)
    stale(client)
    answer = client.post(f"/sip/accounts/{ALICE}/edit/", {"first_name": "Al", "password": ""})
    assert answer.status_code == 302


@pytest.mark.parametrize("missing", ["password.edit", "tenant.edit"])
def test_passwords_and_owners_need_their_right(people: People, missing: str) -> None:
    client = support(people, *[one for one in ALL if one != missing])
    path, typed = (
        (f"/sip/accounts/{ALICE}/edit/", {"password": "Blue-Ginger-42"})
        if missing == "password.edit"
        else (f"/sip/domains/{DOMAIN}/edit/", {"customer": "3"})
    )
    answer = client.post(path, typed)
    assert answer.status_code == 403
    assert "This is not yours to open" in answer.content.decode()


def test_a_made_up_password_is_masked_without_the_right(people: People) -> None:
    page = support(people, *ALL).post("/sip/accounts/add/", NEW)
    assert "Support does not see it" in page.content.decode()
    stored = api().sip.account(SipId(username="carol", domain=DOMAIN)).password
    assert stored
    assert stored not in page.content.decode()


def test_a_made_up_password_is_shown_with_the_right(people: People) -> None:
    page = support(people, *PERMISSIONS).post("/sip/accounts/add/", NEW)
    stored = api().sip.account(SipId(username="carol", domain=DOMAIN)).password
    assert stored
    assert stored in page.content.decode()


def test_a_made_up_pin_is_masked(people: People) -> None:
    client = support(people, *ALL, target="account")
    page = client.post(
        f"/subscriber/{ALICE}/voicemail/", {"delivery": "keep", "pin": ""}
    ).content.decode()
    box = api().voicemail.mailbox(ALICE)
    assert box is not None
    assert box.password
    assert box.password not in page
    assert "••••••" in page


def test_secrets_as_a_whole_are_for_the_right_alone(people: People) -> None:
    client = support(people, *ALL)
    contacts = f"/subscriber/{ALICE}/contacts/export/"
    assert client.get(contacts).status_code == 403
    client.post("/support/end/")
    role(*PERMISSIONS)
    acts_for(client, "customer", people.reseller)
    assert client.get(contacts).status_code == 200


def test_setting_up_a_phone_shows_support_no_code(people: People) -> None:
    client = support(people, *PERMISSIONS)
    path = f"/subscriber/{ALICE}/devices/setup/"
    for kind, key in (("customer", people.customer), ("account", ALICE)):
        client.post("/support/end/")
        acts_for(client, kind, key)
        page = client.get(path).content.decode()
        assert "and so are the codes that hold it" in page
        assert client.post(path, {"current_password": "x"}).status_code == 403


def test_the_subscriber_alone_gives_up_the_account(people: People) -> None:
    client = support(people, *PERMISSIONS, target="account")
    assert client.get(f"/subscriber/{ALICE}/settings/delete/").status_code == 403


@pytest.mark.parametrize(
    ("action", "code"),
    [("get_identity", 200), ("get_history", 403), ("set_privacy_on", 403), ("get_crt", 403)],
)
def test_the_json_api_obeys_the_rights_of_a_support_session(
    people: People, action: str, code: int
) -> None:
    client = support(people, "settings.view", target="account")
    path = f"/api/subscriber/{ALICE}/{action}/"
    assert client.get(path).status_code == code


def test_the_json_api_changes_no_balance_without_a_proof(people: People) -> None:
    client = support(people, *ALL, target="account")
    stale(client)
    path = f"/api/subscriber/{ALICE}/add_balance/"
    assert client.post(path, {"id": "1", "number": "2"}).status_code == 403


# Jobs


def begun_by(people: People, *rights: str, kind: str, **params: Any) -> tuple[Job, Client]:
    """A job whose preview support looked up for the reseller."""
    client = support(people, *rights)
    row = SupportSession.objects.get()
    actor = acting.acts_as(row, row.member.rights)
    return prepared(actor, kind, params, keys=[str(ALICE)]), client


def test_a_job_keeps_who_sat_there_and_goes_on_after_the_session(people: People) -> None:
    job, client = begun_by(people, "account.edit", "job.view", kind="account-quota", quota=7)
    assert (job.staff, job.rights) == (StaffMember.objects.get().pk, ["account.edit", "job.view"])
    assert job.support == str(SupportSession.objects.get().number)
    client.post("/support/end/")
    assert counts(done(job)) == {"done": 1}
    assert api().sip.account(ALICE).quota == 7


@pytest.mark.parametrize("lost", ["right", "member", "limit"])
def test_a_job_refuses_its_items_when_the_member_lost_what_it_needs(
    people: People, lost: str
) -> None:
    job, _client = begun_by(people, "account.edit", "job.view", kind="account-quota", quota=7)
    if lost == "right":
        role("support.open", "job.view")
    elif lost == "member":
        StaffMember.objects.update(is_active=False)
    else:
        StaffMember.objects.update(resellers=[people.stranger])
    assert counts(done(job)) == {"refused": 1}
    assert items(job)[0].outcome == "refused"
    assert api().sip.account(ALICE).quota != 7


def test_a_right_that_comes_later_does_not_widen_a_job(people: People) -> None:
    job, _client = begun_by(people, "account.edit", "job.view", kind="account-quota", quota=7)
    Job.objects.update(rights=["job.view"])
    job.refresh_from_db()
    assert counts(done(job)) == {"refused": 1}


def test_a_member_sees_the_jobs_that_it_began_and_no_others(people: People) -> None:
    job, client = begun_by(people, "account.edit", "job.view", kind="account-quota", quota=7)
    other = prepared(people.actor("reseller"), "account-quota", {"quota": 9}, keys=[str(ALICE)])
    client.post("/support/end/")
    page = client.get("/jobs/").content.decode()
    assert f'href="/jobs/{job.pk}/"' in page
    assert f'href="/jobs/{other.pk}/"' not in page
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    assert client.get(f"/jobs/{other.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/do/begin/", {}).status_code == 403


def test_beginning_a_deleting_job_asks_for_a_proof(people: People) -> None:
    job, client = begun_by(people, "account.delete", "job.view", kind="account-delete")
    stale(client)
    answer = client.post(f"/jobs/{job.pk}/do/begin/", {"seen": ""})
    assert answer.status_code == 403
    assert "Is it you?" in answer.content.decode()
    work()
    assert api().sip.account(ALICE).id == ALICE


def test_files_of_secrets_are_for_the_person_and_for_who_reads_secrets(people: People) -> None:
    job, client = begun_by(people, "account.edit", "job.view", kind="account-quota", quota=7)
    files.keep(job, "passwords.csv", b"secret", "text/csv")
    path = f"/jobs/{job.pk}/file/{JobFile.objects.get().pk}/"
    assert client.post(path).status_code == 403
    assert "passwords.csv" not in client.get(f"/jobs/{job.pk}/").content.decode()
    assert people.browser("stranger").post(path).status_code == 404
    assert people.browser("reseller").post(path).content == b"secret"
