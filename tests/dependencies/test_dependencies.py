"""Each package that we install is pinned with hashes, and its licence lets us."""

from __future__ import annotations

import pytest

from tests.dependencies import looking

SUM = "    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize("name", looking.LOCKED)
def test_every_requirement_is_locked_with_hashes(name: str) -> None:
    lock = (looking.ROOT / f"{name}.txt").read_text(encoding="utf-8")
    wanted = (looking.ROOT / f"{name}.in").read_text(encoding="utf-8")
    assert list(looking.faults(lock, wanted)) == []
    assert looking.pinned(lock)[0]


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        ("django>=5\n", "not pinned: django>=5"),
        ("django==5.2 \\\n", "without a hash: django"),
        ("git+https://example.net/x\n", "not pinned: git+https://example.net/x"),
        (f"django==5.2 \\\n{SUM}\nDjango==5.1 \\\n{SUM}\n", "twice: django"),
        (f"other==1 \\\n{SUM}\n", "not locked: django"),
    ],
)
def test_what_is_wrong_with_a_lock_is_found(lock: str, fault: str) -> None:
    assert fault in list(looking.faults(lock, "django>=5,<6  # the framework\n"))


def test_what_runs_is_under_licences_that_let_us() -> None:
    packages = looking.installed()
    lock = (looking.ROOT / "requirements.txt").read_text(encoding="utf-8")
    for each in looking.pinned(lock)[0]:
        if each.name not in packages:
            continue  # for another system
        said = looking.licence(packages[each.name])
        assert looking.FREE.search(said), f"{each.name}: {said}"
        assert not looking.STRICT.search(said), f"{each.name}: {said}"
        assert packages[each.name].version == each.version
