"""Invented customers, domains and accounts: any number of them, the same ones each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

SEED: Final = 5060
FIRST_NAMES: Final = (
    *("Anna", "Bram", "Carla", "Daan", "Emma", "Finn", "Grace", "Hugo", "Ines", "Jonas"),
    *("Karin", "Lars", "Maria", "Noah", "Olga", "Pieter", "Rosa", "Sven", "Tess", "Umar"),
    *("Vera", "Willem", "Xenia", "Yara", "Zoe", "Ahmed", "Björn", "Chloé", "Dries", "Elif"),
)
_BEGINNINGS: Final = (
    *("Berg", "Dijk", "Eik", "Groen", "Haas", "Jans", "Klein", "Laan", "Meer", "Noord"),
    *("Oster", "Peters", "Rosen", "Schön", "Stein", "Veld", "Water", "Wester", "Wolf", "Zand"),
)
_ENDINGS: Final = (
    *("", "sen", "man", "stra", "huis", "berg", "mann", "kamp", "wijk", "brink"),
    *("hof", "dal", "burg", "meyer", "laar", "horst", "feld", "ma", "sson", "inga"),
)
# Shares of accounts that are in a group.
GROUPS: Final = {
    "free-pstn": 0.6,
    "voicemail": 0.5,
    "missed-calls": 0.2,
    "anonymous": 0.05,
    "anonymous-reject": 0.02,
    "blocked": 0.01,
    "quota": 0.005,
    "trunking": 0.002,
}
PREPAID: Final = 0.15
EXTENSIONS: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented account; ``days`` and ``age`` are when it was changed and made, days ago."""

    domain: int
    username: str
    first_name: str
    last_name: str
    quota: int | None
    call_limit: int | None
    prepaid: bool
    groups: tuple[str, ...]
    days: float
    age: float
    language: str


def customer_name(number: int) -> str:
    """The login of an invented customer."""
    return f"customer{number:04d}"


def domain_name(number: int) -> str:
    """The name of an invented domain."""
    return f"tel{number:05d}.example"


def people(count: int, domains: int, *, first: int = 0) -> Iterator[Person]:
    """``count`` accounts in ``domains`` domains, some of which are five times as large as others.

    ``first`` is the number of the first one; user parts are unique in their domain.
    """
    random = Random(SEED + first)  # noqa: S311 - nothing secret: names
    places = range(domains)
    weights = [1 + number % 5 for number in places]
    for block in range(first, first + count, 10_000):
        size = min(10_000, first + count - block)
        for number, domain in enumerate(random.choices(places, weights, k=size), start=block):
            yield _person(random, number, domain)


def _person(random: Random, number: int, domain: int) -> Person:
    first, last = random.choice(FIRST_NAMES), _last_name(random)
    is_extension = random.random() < EXTENSIONS
    days = random.random() * 700
    return Person(
        domain=domain,
        username=str(1000 + number) if is_extension else _user(first, last, number),
        first_name=first,
        last_name=last,
        quota=random.choice((None, None, 20, 50, 100)),
        call_limit=random.choice((None, None, None, 2, 4)),
        prepaid=random.random() < PREPAID,
        groups=tuple(name for name, share in GROUPS.items() if random.random() < share),
        days=days,
        age=days + random.random() * 700,
        language=random.choice(("en", "nl", "de")),
    )


def _last_name(random: Random) -> str:
    name = random.choice(_BEGINNINGS) + random.choice(_ENDINGS)
    # One in ten has two of them.
    return name if random.random() > 0.1 else f"{name}-{_last_name(random)}"[:60]


def _user(first: str, last: str, number: int) -> str:
    plain = f"{first}.{last}".lower().translate(_PLAIN)
    return f"{plain[:50]}{number}"


_PLAIN: Final = str.maketrans("öéü", "oeu")
