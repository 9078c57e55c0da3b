"""Whatever arrives: a proper reply, soon, and a refused call changed nothing.

`make test` tries 1,000 envelopes, always the same; `make fuzz` tries 20,000 new ones.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ngnpanel.provisioning.endpoint import handle
from ngnpanel.provisioning.faults import FAULTS
from ngnpanel.soap import wire
from ngnpanel.soap.codec import CODEC
from tests.fuzz.mutations import mutated
from tests.fuzz.values import CONTRACT, Values, altered, known_of
from tests.provisioning.soap import ADMIN, Person, envelope, request
from tests.provisioning.test_ownership import (
    ASKS,
    CALLERS,
    Matrix,
    dump,
    furnished,
    rolled_back,
)
from tests.provisioning.watching import require_feed, watched

__all__ = ["furnished"]
pytestmark = pytest.mark.django_db
CASES: Final = int(os.environ.get("FUZZ_CASES", "1000"))
IS_NIGHT: Final = "FUZZ_CASES" in os.environ
# Far above what any of these may take; what is slower than this is called a hang.
HANG_SECONDS: Final = 5.0
KEYS: Final = sorted(ASKS)
# The platform stays the same: each case is rolled back.
common = settings(
    deadline=None,
    derandomize=not IS_NIGHT,
    database=None,
    suppress_health_check=[*HealthCheck],
    print_blob=True,
)


@pytest.fixture
def platform(furnished: Matrix, db: None) -> Iterator[Matrix]:
    """The furnished platform of the ownership matrix."""
    with rolled_back():
        yield furnished


def survives(platform: Matrix, body: bytes) -> None:
    """Sends ``body`` and checks what comes back, and what was written."""
    with rolled_back():
        started = time.perf_counter()
        with watched() as writes:
            reply = handle(body)
        assert time.perf_counter() - started < HANG_SECONDS
        answer = wire.parse_reply(reply.body)
        if not isinstance(answer, wire.FaultReply):
            assert reply.status == 200
            port, operation = called(body)
            CODEC.operation(port, operation).decode_result(answer)
            require_feed(port, operation, writes)
            return
        assert reply.status == 500
        assert answer.code in FAULTS
        assert answer.code != 9000, answer.text
        assert answer.text
        assert "Traceback" not in answer.text
        if writes.tables:
            # It began to write and was then refused: nothing of it may be left.
            assert dump() == platform.stored


def called(body: bytes) -> tuple[str, str]:
    """Port and operation of a request that was served."""
    parsed = wire.parse(body)
    codec = CODEC.find(parsed.namespace, parsed.operation)
    assert codec is not None
    return codec.port, codec.name


def callers(platform: Matrix) -> list[Person]:
    return [platform.person(*caller) for caller in CALLERS]


@st.composite
def calls(draw: st.DrawFn, values: Values, people: list[Person]) -> bytes:
    """An envelope of some operation with arguments of any kind, from somebody."""
    port, name = draw(st.sampled_from(KEYS))
    operation = CONTRACT.ports[port].operations[name]
    parts = [draw(values.element(each, ref)) for each, ref in operation.parameters]
    inner = "".join(draw(st.permutations(parts)))
    namespace = CONTRACT.ports[port].namespace
    # The administrator gets furthest.
    person = draw(st.one_of(st.just(ADMIN), st.just(ADMIN), st.sampled_from(people)))
    text = f'<x:{name} xmlns:x="{namespace}">{inner}</x:{name}>'
    return envelope("", person).replace(b"</SOAP-ENV:Body>", text.encode() + b"</SOAP-ENV:Body>")


@st.composite
def near_misses(draw: st.DrawFn, platform: Matrix) -> bytes:
    """A right request of the administrator in which a few members are wrong."""
    key = draw(st.sampled_from([key for key in KEYS if platform.arguments[key]]))
    parameters = CONTRACT.ports[key[0]].operations[key[1]].parameters
    return request(*key, *draw(altered(platform.arguments[key], parameters)))


def test_a_few_wrong_members_get_a_result_or_a_proper_fault(platform: Matrix) -> None:
    @settings(common, max_examples=CASES * 5 // 10)
    @given(body=near_misses(platform))
    def run(body: bytes) -> None:
        survives(platform, body)

    run()


def test_odd_arguments_get_a_result_or_a_proper_fault(platform: Matrix) -> None:
    values = Values(*known_of(list(platform.arguments.values())))

    @settings(common, max_examples=CASES * 2 // 10)
    @given(body=calls(values, callers(platform)))
    def run(body: bytes) -> None:
        survives(platform, body)

    run()


def test_damaged_requests_get_a_result_or_a_proper_fault(platform: Matrix) -> None:
    people = callers(platform)
    seeds = [
        request(*key, *platform.arguments[key], as_=people[number % len(people)])
        for number, key in enumerate(KEYS)
    ]

    @settings(common, max_examples=CASES * 3 // 10)
    @given(seed=st.integers(0, 2**32), times=st.integers(1, 4))
    @example(seed=0, times=1)
    def run(seed: int, times: int) -> None:
        random = Random(seed)
        survives(platform, mutated(random.choice(seeds), random, times))

    run()


@pytest.mark.parametrize("key", KEYS, ids=".".join)
def test_an_operation_survives_having_no_arguments(platform: Matrix, key: tuple[str, str]) -> None:
    codec = CODEC.operation(*key)
    for inner in ("", "<a/>", "text"):
        call = f'<x:{key[1]} xmlns:x="{codec.namespace}">{inner}</x:{key[1]}>'
        survives(platform, envelope(call))


def test_arguments_are_told_apart_by_known_values(platform: Matrix) -> None:
    found: Any = known_of([{"a": "x", "b": [5, True]}, None])
    assert found == ({"x"}, {5, 1})
