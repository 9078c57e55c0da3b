"""The outbox against a real mail server: sent once, tried again, given up, and never twice."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from ngnpanel.brand.mail import NotSent
from ngnpanel.notices import delivery, posting, sealing, texts
from ngnpanel.notices.delivery import deliver
from ngnpanel.notices.kinds import TEST
from ngnpanel.notices.models import Letter
from tests.notices.helping import LINK, LOOK, TO, age, only, send, send_link
from tests.postbox import Kept, free_port, part, plain, running, use

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture
def server(settings: Settings) -> Iterator[Kept]:
    with running(settings) as kept:
        yield kept


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is posted stays where it is until the test sends it."""
    monkeypatch.setattr(posting, "leave", lambda *_task: True)


def test_a_letter_is_sent_and_noted(server: Kept) -> None:
    assert send(account="alice@acme.example")
    (letter,) = server.letters
    assert letter["To"] == TO
    assert "Your page of credit" in plain(letter)
    assert "Lantern" in part(letter, "html")
    row = only()
    assert (row.state, row.attempts, row.kind, row.reason) == ("sent", 1, "credit", "")
    assert row.ended
    deliver()
    assert len(server.letters) == 1


def test_the_same_thing_is_told_once(server: Kept) -> None:
    assert send(key="quota default alice@acme.example 2026-11")
    assert not send(key="quota default alice@acme.example 2026-11")
    assert send(key="quota default alice@acme.example 2026-12")
    assert len(server.letters) == 2


def test_many_letters_use_one_connection(server: Kept, no_worker: None) -> None:
    for _number in range(3):
        send()
    deliver()
    assert len(server.letters) == 3
    assert len({letter["Message-ID"] for letter in server.letters}) == 3
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_a_server_that_hung_up_meanwhile_is_called_again(
    server: Kept, no_worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    send()
    send()
    original = delivery.Post.hand_over

    def hang_up_afterwards(post: delivery.Post, message: Any) -> None:
        original(post, message)
        post.backend.connection.sock.close()  # type: ignore[attr-defined]

    monkeypatch.setattr(delivery.Post, "hand_over", hang_up_afterwards)
    deliver()
    assert len(server.letters) == 2
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_what_the_server_cannot_take_now_is_tried_later_and_once(server: Kept) -> None:
    server.answers = ["450 greylisted", "451 still busy"]
    send()
    assert (only().state, only().reason, only().code) == ("waiting", "busy", 450)
    deliver()  # it is not due yet
    assert server.answers
    age(minutes=1)
    deliver()
    assert (only().attempts, only().code) == (2, 451)
    age(minutes=5)
    deliver()
    assert only().state == "sent"
    assert server.receivers == [TO]


def test_an_address_that_the_server_refuses_is_not_tried_again(server: Kept) -> None:
    server.answers = ["550 no such user"]
    send()
    assert (only().state, only().reason, only().code) == ("failed", "refused", 550)
    age(hours=12)
    deliver()
    assert server.letters == []
    assert posting.again(only())
    assert only().state == "sent"
    assert not posting.again(only())  # what was sent is not sent again
    assert len(server.letters) == 1


def test_it_is_given_up_in_the_end(server: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "WAITS", (1, 1))
    server.answers = ["450 later"] * 9
    send()
    for _time in range(4):
        age(minutes=1)
        deliver()
    assert (only().state, only().reason, only().attempts) == ("failed", "busy", 3)


def test_while_there_is_no_server_letters_wait(settings: Settings, no_worker: None) -> None:
    use(settings, f"smtp://127.0.0.1:{free_port()}?tls=none")
    send()
    send()
    deliver()
    # The others need not try what the first one found out.
    assert sorted(Letter.objects.values_list("attempts", "reason")) == [(0, ""), (1, "away")]
    with running(settings) as kept:
        age(minutes=1)
        deliver()
        assert len(kept.letters) == 2


def test_a_wrong_password_of_the_panel_waits_for_who_can_mend_it(
    server: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_backend: Any) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"the password secret is wrong")

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.open", refuse)
    send()
    assert (only().state, only().reason, only().code) == ("waiting", "login", 535)


def test_a_mail_that_came_too_late_is_not_sent(server: Kept, no_worker: None) -> None:
    send_link()
    age(minutes=31)
    deliver()
    assert (only().state, only().reason) == ("failed", "late")
    assert server.letters == []


def test_the_last_attempt_comes_before_it_is_too_late(server: Kept) -> None:
    server.answers = ["450 later"]
    send_link()
    Letter.objects.update(attempts=5, due=only().made)
    server.answers = ["450 later"]
    deliver()
    assert only().due < only().expires
    age(minutes=29)
    server.answers = ["450 later"]
    deliver()
    assert (only().state, only().reason) == ("failed", "busy")


class Killed(BaseException):
    """What a worker does not survive."""


@pytest.mark.parametrize("step", ["Post.open", "move"])
def test_a_worker_killed_before_it_hands_over_loses_nothing(
    server: Kept, no_worker: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def die(*_arguments: Any, **_changes: Any) -> None:
        raise Killed

    send()
    with monkeypatch.context() as killing:
        killing.setattr(f"ngnpanel.notices.delivery.{step}", die)
        with pytest.raises(Killed):
            deliver()
    assert only().state == "taken"
    deliver()  # it may still be alive
    assert server.letters == []
    age(minutes=6)
    deliver()
    assert len(server.letters) == 1
    assert only().state == "sent"


@pytest.mark.parametrize("is_accepted", [True, False])
def test_a_worker_killed_while_it_hands_over_never_sends_twice(
    server: Kept, no_worker: None, monkeypatch: pytest.MonkeyPatch, is_accepted: bool
) -> None:
    original = delivery.Post.hand_over

    def die(post: delivery.Post, message: Any) -> None:
        if is_accepted:
            original(post, message)
        raise Killed

    send()
    with monkeypatch.context() as killing:
        killing.setattr(delivery.Post, "hand_over", die)
        with pytest.raises(Killed):
            deliver()
    assert only().state == "handing"
    for _again in range(3):
        age(minutes=6)
        deliver()
    assert (only().state, only().reason) == ("uncertain", "broken-off")
    assert len(server.letters) == is_accepted
    # The administrator may decide to send it; programs know the second one by its number.
    assert posting.again(only())
    deliver()
    assert only().state == "sent"
    assert len({letter["Message-ID"] for letter in server.letters}) == 1


def test_a_slow_worker_that_was_given_up_does_not_send_what_another_one_has(
    server: Kept, no_worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    send()
    original = delivery.Post.open

    def overslept(post: delivery.Post) -> None:
        monkeypatch.setattr(delivery.Post, "open", original)
        age(minutes=6)
        deliver()
        original(post)

    monkeypatch.setattr(delivery.Post, "open", overslept)
    deliver()
    assert len(server.letters) == 1
    assert (only().state, only().attempts) == ("sent", 2)


def test_a_slow_server_that_answers_in_the_end_is_believed(
    server: Kept, no_worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    send()
    original = delivery.Post.hand_over

    def slowly(post: delivery.Post, message: Any) -> None:
        age(minutes=6)
        deliver()
        assert only().state == "uncertain"
        original(post, message)

    monkeypatch.setattr(delivery.Post, "hand_over", slowly)
    deliver()
    assert only().state == "sent"


def test_a_connection_that_ends_in_the_middle_leaves_a_doubt(
    server: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang_up(*_arguments: Any) -> None:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(smtplib.SMTP, "sendmail", hang_up)
    send()
    assert (only().state, only().reason) == ("uncertain", "broken-off")


def test_no_secret_can_be_read_in_the_database(
    server: Kept, no_worker: None, settings: Settings
) -> None:
    send_link()
    stored = repr(Letter.objects.values_list())
    assert "secret-token" not in stored
    assert "secret-token" not in repr(bytes(only().sealed))
    other = Letter.objects.get()
    other.key = "another row"
    with pytest.raises(sealing.SealBroken):
        delivery.message_of(other)
    deliver()
    assert LINK in plain(server.letters[0])
    assert bytes(only().sealed) == b""
    assert not posting.again(only())
    # With another key nobody can read what waits.
    send_link()
    settings.SECRET_KEY = "another key"
    deliver()
    assert Letter.objects.filter(state="failed", reason="unreadable").exists()


def test_the_outbox_forgets(server: Kept, settings: Settings) -> None:
    send()
    settings.OUTBOX_BODY_DAYS, settings.OUTBOX_DAYS = 7, 40
    delivery.clear_outbox()
    assert bytes(only().sealed)
    age(days=8)
    delivery.clear_outbox()
    assert not bytes(only().sealed)
    age(days=33)
    delivery.clear_outbox()
    assert not Letter.objects.exists()


def test_a_mail_that_somebody_waits_for_is_tried_once(settings: Settings) -> None:
    written = texts.composed(TEST, texts.Found.built_in("en"), LOOK, dict)
    use(settings, f"smtp://127.0.0.1:{free_port()}?tls=none")
    with pytest.raises(NotSent):
        posting.send_now(TEST, LOOK, "en", written, to=TO)
    assert (only().state, only().reason) == ("failed", "away")
    with running(settings) as kept:
        posting.send_now(TEST, LOOK, "en", written, to=TO)
        assert len(kept.letters) == 1


def test_without_a_mail_server_mails_are_files(settings: Settings, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    send()
    (file,) = tmp_path.iterdir()
    assert "Your page of credit" in file.read_text()
    assert only().state == "sent"


def test_a_worker_that_nobody_can_reach_finds_the_mail_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_broker() -> None:
        raise OSError

    with monkeypatch.context() as away:
        away.setattr(deliver, "delay", no_broker)
        assert send()
    assert mail.outbox == []
    deliver()
    assert len(mail.outbox) == 1
