"""Zones as files: export, the preview of an import, and writing what was previewed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.services.zones import records_of
from tests.belongings import furnish
from tests.people import DOMAIN, FOREIGN_DOMAIN, People, api, calls, take_platform_away

ZONE = f"/dns/zones/{DOMAIN}/"
FILE = """\
$TTL 3600
www A 192.0.2.81
new TXT "x <b> é \\" \\\\ "
odd CAA 0 issue "x"
"""


@pytest.fixture(autouse=True)
def estates(people: People) -> None:
    furnish(people)


def values(zone: str = DOMAIN) -> dict[str, str]:
    return {row.name: row.value for row in records_of(api(), zone)}


def digest(answer: Any) -> str:
    return str(answer.context["plan"].digest)


def confirm(browser: Client, url: str, text: str, **more: str) -> Any:
    """Preview, and then confirm it as the page does."""
    preview = browser.post(url, {"text": text, **more})
    assert preview.status_code == 200
    return browser.post(url, {"text": text, "digest": digest(preview), **more})


def test_a_zone_is_exported_as_a_master_file(reseller: Client) -> None:
    with calls(2):
        answer = reseller.get(f"{ZONE}file/")
    assert answer["Content-Type"] == "text/dns; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{DOMAIN}.zone"'
    text = answer.content.decode()
    assert text.startswith(f"$ORIGIN {DOMAIN}.\n")
    assert f"www.{DOMAIN}. 3600 IN A 192.0.2.80\n" in text


def test_a_zone_is_exported_as_json_without_secrets(reseller: Client, people: People) -> None:
    with calls(3):
        answer = reseller.get(f"{ZONE}file/?format=json")
    content = json.loads(answer.content)
    assert [zone["name"] for zone in content["dns_zones"]] == [DOMAIN]
    assert [row["value"] for row in content["dns_records"]] == ["192.0.2.80"]
    assert content["customers"][0]["id"] == people.customer
    assert "password" not in answer.content.decode()


def test_nothing_is_written_before_confirmation(reseller: Client) -> None:
    with calls(2):
        answer = reseller.post(f"{ZONE}import/", {"text": FILE})
    page = answer.content.decode()
    assert values() == {f"www.{DOMAIN}": "192.0.2.80"}
    assert "Make 2 changes" in page
    assert "192.0.2.81" in page
    assert "The platform does not know records of type CAA." in page
    assert "Line 4" in page
    assert "<b>" not in page


def test_what_was_previewed_is_written(reseller: Client) -> None:
    answer = confirm(reseller, f"{ZONE}import/", FILE)
    assert answer.status_code == 302
    assert values() == {
        f"www.{DOMAIN}": "192.0.2.81",
        f"new.{DOMAIN}": '"x <b> é \\" \\\\ "',
    }


def test_a_zone_that_changed_meanwhile_is_previewed_again(reseller: Client) -> None:
    preview = reseller.post(f"{ZONE}import/", {"text": FILE})
    api().dns.add_record(Record(zone=DOMAIN, name="new", type="TXT", value="meanwhile"))
    answer = reseller.post(f"{ZONE}import/", {"text": FILE, "digest": digest(preview)})
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()
    assert values()[f"www.{DOMAIN}"] == "192.0.2.80"


def test_what_is_not_in_the_file_stays_unless_asked(reseller: Client) -> None:
    text = "a A 192.0.2.1"
    assert (
        "Not in the file, kept" in reseller.post(f"{ZONE}import/", {"text": text}).content.decode()
    )
    confirm(reseller, f"{ZONE}import/", text, removes="on")
    assert values() == {f"a.{DOMAIN}": "192.0.2.1"}


def test_the_soa_and_ns_lines_change_the_zone_alone(reseller: Client) -> None:
    before = api().dns.zone(DOMAIN)
    text = "@ 7200 SOA ns1.other.example. dns 1 1h 2h 3h 4h\n@ NS ns1.other.example."
    assert confirm(reseller, f"{ZONE}import/", text).status_code == 302
    zone = api().dns.zone(DOMAIN)
    assert (zone.ttl, zone.refresh, zone.retry, zone.expire, zone.minimum) == (
        7200,
        3600,
        7200,
        10800,
        14400,
    )
    assert zone.nameservers == ("ns1.other.example",)
    assert (zone.customer, zone.reseller, zone.info) == (
        before.customer,
        before.reseller,
        before.info,
    )


def test_an_own_export_changes_nothing(reseller: Client) -> None:
    confirm(reseller, f"{ZONE}import/", FILE)
    text = reseller.get(f"{ZONE}file/").content.decode()
    page = reseller.post(f"{ZONE}import/", {"text": text}).content.decode()
    assert "There is nothing to change" in page


def test_a_file_is_uploaded(reseller: Client) -> None:
    upload = SimpleUploadedFile("zone", b't TXT "caf\xe9"')
    answer = reseller.post(f"{ZONE}import/", {"file": upload})
    assert answer.context["added"] == [(1, f't.{DOMAIN}. 3600 IN TXT "caf\\233"')]
    large = SimpleUploadedFile("zone", b"; " * 600_000)
    assert reseller.post(f"{ZONE}import/", {"file": large}).status_code == 422


@pytest.mark.parametrize("text", ["", " ", "\n" * 20_001])
def test_a_file_that_is_no_use_says_why(reseller: Client, text: str) -> None:
    assert reseller.post(f"{ZONE}import/", {"text": text}).status_code == 422


def test_more_than_200_changes_are_refused_as_a_whole(reseller: Client) -> None:
    text = "\n".join(f"h{number} A 192.0.2.1" for number in range(201))
    preview = reseller.post(f"{ZONE}import/", {"text": text})
    page = preview.content.decode()
    assert "background jobs" in page
    assert "btn-primary" not in page
    answer = reseller.post(f"{ZONE}import/", {"text": text, "digest": digest(preview)})
    assert answer.status_code == 422
    assert len(values()) == 1


def test_a_platform_that_goes_away_is_told(reseller: Client, settings: Settings) -> None:
    preview = reseller.post(f"{ZONE}import/", {"text": FILE})
    take_platform_away(settings)
    answer = reseller.post(f"{ZONE}import/", {"text": FILE, "digest": digest(preview)})
    assert answer.status_code == 503


def test_a_new_zone_comes_from_a_file(reseller: Client) -> None:
    text = "$ORIGIN fresh.example.\n@ 3600 SOA ns1 dns 5 1h 1h 1h 1h\n@ NS ns1\n"
    text += "ns1 A 192.0.2.1\nwww A 192.0.2.2"
    url = "/dns/zones/import/"
    with calls(1):
        preview = reseller.post(url, {"text": text})
    assert "Make 3 changes" in preview.content.decode()
    answer = reseller.post(url, {"text": text, "zone": "fresh.example", "digest": digest(preview)})
    assert answer["Location"] == "/dns/zones/fresh.example/"
    zone = api().dns.zone("fresh.example")
    assert (zone.nameservers, zone.email) == (("ns1.fresh.example",), "dns@fresh.example")
    assert len(values("fresh.example")) == 2


def test_a_zone_that_is_there_is_not_made_again(reseller: Client) -> None:
    for name in (DOMAIN, "no zone", ""):
        answer = reseller.post("/dns/zones/import/", {"text": "a A 192.0.2.1", "zone": name})
        assert answer.status_code == 422
    # A foreign one looks like a missing one until the platform refuses it.
    answer = confirm(reseller, "/dns/zones/import/", "a A 192.0.2.1", zone=FOREIGN_DOMAIN)
    assert answer.status_code == 422


def test_a_stranger_gets_404(stranger: Client) -> None:
    for page in ("file/", "file/?format=json", "import/"):
        assert stranger.get(ZONE + page).status_code == 404
    assert stranger.post(f"{ZONE}import/", {"text": FILE}).status_code == 404
