"""Calls that write into one zone at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, make_world
from tests.provisioning.racing import Race, call, real_database
from tests.provisioning.soap import soap

ZONE = "zone.example"
WWW = {"zone": ZONE, "name": "www", "type": "A", "value": "192.0.2.1"}
INFO = {"zone": ZONE, "name": "info", "type": "MBOXFW", "value": "a@example.net"}
ROUNDS = 3


@pytest.fixture
def race(
    transactional_db: None,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: Any,
) -> Iterator[Race]:
    """Runs calls at once, in a world with a zone of ``customer``."""
    with real_database(tmp_path, tmp_path_factory.getbasetemp() / "races.sqlite3"):
        world = make_world()
        soap("Dns", "addZone", {"name": ZONE, "customer": world["customer"]})
        yield Race(django_db_blocker)


def add(record: dict[str, Any], **changed: Any) -> Any:
    operation = "addFancyRecord" if record["type"] == "MBOXFW" else "addRecord"
    return call("Dns", operation, {**record, **changed}, as_=PEOPLE["customer"])


def test_a_zone_and_a_record_are_added_once(race: Race) -> None:
    for number in range(ROUNDS):
        zone = call("Dns", "addZone", {"name": f"n{number}.example"})
        assert sorted(race.run(zone, zone, zone)) == [0, 7001, 7001]
        same = add(WWW, name=f"n{number}")
        assert sorted(race.run(same, same, same)) == [0, 7003, 7003]


def test_a_cname_never_comes_to_stand_beside_another_record(race: Race) -> None:
    for number in range(ROUNDS):
        name = f"n{number}"
        cname = add(WWW, name=name, type="CNAME", value="sip")
        assert sorted(race.run(add(WWW, name=name), cname)) == [0, 7004]


def test_every_record_raises_the_serial_by_itself(race: Race) -> None:
    before = models.Zone.objects.get(name=ZONE).serial
    acts = [add(WWW, name=f"n{number}") for number in range(4)]
    assert race.run(*acts) == [0, 0, 0, 0]
    assert models.Zone.objects.get(name=ZONE).serial == before + 4


def test_the_last_credit_for_a_forwarding_goes_to_one(race: Race) -> None:
    credit = models.CustomerProperty.objects.filter(name="email_credit")
    for number in range(ROUNDS):
        credit.update(value=str(number + 1))
        acts = [add(INFO, name=f"{name}{number}") for name in ("a", "b", "c")]
        assert sorted(race.run(*acts)) == [0, 9003, 9003]


def test_a_zone_goes_with_the_records_that_come_meanwhile(race: Race) -> None:
    number = soap("Dns", "addRecord", WWW)["id"]
    update = call("Dns", "updateRecord", {**WWW, "id": number, "ttl": 5})
    codes = race.run(call("Dns", "deleteZone", ZONE), add(WWW, name="more"), update)
    assert codes[0] == 0
    assert codes[1] in (0, 7000)
    assert codes[2] in (0, 7002)
    assert not models.DnsRecord.objects.exists()
