"""Rejected callers: the list, one more, one less, and hidden callers."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts.subscriber.helping import page, say, words
from tests.people import ALICE, People, api, calls

URL = f"/subscriber/{ALICE}/rejected/"


def stored() -> tuple[str, ...]:
    return api().sip.rejected_callers(ALICE)


def test_a_caller_is_added_at_the_end_and_taken_out_again(subscriber: Client) -> None:
    api().sip.set_rejected_callers(ALICE, ["%@evil.example"])
    with calls(3):
        told = say(subscriber, URL, {"caller": "+31 900 1234"})
    assert told == ["Calls from +31 900 1234 are refused now."]
    assert stored() == ("%@evil.example", "%319001234@%")
    with calls(2):
        assert "Everybody at evil.example" in page(subscriber.get(URL))
    with calls(3):
        say(subscriber, URL + "again/", {"caller": "%@evil.example"})
    assert stored() == ("%319001234@%",)
    say(subscriber, URL + "again/", {"caller": "not there"})
    assert stored() == ("%319001234@%",)


def test_the_same_caller_is_not_added_twice(subscriber: Client) -> None:
    api().sip.set_rejected_callers(ALICE, ["spam@bad.example"])
    with calls(2):
        told = say(subscriber, URL, {"caller": "sip:Spam@bad.example"})
    assert told == ["spam@bad.example is in the list already."]


def test_a_link_names_a_caller_and_only_a_press_refuses_them(
    subscriber: Client, stranger: Client
) -> None:
    link = f"{URL}?caller=%2B31+900+1234"
    with calls(2):
        answer = subscriber.get(link)
    assert "Press Reject to refuse calls" in page(answer)
    assert 'value="+31 900 1234"' in answer.content.decode()
    odd = subscriber.get(f"{URL}?caller=%22%3E%3Cscript%3E").content.decode()
    assert "<script>" not in odd.partition("<main")[2]
    assert stored() == ()
    assert stranger.get(link).status_code == 404
    say(subscriber, link, {"caller": "+31 900 1234"})
    assert stored() == ("%319001234@%",)


@pytest.mark.parametrize("typed", ["", "%", "@", "a@b@c", "0900123456", "x" * 300])
def test_a_bad_caller_comes_back_with_a_sentence(subscriber: Client, typed: str) -> None:
    answer = subscriber.post(URL, {"caller": typed})
    assert answer.status_code == 422
    assert stored() == ()
    assert "field-problem" in answer.content.decode()


def test_hidden_callers_are_refused_by_a_switch(subscriber: Client) -> None:
    with calls(2):
        say(subscriber, URL + "anonymous/", {"anonymous": "on"})
    assert "anonymous-reject" in api().sip.account(ALICE).groups
    say(subscriber, URL + "anonymous/", {"anonymous": "on"})
    say(subscriber, URL + "anonymous/", {"anonymous": "off"})
    told = say(subscriber, URL + "anonymous/", {"anonymous": "off"})
    assert told == ["Calls from people who hide their number come through again."]
    assert "anonymous-reject" not in api().sip.account(ALICE).groups


def test_nothing_typed_is_lost_while_the_platform_is_down(
    people: People, platform_is_down: None
) -> None:
    answer = people.browser("subscriber").post(URL, {"caller": "spam@bad.example"})
    assert answer.status_code == 503
    assert 'value="spam@bad.example"' in answer.content.decode()
    assert "nothing was saved" in words(answer)
