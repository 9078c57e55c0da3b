"""The rows of the ownership matrix: one question, and what each kind of person gets for it.

A module of this package has ``furnish(world)``, which makes the records of ``customer`` that its
rows speak of, and ``ASKS``, one row for each operation of its area. ``test_ownership.py`` asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.provisioning.conftest import World
from tests.provisioning.soap import sip_id

# The answer is a list without rows, or a record without values.
EMPTY: Final = "empty"
Outcome = int | str

ALICE: Final = sip_id("alice@customer.example")


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One operation about a record of ``customer``.

    The persons are: the administrator; the reseller of customer; customer itself; another customer
    of the reseller who is only the ``owner`` of the record; a third customer of the reseller, the
    ``sibling``; and a ``stranger``, another reseller. Each gets 0 (may), EMPTY or a fault code.

    What sibling and stranger are told is compared with what a platform tells that never had the
    record, unless ``is_taken`` says that the fault is about a name that is unique everywhere.
    """

    arguments: Callable[[World], tuple[Any, ...]]
    administrator: Outcome = 0
    reseller: Outcome = 0
    customer: Outcome = 0
    owner: Outcome
    sibling: Outcome
    stranger: Outcome
    is_taken: bool = False

    @property
    def tells_empty(self) -> bool:
        """Whether an empty answer means something else than an answer."""
        persons = ("administrator", "reseller", "customer", "owner", "sibling", "stranger")
        return any(getattr(self, person) == EMPTY for person in persons)


def about(*arguments: Any) -> Callable[[World], tuple[Any, ...]]:
    """The same arguments in every world."""
    return lambda _world: arguments


def reading(*arguments: Any) -> Ask:
    """A read of alice@customer.example: her owner may look."""
    return Ask(arguments=about(ALICE, *arguments), owner=0, sibling=1010, stranger=1010)


def writing(*arguments: Any) -> Ask:
    """A write to alice@customer.example: her owner sees that he may not."""
    return Ask(arguments=about(ALICE, *arguments), owner=9002, sibling=1010, stranger=1010)


def searching(*arguments: Any, owner: Outcome = 0) -> Ask:
    """A list that holds something of customer: others find nothing."""
    return Ask(arguments=about(*arguments), owner=owner, sibling=EMPTY, stranger=EMPTY)
