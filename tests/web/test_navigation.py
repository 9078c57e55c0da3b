"""The table of permissions, and the way around that follows from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.actor import Role
from ngnpanel.web.permissions import PERMISSIONS, may
from tests.web.conftest import PEOPLE


def test_nobody_may_nothing() -> None:
    assert not any(may(None, name) for name in PERMISSIONS)


def test_an_unknown_permission_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        may(PEOPLE[Role.ADMINISTRATOR], "account.fly")


def test_a_screen_without_a_permission_is_for_nobody() -> None:
    assert not may(PEOPLE[Role.ADMINISTRATOR], "")


def test_a_customer_cannot_delete_itself() -> None:
    reseller = PEOPLE[Role.RESELLER]
    assert may(reseller, "customer.delete", Customer(id=3))
    assert not may(reseller, "customer.delete", Customer(id=reseller.customer))


def test_a_subscriber_only_reaches_settings() -> None:
    granted = {name for name in PERMISSIONS if may(PEOPLE[Role.SUBSCRIBER], name)}
    limits_of_staff = {"call-records.view", "password.edit", "balance.edit", "secret.read"}
    assert granted == {"settings.view", "settings.edit"} | limits_of_staff


def test_a_subscriber_has_no_cockpit(act_as: Callable[[Role], Client]) -> None:
    page = act_as(Role.SUBSCRIBER).get("/subscriber/a@x.org/overview/").content.decode()
    assert 'href="/customers/"' not in page
    assert "support-banner" not in page
    assert page.count('aria-current="page"') == 2  # the side list and the bar of the phone


def test_staff_in_the_settings_of_somebody_sees_whose_they_are(client: Client) -> None:
    page = client.get("/subscriber/a@x.org/devices/").content.decode()
    assert "support-banner" in page
    assert "<strong>a@x.org</strong>" in page
    assert 'href="/lines/"' in page
    assert '<summary class="entry is-current">' in page


def test_the_present_place_is_marked(client: Client) -> None:
    page = client.get("/lines/add/").content.decode()
    assert page.count('aria-current="page"') == 2


def test_the_administrator_reaches_the_pages_of_the_bundled_server(
    act_as: Callable[[Role], Client], settings: Settings
) -> None:
    def links(role: Role) -> bool:
        return 'href="/platform/"' in act_as(role).get("/lines/").content.decode()

    assert links(Role.ADMINISTRATOR)
    assert not links(Role.RESELLER)
    settings.LOCAL = False
    assert not links(Role.ADMINISTRATOR)
