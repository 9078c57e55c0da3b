"""Role by JSON action by object: each cell asked with the session of everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.test import Client

from ngnpanel.jsonapi.actions import ACTIONS
from ngnpanel.jsonapi.actions.action import Action
from ngnpanel.staff.models import StaffRole
from tests.jsonapi.asking import URL
from tests.matrix.asking import shown, undone
from tests.matrix.policies import PEOPLE, SEEN
from tests.matrix.world import MISSING, RELATIONS, STAFF, World

pytestmark = pytest.mark.slow
# An account that is there, and the answers of somebody who may: done, wrong fields, not had.
ALLOWED: Final = frozenset({200, 400, 404, 409, 422})


@pytest.mark.parametrize("person", PEOPLE)
def test_an_action_is_for_those_who_see_the_account(
    world: World, person: str, record_property: Callable[[str, object], None]
) -> None:
    browser = world.browser(person)
    wrong, cells = [], 0
    for action in ACTIONS.values():
        nothing = ""
        for relation in reversed(RELATIONS):
            account = world.key("account", relation, person)
            answer = _asked(browser, action, account)
            cells += 1
            cell = f"{action.name} {person} {relation}: {answer.status_code}"
            if answer.status_code not in _wanted(action, person, relation):
                wrong.append(cell)
            text = shown(answer, [account])
            if relation == MISSING:
                nothing = text
            elif answer.status_code != 401 and not _sees(person, relation) and text != nothing:
                wrong.append(f"{cell} differs from missing")
    record_property("cells of JSON actions", cells)
    assert not wrong, "\n" + "\n".join(wrong)


def _asked(browser: Client, action: Action, account: str) -> Any:
    with undone():
        method = browser.post if action.changes else browser.get
        answer: Any = method(f"{URL}{account}/{action.name}/")
        answer.getvalue()
        return answer


def _sees(person: str, relation: str) -> bool:
    return relation in SEEN[STAFF[person][1] if person in STAFF else person]


def _wanted(action: Action, person: str, relation: str) -> frozenset[int]:
    if person == "nobody":
        return frozenset({401})
    if person in STAFF:
        role, whom = STAFF[person]
        granted = StaffRole.objects.get(name=role).rights
        if not whom or action.permission not in granted:
            return frozenset({403})
    # Some acts are not for staff, or the subscriber's alone, whatever account they are about.
    if _sees(person, relation):
        return ALLOWED | {403}
    return frozenset({403, 404} if person in STAFF else {404})
