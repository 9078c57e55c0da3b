"""Role by URL by object: what a look and a post answer, each cell of it asked.

A URL without a row fails in ``tests/web/test_permissions.py``, one without a right for staff in
``tests/web/test_reach.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.matrix.asking import ask, by_kind, shown
from tests.matrix.policies import PEOPLE, Policy
from tests.matrix.world import MISSING, OWN, World
from tests.shell.outside import check

pytestmark = pytest.mark.slow
GROUPS = by_kind()
# For nobody the sign-in page, which carries the post along, has 403 as well; programs are told 401.
REFUSED = (401, 403, 404, 405)
Property = Callable[[str, object], None]
of_each_kind = pytest.mark.parametrize(
    "policies", [found for _word, found in GROUPS], ids=[word for word, _found in GROUPS]
)


def around(name: str, person: str, answer: Any) -> None:
    """What goes with any answer: its headers, and the way to the sign-in for nobody."""
    is_framed = answer.status_code == 200 and name == "notice-html"
    check(answer, is_public=name == "brand-trial", is_framed=is_framed)
    if person == "nobody" and answer.status_code == 302 and name != "password-link":
        assert answer["Location"].startswith("/login/"), name


@of_each_kind
def test_a_look_answers_what_the_row_says(
    world: World, policies: list[Policy], record_property: Property
) -> None:
    wrong, cells = [], 0
    for person in PEOPLE:
        browser = world.browser(person)
        for policy in policies:
            nothing = None
            is_kept_out = policy.is_kept_from(world, person)
            for relation in reversed(policy.relations):
                keys = policy.keys(world, person, relation)
                answer = ask(browser, policy, keys)
                cells += 1
                wanted = policy.code(person, relation)
                if is_kept_out and not policy.special(person, relation):
                    wanted = 403
                if answer.status_code != wanted:
                    told = f"{answer.status_code} instead of {wanted}"
                    wrong.append(f"{policy.name} {person} {relation}: {told}")
                if relation == OWN:
                    around(policy.name, person, answer)
                text = shown(answer, keys)
                if relation == MISSING:
                    nothing = text
                elif not policy.sees(person, relation) and text != nothing:
                    wrong.append(f"{policy.name} {person} {relation}: differs from missing")
    record_property("cells of looks", cells)
    assert not wrong, "\n" + "\n".join(wrong)


@of_each_kind
def test_a_post_about_somebody_else_s_record_is_refused_as_about_none(
    world: World, policies: list[Policy], record_property: Property
) -> None:
    wrong, cells = [], 0
    for person in PEOPLE:
        browser = world.browser(person)
        for policy in policies:
            is_public = getattr(policy.match(world).func, "is_public", False)
            if is_public or not any(policy.kinds):
                continue
            nothing = None
            for relation in reversed(policy.relations):
                if policy.sees(person, relation):
                    continue
                keys = policy.keys(world, person, relation)
                answer = ask(browser, policy, keys, "post")
                cells += 1
                if answer.status_code not in REFUSED:
                    wrong.append(f"{policy.name} {person} {relation}: {answer.status_code}")
                text = shown(answer, keys)
                if relation == MISSING:
                    nothing = text
                elif text != nothing:
                    wrong.append(f"{policy.name} {person} {relation}: differs from missing")
    record_property("cells of posts", cells)
    assert not wrong, "\n" + "\n".join(wrong)
