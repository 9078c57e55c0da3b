"""What everybody may reach of each URL, worked out from its row and from whose the record is.

A row (``ROWS``) says what a GET about the customer's own record answers to each kind of person.
From it follows every cell: whoever is kept out is kept out of all records alike; of the others,
who sees the record gets what the row says, and who does not gets 404, as if nobody had it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

from django.urls import ResolverMatch, resolve, reverse

from ngnpanel.actor import Actor, Role
from ngnpanel.staff import rights
from ngnpanel.staff.models import StaffRole
from ngnpanel.web import reach
from tests.matrix.world import FOREIGN, MISSING, OWN, PARENT, RELATIONS, SIBLING, STAFF, World
from tests.people import ALICE, DOMAIN, SALES
from tests.web.kinds import Kind
from tests.web.kinds.jobs import entry, job
from tests.web.test_permissions import ROWS

PEOPLE: Final = (
    "administrator", "reseller", "customer", "subscriber", "colleague", "stranger", "nobody",
    *STAFF,
)  # fmt: skip
# The columns of a row. A stranger is a reseller, and a colleague a customer.
COLUMN: Final = {
    "administrator": 0, "reseller": 1, "customer": 2, "subscriber": 3, "colleague": 2,
    "stranger": 1, "nobody": 5,
}  # fmt: skip
ALL: Final = frozenset({OWN, SIBLING, PARENT, FOREIGN})
RESELLERS: Final = frozenset({OWN, SIBLING, PARENT})
SEEN: Final[Mapping[str, frozenset[str]]] = {
    "administrator": ALL,
    "reseller": RESELLERS,
    "customer": frozenset({OWN}),
    "subscriber": frozenset({OWN}),
    "colleague": frozenset({SIBLING}),
    "stranger": frozenset({FOREIGN}),
    "nobody": frozenset(),
    "": frozenset(),
}
# What belongs to a reseller as a whole is one record for all of its customers.
OF_RESELLERS: Final = frozenset({"brand"})
KEPT_OUT: Final = frozenset({401, 403, 405})
# The rows of brands and mails speak of the platform's own; this is about a reseller's.
OF_A_RESELLER: Final = (200, 200, 403, 403, 404, 302)
OWN_FACTORS: Final = (
    *("own-factor-set-up", "own-factor-app-add", "own-factor-passkey-add", "own-factor-codes"),
    *("own-factor-edit", "own-factor-remove"),
)
# What staff that acts for nobody, without a limit to some resellers, sees of everybody.
OF_DESK: Final = frozenset({"support-open", "audit-detail"})
ACTING: Final = tuple(person for person in STAFF if person != "support")
PROGRAMS: Final = (
    *("json-api", "json-api-action", "json-api-accounts", "json-api-customers"),
    *("json-api-domains", "json-api-numbers", "json-api-jobs", "json-api-job"),
)
# Cells that follow from no row, and why.
SPECIAL: Final[Mapping[tuple[str, str, str], int]] = {
    # Nobody deletes itself, or takes its own second step away here.
    **dict.fromkeys(
        product(("customer-delete", "factor-reset-customer"), ("reseller",), (PARENT,)), 403
    ),
    # Settings of a job are for who made it; the others are shown the job.
    ("job-settings", "reseller", PARENT): 200,
    ("job-settings", "support for a customer", OWN): 302,
    ("job-settings", "colleague", SIBLING): 200,
    # Drawn while somebody types: the platform is not asked who there is.
    ("brand-preview", "administrator", MISSING): 200,
    # Staff starts at its desk, opens support sessions there, and has a password of its own.
    ("home", "support", ""): 302,
    ("support-open", "support", MISSING): 404,
    **{("support-open", "support", relation): 200 for relation in ALL},
    **dict.fromkeys(product(("support", "own-password"), STAFF, ("",)), 200),
    # It does not touch the sign-in of the one acted for.
    **dict.fromkeys(product(OWN_FACTORS, ACTING, ("",)), 403),
    # Programs are told as everybody who acts for nobody, before anything is looked for.
    **dict.fromkeys(product(PROGRAMS, ("support",), ("",)), 403),
}
BY_WORD: Final = {str(ALICE): "account", str(SALES): "alias", "3120.e164.arpa": "range"}


@dataclass(frozen=True, slots=True)
class Policy:
    """One URL: the kinds of the records in its arguments, the other arguments, and its row."""

    name: str
    arguments: tuple[Any, ...]
    codes: tuple[int, ...]
    kinds: tuple[str, ...]

    @property
    def relations(self) -> tuple[str, ...]:
        """Whose records it is asked about; a URL without a record has one cell for each person."""
        return RELATIONS if any(self.kinds) else (OWN,)

    def keys(self, world: World, person: str, relation: str) -> list[Any]:
        """The arguments about the record of that relation."""
        return [
            world.key(kind, relation, person) if kind else argument
            for kind, argument in zip(self.kinds, self.arguments, strict=True)
        ]

    def sees(self, person: str, relation: str) -> bool:
        """Whether the record is there for the person."""
        if person in STAFF:
            if not STAFF[person][1] and self.name in OF_DESK:
                return relation != MISSING
            person = STAFF[person][1]
        if not any(self.kinds):
            return True
        if relation == MISSING:
            return False
        if self.kinds[0] in OF_RESELLERS and person == "stranger":
            return relation == FOREIGN
        return relation in SEEN[person]

    def match(self, world: World) -> ResolverMatch:
        """Where the URL leads."""
        return resolve(reverse(self.name, args=self.keys(world, "", OWN)))

    def is_kept_from(self, world: World, person: str) -> bool:
        """Whether staff lacks the right for it, or acts for nobody."""
        match = self.match(world)
        if person not in STAFF or getattr(match.func, "is_public", False):
            return False
        role, whom = STAFF[person]
        granted = frozenset(StaffRole.objects.get(name=role).rights)
        actor = world.actors.get(whom) or Actor(role=Role.SUPPORT, name="Staff")
        actor = replace(actor, rights=rights.of_role(granted, actor.role), staff=1)
        return not reach.may_reach(actor, match, writes=False)

    def special(self, person: str, relation: str) -> int:
        """The answer of a cell that follows from no row; 0 of all others."""
        return SPECIAL.get((self.name, person, relation)) or SPECIAL.get((self.name, person, ""), 0)

    def code(self, person: str, relation: str) -> int:
        """The answer to a GET, for staff that of the one acted for."""
        special = self.special(person, relation)
        if special:
            return special
        column = STAFF[person][1] or "administrator" if person in STAFF else person
        code = self.codes[COLUMN[column]]
        if code in KEPT_OUT or person == "nobody" or self.sees(person, relation):
            return code
        return 404


def policies() -> Iterator[Policy]:
    """One for each URL of the panel."""
    for name, (arguments, codes) in sorted(ROWS.items()):
        kinds = tuple(_kind(name, argument) for argument in arguments)
        is_brand = kinds[:1] == ("brand",) and codes[0] == 200
        yield Policy(name, tuple(arguments), OF_A_RESELLER if is_brand else codes, kinds)


def _kind(name: str, argument: Any) -> str:
    """The kind of record that an argument names, empty for none."""
    if isinstance(argument, Kind):
        return argument.name
    if argument is job:
        return "job"
    if argument is entry:
        return "entry"
    if argument == DOMAIN:
        return name.partition("-")[0]
    if argument == 0 and name.startswith(("brand-", "notice-")):
        return "brand"
    return BY_WORD.get(argument, "") if isinstance(argument, str) else ""
