"""Staff signs in on the page for all, and has no power by that."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from ngnpanel.api import Api
from ngnpanel.audit.models import Entry
from ngnpanel.staff import signing
from ngnpanel.staff.models import StaffMember, StaffRole
from ngnpanel.users import sessions
from ngnpanel.users.models import SignIn
from ngnpanel.web import reach
from tests.belongings import Estates
from tests.people import People, calls
from tests.staff.people import PASSWORD, member, role, signed_in
from tests.web.test_permissions import ROWS, keys

FAILED = "Name and password do not fit together"


def test_a_member_signs_in_without_a_call_and_comes_to_the_desk(people: People) -> None:
    sam = member()
    with calls(0):
        client = signed_in(sam)
        assert client.get("/")["Location"] == "/support/"
        page = client.get("/support/").content.decode()
    assert "Support desk" in page
    assert 'href="/customers/"' not in page
    assert SignIn.objects.get().whose == f"default staff {sam.pk}"
    assert StaffMember.objects.get().last_sign_in is not None


@pytest.mark.parametrize("name", ["sam", "nobody-like-that", "gone"])
def test_a_wrong_password_is_refused_as_that_of_nobody(
    people: People, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    member()
    member("gone", is_active=False)
    hashes: list[str] = []

    def counted(work: str) -> None:
        real = getattr(hashers, work)

        def act(*given: Any) -> Any:
            hashes.append(work)
            return real(*given)

        monkeypatch.setattr(hashers, work, act)

    counted("make_password")
    counted("check_password")
    answer = Client().post("/login/", {"name": name, "password": "not it"})
    assert answer.status_code == 422
    assert FAILED in answer.content.decode()
    assert len(hashes) == 1  # the one that takes time, whether the name exists or not


def test_a_member_who_is_shut_out_is_nobody(people: People) -> None:
    member(is_active=False)
    assert Client().post("/login/", {"name": "sam", "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"password": hashers.make_password("another one")},
        {"resellers": [3]},
        {"is_active": False},
        {"role": "Finance"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_session_dies_with_what_it_is_sealed_with(people: People, change: Any) -> None:
    client = signed_in(member())
    assert client.get("/support/").status_code == 200
    if "role" in change:
        change = {"role": StaffRole.objects.get(name=change["role"])}
    StaffMember.objects.update(**change)
    answer = client.get("/support/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_a_right_that_the_role_loses_is_gone_with_the_next_request(people: People) -> None:
    client = signed_in(member(role=role("staff.manage", "support.open")))
    assert client.get("/staff/").status_code == 200
    role("support.open")
    assert client.get("/staff/").status_code == 403
    assert client.get("/support/").status_code == 200


def test_a_member_for_nobody_has_no_calls_to_the_platform(people: People) -> None:
    actor = signing.actor_of(member(role="Administrator"), "default")
    with pytest.raises(PermissionError):
        Api.of(actor)


def test_a_member_for_nobody_opens_nothing_of_tenants(estates: Estates) -> None:
    client = signed_in(member(role="Administrator"))
    public = {"language", "logout", "confirm", "login-second"}
    names = {
        name
        for name, (_arguments, codes) in ROWS.items()
        if codes[-1] == 302 and not name.startswith("own-")
    }
    # What leads to a page, or is open to everybody, or belongs to the desk.
    names -= public | reach.DESK.keys() | {"home", "password-link"}
    urls = {name: reverse(name, args=keys(estates, ROWS[name][0])) for name in names}
    answers = {name: client.get(url) for name, url in urls.items()}
    with calls(0):
        answers |= {f"post {name}": client.post(url, {}) for name, url in urls.items()}
    assert {answer.status_code for answer in answers.values()} == {403}
    assert "You act for nobody now" in answers["account-list"].content.decode()


def test_the_json_api_answers_nothing_to_a_member_for_nobody(people: People) -> None:
    client = signed_in(member(role="Administrator"))
    with calls(0):
        answer = client.get("/api/subscriber/alice@acme.example/get_identity/")
    assert answer.status_code == 403


def test_a_limited_member_has_no_rights_that_know_no_resellers(people: People) -> None:
    limited = signing.actor_of(member(role="Administrator", resellers=[3]), "default")
    assert limited.rights is not None
    assert not limited.rights & signing.FOR_ALL


def test_a_password_of_somebody_else_is_changed_before_anything(people: People) -> None:
    client = signed_in(member(must_change=True))
    assert client.get("/support/")["Location"] == "/account/password/"
    typed = {"current_password": PASSWORD, "repeated_password": "Blue-Ginger-42"}
    answer = client.post("/account/password/", {**typed, "new_password": "Blue-Ginger-43"})
    assert answer.status_code == 422
    answer = client.post("/account/password/", {**typed, "new_password": "Blue-Ginger-42"})
    assert answer["Location"] == "/account/security/"
    assert client.get("/support/").status_code == 200
    found = StaffMember.objects.get()
    assert not found.must_change
    assert hashers.check_password("Blue-Ginger-42", found.password)


def test_changing_the_password_needs_the_present_one_and_slows_guessing(people: People) -> None:
    client = signed_in(member())
    new = {"new_password": "Blue-Ginger-42", "repeated_password": "Blue-Ginger-42"}
    for _time in range(6):
        answer = client.post("/account/password/", {"current_password": "wrong", **new})
    answer = client.post("/account/password/", {"current_password": PASSWORD, **new})
    assert answer.status_code == 302
    assert hashers.check_password(PASSWORD, StaffMember.objects.get().password)


def test_other_sessions_of_a_member_end_with_the_old_password(people: People) -> None:
    sam = member()
    here, there = signed_in(sam), signed_in(sam)
    new = {"new_password": "Blue-Ginger-42", "repeated_password": "Blue-Ginger-42"}
    here.post("/account/password/", {"current_password": PASSWORD, **new})
    assert here.get("/support/").status_code == 200
    assert there.get("/support/").status_code == 302


def test_the_session_keeps_no_password(people: People) -> None:
    client = signed_in(member())
    assert PASSWORD not in str(dict(client.session))
    assert client.session[sessions.LOGIN] == 0


def test_the_audit_calls_a_member_who_comes_by_name(people: People) -> None:
    signed_in(member("sam", name="Sam Support"))
    entry = Entry.objects.get(operation="Panel.sign-in")
    assert (entry.actor, entry.staff) == ("Sam Support", "Sam Support")
