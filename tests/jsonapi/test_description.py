"""The description of the API: committed, whole, and true for whatever schemathesis sends."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)

from ngnpanel.jsonapi.actions import ACTIONS
from ngnpanel.jsonapi.description import described
from ngnpanel.wsgi import application
from tests.docs.openapi import FILE, text
from tests.people import ALICE, BOB, People

CASES: Final = int(os.environ.get("API_CASES", "3"))


def test_the_committed_description_is_that_of_the_code(db: None) -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "make api-docs writes it"
    answer: Any = Client().get("/api/openapi.json")
    assert answer.json() == described()


def test_every_action_and_every_parameter_says_what_it_is() -> None:
    for action in ACTIONS.values():
        assert action.text.endswith("."), action.name
        assert action.answer or action.media, action.name
        for parameter in action.parameters:
            assert parameter.text.endswith("."), (action.name, parameter.name)
            if parameter.schema["type"] == "integer":
                assert "maximum" in parameter.schema, (action.name, parameter.name)


def operations() -> list[tuple[str, str]]:
    """The paths and methods that are described."""
    return [
        (path, method)
        for path, item in described()["paths"].items()
        for method in item
        if method in ("get", "post")
    ]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A real WSGI request closes its connection to the database, and with it the people."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_sent_the_answer_is_as_described(
    people: People, settings: Any, mode: GenerationMode
) -> None:
    """No 5xx, the described statuses, types and members; ``make fuzz-api`` sends far more."""
    settings.ENROLMENT_DOMAIN = "acme.example"
    settings.ENROLMENT_PER_ADDRESS = settings.ENROLMENT_PER_HOUR = 0
    schema = schemathesis.openapi.from_dict(for_people())
    schema.app = application
    cookies = {name: one.value for name, one in people.browser("subscriber").cookies.items()}
    for path, method in operations():
        ask(schema[path][method.upper()].as_strategy(generation_mode=mode), cookies)


def for_people() -> dict[str, Any]:
    """The description with addresses that mean something."""
    found = copy.deepcopy(described())
    for item in found["paths"].values():
        for parameter in item.get("parameters", []):
            parameter["schema"] = {"type": "string", "enum": [str(ALICE), str(BOB)]}
    return found


def ask(cases: Any, cookies: dict[str, str]) -> None:
    """Send what the description allows, or what it does not."""

    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize=CASES < 100,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def act(case: Any) -> None:
        response = case.call(cookies=cookies, headers={"Accept-Encoding": "identity"})
        case.validate_response(
            response,
            excluded_checks=[
                # The panel forgives: texts that are numbers count as such, and what it does not
                # know is not read.
                negative_data_rejection,
                # A description cannot say which names are taken.
                positive_data_acceptance,
                unsupported_method,
                # It makes up a session beside ours; test_access.py tries who may ask.
                ignored_auth,
            ],
        )

    # Nothing can be wrong with an operation that takes nothing.
    with suppress(Unsatisfiable):
        act()
