"""The pages of the platform's administrator: sign-in, emergency targets, vouchers."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN
from tests.provisioning.watching import require_feed, watched

TARGETS = "/platform/provisioning/emergencytarget/"
VOUCHERS = "/platform/provisioning/voucher/"
FORM = {
    "number": "112",
    "domain": "customer.example",
    "region": "north",
    "target": "112@gw.example.com",
}


def sign_in(client: Client, name: str = ADMIN.username, password: str = ADMIN.password) -> Any:
    members = {"username": name, "password": password, "next": "/platform/"}
    return client.post("/platform/login/", members)


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    """The administrator's."""
    assert sign_in(client).status_code == 302
    return client


def text(page: Any) -> str:
    return str(page.content.decode())


def errors(page: Any) -> list[str]:
    """What a form says is wrong."""
    found = re.findall(
        r'class="errorlist[^>]*>\s*<li>([^<]*)|class="errornote">\s*([^<]*?)\s*</p>', text(page)
    )
    return [of_field or of_form for of_field, of_form in found if "below" not in of_form]


def test_the_administrator_signs_in_with_the_password_of_the_platform(
    world: World, client: Client
) -> None:
    before = client.get("/platform/")
    assert before.status_code == 302
    assert before["Location"] == "/platform/login/?next=/platform/"
    assert sign_in(client)["Location"] == "/platform/"
    page = client.get("/platform/")
    assert page.status_code == 200
    assert "Emergency targets" in text(page)
    assert "Change password" not in text(page)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        (ADMIN.username, "wrong"),
        (ADMIN.username, ""),
        ("nobody", ADMIN.password),
        ("reseller", PEOPLE["reseller"].password),
        ("\x00", "\x00"),
    ],
)
def test_nobody_else_signs_in(world: World, client: Client, name: str, password: str) -> None:
    page = sign_in(client, name, password)
    assert page.status_code == 200
    assert errors(page)
    assert client.get("/platform/").status_code == 302
    assert not User.objects.exists()


def test_a_row_of_djangos_users_opens_nothing(world: World, client: Client) -> None:
    User.objects.create_superuser("root", password="a password")
    assert errors(sign_in(client, "root", "a password")) == ["The name or the password is wrong."]


def test_guesses_are_slowed_down(world: World, client: Client) -> None:
    for _guess in range(11):
        sign_in(client, password="wrong")
    (sentence,) = errors(sign_in(client))
    assert sentence.startswith("Too many attempts failed from this address: wait")


def test_no_password_is_stored(desk: Client) -> None:
    user = User.objects.get()
    assert user.username == ADMIN.username
    assert not user.has_usable_password()
    assert ADMIN.password not in user.password


def test_a_changed_password_ends_the_session(desk: Client, settings: Settings) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "ADMIN_PASSWORD": "another"}
    assert desk.get("/platform/").status_code == 302


def test_signing_out_ends_the_session(desk: Client) -> None:
    assert desk.post("/platform/logout/").status_code == 200
    assert desk.get(TARGETS).status_code == 302


@pytest.mark.parametrize("path", ["password_change/", "r/1/1/", "auth/user/", "nowhere/"])
def test_there_is_nothing_else(desk: Client, path: str) -> None:
    assert desk.get(f"/platform/{path}").status_code == 404


def test_a_target_is_added_changed_and_deleted(desk: Client) -> None:
    with watched() as writes:
        assert desk.post(f"{TARGETS}add/", FORM)["Location"] == TARGETS
    require_feed("platform", "saveEmergencyTarget", writes)
    row = models.EmergencyTarget.objects.get()
    assert (row.number, row.domain.name, row.region) == ("112", "customer.example", "north")
    assert row.target == "sip:112@gw.example.com"
    page = desk.get(f"{TARGETS}{row.pk}/change/")
    assert 'value="customer.example"' in text(page)
    changed = {**FORM, "region": "", "target": "+31 112"}
    with watched() as writes:
        assert desk.post(f"{TARGETS}{row.pk}/change/", changed).status_code == 302
    require_feed("platform", "saveEmergencyTarget", writes)
    row.refresh_from_db()
    assert (row.region, row.target) == ("", "+31112")
    with watched() as writes:
        desk.post(f"{TARGETS}{row.pk}/delete/", {"post": "yes"})
    require_feed("platform", "deleteEmergencyTarget", writes)
    assert not models.EmergencyTarget.objects.exists()
    noted = models.Change.objects.order_by("sequence").values_list(
        "kind", "key", "operation", "caller"
    )
    assert [*noted] == [
        ("emergency", str(row.pk), f"platform.{act}EmergencyTarget", ADMIN.username)
        for act in ("save", "save", "delete")
    ]


def test_chosen_targets_are_deleted_together(desk: Client) -> None:
    for region in ("north", "south", ""):
        desk.post(f"{TARGETS}add/", {**FORM, "region": region})
    numbers = list(models.EmergencyTarget.objects.values_list("pk", flat=True))
    chosen = {"action": "delete_selected", "_selected_action": numbers[:2], "post": "yes"}
    assert desk.post(TARGETS, chosen).status_code == 302
    assert models.EmergencyTarget.objects.get().pk == numbers[2]
    rows = models.Change.objects.filter(operation="platform.deleteEmergencyTarget")
    assert {row.key for row in rows} == {str(number) for number in numbers[:2]}


@pytest.mark.parametrize(
    ("member", "value", "sentence"),
    [
        ("number", "police", "Enter the number as it is dialled"),
        ("number", "", "This field is required."),
        ("domain", "nowhere.example", "nowhere.example is not served here."),
        ("domain", "nonsense", "Enter a domain name"),
        ("domain", "", "This field is required."),
        ("region", "x" * 33, "Ensure this value has at most 32 characters"),
        ("target", "", "This field is required."),
        ("target", "police", "Enter where the calls go"),
        ("target", "x" * 129, "Ensure this value has at most 128 characters"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_written(
    desk: Client, member: str, value: str, sentence: str
) -> None:
    page = desk.post(f"{TARGETS}add/", {**FORM, member: value})
    assert page.status_code == 200
    assert any(each.startswith(sentence) for each in errors(page)), errors(page)
    assert not models.EmergencyTarget.objects.exists()
    assert not models.Change.objects.exists()


def test_a_region_has_one_target_for_a_number(desk: Client) -> None:
    desk.post(f"{TARGETS}add/", FORM)
    page = desk.post(f"{TARGETS}add/", FORM)
    assert errors(page) == ["This number has a target in this region already."]


def test_the_list_takes_the_same_queries_for_any_length(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        desk.post(f"{TARGETS}add/", {**FORM, "region": f"r{number}"})
    with django_assert_max_num_queries(10):
        page = desk.get(f"{TARGETS}?q=customer")
    assert "20 emergency targets" in text(page)


def voucher(world: World, **members: Any) -> models.Voucher:
    values = {"value": Decimal(10), "number_digest": "d", "ends": now() + timedelta(days=1)}
    return models.Voucher.objects.create(reseller_id=world["reseller"], **values | members)


def test_vouchers_are_blocked_and_not_typed(desk: Client, world: World) -> None:
    good, blocked = voucher(world), voucher(world, number_digest="e", is_blocked=True)
    used = voucher(world, number_digest="f", used=now(), used_for="alice@customer.example")
    assert "alice@customer.example" in text(desk.get(VOUCHERS))
    page = desk.get(f"{VOUCHERS}{good.pk}/change/")
    assert page.status_code == 200
    assert "digest" not in text(page)
    assert desk.get(f"{VOUCHERS}add/").status_code == 403
    assert desk.post(f"{VOUCHERS}{good.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = [good.pk, blocked.pk, used.pk]
    with watched() as writes:
        desk.post(VOUCHERS, {"action": "block", "_selected_action": chosen})
    require_feed("platform", "blockVoucher", writes)
    good.refresh_from_db()
    used.refresh_from_db()
    assert (good.is_blocked, used.is_blocked) == (True, False)
    (row,) = models.Change.objects.all()
    assert (row.kind, row.key, row.operation) == ("voucher", str(good.pk), "platform.blockVoucher")


@pytest.mark.parametrize("path", ["", TARGETS, f"{TARGETS}add/", VOUCHERS, "/platform/login/"])
def test_the_policy_of_the_panel_holds_and_nothing_is_inline(desk: Client, path: str) -> None:
    if path.endswith("login/"):
        desk.logout()
    page = desk.get(path or "/platform/")
    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style", text(page))


def test_a_session_of_the_panel_opens_nothing_here(administrator: Client) -> None:
    assert administrator.get("/platform/").status_code == 302
