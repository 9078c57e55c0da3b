"""Who makes whom staff: nobody gives what they do not have, and somebody is left to manage."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core.management import CommandError, call_command
from django.test import Client

from ngnpanel.audit.models import Entry
from ngnpanel.staff.models import StaffMember, StaffRole
from tests.people import People, calls
from tests.staff.people import acts_for, member, role, signed_in


def typed(login: str = "ann", role: str | StaffRole = "Helpdesk", **more: str) -> dict[str, str]:
    found = StaffRole.objects.get(name=role) if isinstance(role, str) else role
    return {"login": login, "name": "Ann Other", "mail": "", "role": str(found.pk), **more}


def told(page: Any) -> str:
    found = re.search(r"<code>([^<]+)</code>", page.content.decode())
    assert found is not None
    return found[1]


def test_the_administrator_adds_a_member_whose_password_is_told_once(
    administrator: Client,
) -> None:
    with calls(0):
        answer = administrator.post("/staff/add/", typed("Ann", mail="ann@example.com"))
    password = told(answer)
    assert "no-store" in answer["Cache-Control"]
    found = StaffMember.objects.get()
    assert (found.login, found.mail, found.must_change) == ("ann", "ann@example.com", True)
    assert hashers.check_password(password, found.password)
    assert password not in administrator.get(f"/staff/{found.pk}/").content.decode()
    assert password not in str(list(Entry.objects.values()))
    client = Client()
    answer = client.post("/login/", {"name": "ann", "password": password})
    assert answer.status_code == 302
    assert client.get("/support/")["Location"] == "/account/password/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": "a@b"},
        {"login": "x"},
        {"login": "with blank"},
        {"login": "admin"},
        {"login": "TAKEN"},
        {"login": "a" * 61},
        {"name": ""},
        {"name": "two\x07parts"},
        {"mail": "no address"},
        {"role": "999"},
        {"role": "x"},
        {"resellers": "3; drop"},
        {"resellers": "-3"},
        {"resellers": ",".join(str(n) for n in range(1, 30))},
    ],
    ids=str,
)
def test_what_makes_no_member_is_told(administrator: Client, wrong: dict[str, str]) -> None:
    member("taken")
    answer = administrator.post("/staff/add/", {**typed(), **wrong})
    assert answer.status_code == 422
    assert StaffMember.objects.count() == 1


def test_a_manager_gives_no_rights_that_it_lacks(people: People) -> None:
    client = signed_in(member(role=role("staff.manage", "support.open", name="Chief")))
    rich, poor = role("staff.manage", "secret.read", name="Rich"), role("support.open", name="Poor")
    assert client.post("/staff/add/", typed("rich", rich)).status_code == 422
    assert client.post("/staff/add/", typed("poor", poor)).status_code == 200
    other = member("other", role=rich)
    for path in (f"/staff/{other.pk}/", f"/staff/roles/{rich.pk}/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {}).status_code == 403
    for act in ("password", "active"):
        assert client.post(f"/staff/{other.pk}/{act}/", {"active": "0"}).status_code == 403
    page = client.get("/staff/roles/add/").content.decode()
    assert 'value="support.open"' in page
    assert 'value="secret.read"' not in page
    answer = client.post("/staff/roles/add/", {"name": "Sly", "rights_0": ["secret.read"]})
    assert answer.status_code == 422
    assert not StaffRole.objects.filter(name="Sly").exists()


def test_a_limited_manager_stays_within_its_resellers(people: People) -> None:
    chief = role("staff.manage", "support.open", name="Chief")
    poor = role("support.open", name="Poor")
    client = signed_in(member(role=chief, resellers=[people.reseller]))
    beyond = member("beyond", role=poor, resellers=[people.stranger])
    for_all = member("all", role=poor)
    page = client.get("/staff/").content.decode()
    assert "beyond" not in page
    for found in (beyond, for_all):
        assert client.get(f"/staff/{found.pk}/").status_code == 404
        assert client.post(f"/staff/{found.pk}/active/", {"active": "0"}).status_code == 404
    assert client.get("/staff/9999/").status_code == 404
    for resellers in ("", str(people.stranger), f"{people.reseller}, {people.stranger}"):
        answer = client.post("/staff/add/", typed("ann", poor, resellers=resellers))
        assert answer.status_code == 422
    answer = client.post("/staff/add/", typed("ann", poor, resellers=str(people.reseller)))
    assert answer.status_code == 200
    assert client.get("/staff/roles/add/").status_code == 403


def test_the_last_one_who_manages_stays(administrator: Client) -> None:
    chief = role("staff.manage", name="Chief")
    sam = member(role=chief)
    assert administrator.post(f"/staff/{sam.pk}/active/", {"active": "0"}).status_code == 302
    assert administrator.post(f"/staff/{sam.pk}/", typed("sam")).status_code == 422
    answer = administrator.post(f"/staff/roles/{chief.pk}/", {"name": "Chief"})
    assert answer.status_code == 422
    sam.refresh_from_db()
    chief.refresh_from_db()
    assert (sam.is_active, sam.role, chief.rights) == (True, chief, ["staff.manage"])
    member("ann", role=chief)
    administrator.post(f"/staff/{sam.pk}/active/", {"active": "0"})
    sam.refresh_from_db()
    assert not sam.is_active


def test_a_role_is_edited_and_deleted_while_nobody_has_it(administrator: Client) -> None:
    found = role("account.view", name="Own")
    page = administrator.get(f"/staff/roles/{found.pk}/").content.decode()
    assert re.search(r'value="account.view"[^>]*checked', page)
    rights = {"rights_4": ["account.view", "account.edit"]}
    answer = administrator.post(f"/staff/roles/{found.pk}/", {"name": "Mine", **rights})
    assert answer["Location"] == "/staff/roles/"
    found.refresh_from_db()
    assert (found.name, found.rights) == ("Mine", ["account.edit", "account.view"])
    taken = administrator.post(f"/staff/roles/{found.pk}/", {"name": "helpdesk"})
    assert taken.status_code == 422
    sam = member(role=found)
    administrator.post(f"/staff/roles/{found.pk}/delete/", {})
    assert StaffRole.objects.filter(pk=found.pk).exists()
    sam.delete()
    administrator.post(f"/staff/roles/{found.pk}/delete/", {})
    assert not StaffRole.objects.filter(pk=found.pk).exists()


def test_there_are_five_roles_and_only_one_reads_secrets(people: People) -> None:
    roles = {one.name: set(one.rights) for one in StaffRole.objects.all()}
    assert roles.keys() == {"Read only", "Helpdesk", "Provisioning", "Finance", "Administrator"}
    assert [name for name, rights in roles.items() if "secret.read" in rights] == ["Administrator"]
    changing = re.compile(r".*\.(add|edit|delete|generate|import|manage|run)$")
    read = {right for right in roles["Read only"] if changing.match(right)}
    assert read == {"account.manage"}  # the way into the settings, which it only looks at
    assert "balance.edit" in roles["Finance"]
    assert "balance.edit" not in roles["Helpdesk"]


def test_staff_is_not_managed_in_a_support_session(people: People) -> None:
    client = signed_in(member(role="Administrator"))
    acts_for(client, "platform", "all")
    for path in ("/staff/", "/staff/add/", "/staff/roles/", "/support/open/platform/all/"):
        assert client.get(path).status_code == 403


def test_a_new_password_ends_the_sessions_of_the_member(administrator: Client) -> None:
    sam = member()
    client = signed_in(sam)
    password = told(administrator.post(f"/staff/{sam.pk}/password/"))
    assert client.get("/support/").status_code == 302
    assert Client().post("/login/", {"name": "sam", "password": password}).status_code == 302


def test_createstaff_prints_a_made_up_password_once(people: People) -> None:
    out = io.StringIO()
    call_command("createstaff", "ann", role="helpdesk", generate=True, stdout=out)
    found = StaffMember.objects.get()
    assert hashers.check_password(out.getvalue().split()[-1], found.password)
    assert found.must_change


def test_createstaff_takes_a_password_that_is_piped_in(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Blue-Ginger-42\n"))
    call_command("createstaff", "ann", resellers="1", stdout=io.StringIO())
    found = StaffMember.objects.get()
    assert hashers.check_password("Blue-Ginger-42", found.password)
    assert (found.resellers, found.must_change) == ([1], False)


@pytest.mark.parametrize(
    ("login", "options", "piped"),
    [
        ("a@b", {}, "Blue-Ginger-42"),
        ("ann", {"role": "King"}, "Blue-Ginger-42"),
        ("ann", {}, "password"),
        ("ann", {}, ""),
    ],
)
def test_createstaff_refuses_what_the_page_refuses(
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    login: str,
    options: dict[str, str],
    piped: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{piped}\n"))
    with pytest.raises(CommandError):
        call_command("createstaff", login, stdout=io.StringIO(), **options)
    assert not StaffMember.objects.exists()
