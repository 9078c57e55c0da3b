"""A form that is sent twice does its work once."""

from __future__ import annotations

from ngnpanel.web import once


def test_each_drawing_is_sent_once_and_forms_do_not_disturb_each_other() -> None:
    first, second = once.token(), once.token()
    assert first != second
    assert once.is_first("credit alice", first)
    assert not once.is_first("credit alice", first)
    assert once.is_first("credit bob", first)
    assert once.is_first("credit alice", second)


def test_what_is_no_token_is_never_first() -> None:
    assert not once.is_first("credit alice", "")
    assert not once.is_first("credit alice", "x" * 65)


def test_a_drawing_that_did_nothing_may_be_sent_again() -> None:
    sent = once.token()
    assert once.is_first("credit alice", sent)
    once.give_back("credit alice", sent)
    assert once.is_first("credit alice", sent)


def test_who_sends_again_what_was_left_open_learns_what_was_there_before() -> None:
    sent = once.token()
    assert once.is_first("credit alice", sent)
    assert once.reopen("credit alice", sent) is None
    once.leave_open("credit alice", sent, ["a", "b"])
    assert not once.is_first("credit alice", sent)
    assert once.reopen("credit alice", sent) == ("a", "b")
    assert once.reopen("credit alice", sent) is None, "of two at once one goes on"
    once.leave_open("credit alice", sent, ["a", "b"])
    assert once.reopen("credit alice", sent) == ("a", "b"), "it may be left open once more"
    assert once.reopen("credit alice", "x" * 65) is None
