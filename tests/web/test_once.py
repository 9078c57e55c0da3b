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
