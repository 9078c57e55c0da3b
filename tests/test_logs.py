"""Records of the log: one line or one object each, whose they are, and never a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve

from ngnpanel import logs
from ngnpanel.jobs import claiming, running
from ngnpanel.jobs.models import Job
from ngnpanel.launch import hidden
from ngnpanel.observing import shown_path
from tests.people import ALICE, People

PLANTED = "Vq8-planted-secret-7x"


@pytest.fixture
def written() -> Iterator[list[str]]:
    """What a handler as ours writes, as JSON."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Handler()
    handler.addFilter(logs.AddRequestId())
    handler.setFormatter(logs.OneObject())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)


def record(message: str, *values: object, error: BaseException | None = None) -> logging.LogRecord:
    trouble = None if error is None else (type(error), error, error.__traceback__)
    made = logging.LogRecord("ngnpanel.test", logging.INFO, "x.py", 1, message, values, trouble)
    logs.AddRequestId().filter(made)
    return made


def both(made: logging.LogRecord) -> tuple[str, str]:
    form = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
    return logs.OneLine(form).format(made), logs.OneObject().format(made)


def test_both_forms_say_who_acts_and_for_which_request() -> None:
    token = logs.request_id.set("req-12345678")
    try:
        with logs.scope(platform="default"):
            logs.know(actor="reseller", customer=7, reseller=7)
            line, text = both(record("read %s", "a\r\nb"))
    finally:
        logs.request_id.reset(token)
    said = json.loads(text)
    assert said.pop("time").endswith("Z")
    assert said == {
        "level": "INFO",
        "logger": "ngnpanel.test",
        "request": "req-12345678",
        "actor": "reseller",
        "customer": 7,
        "reseller": 7,
        "platform": "default",
        "message": "read a\r\nb",
    }
    assert "\n" not in line + text
    assert "[req-12345678] read a | b (actor=reseller customer=7" in line


def test_facts_end_with_their_scope() -> None:
    with logs.scope(job=5):
        with logs.scope(platform="default"):
            logs.know(actor="admin")
        assert "actor" not in both(record("x"))[1]
        assert '"job": 5' in both(record("x"))[1]
    logs.know(actor="nobody")
    assert "actor" not in both(record("x"))[1]


@pytest.mark.parametrize(
    "text",
    [
        "password={}",
        "PASSWORD: {}",
        "{{'password': '{}', 'x': 1}}",
        '{{"auth_token": "{}"}}',
        "GET /x?token={}&y=1",
        "Authorization: Bearer {}",
        "authorization: Basic {}",
        "postgresql://panel:{}@db.example.net/panel",
        "smtp://user:{}@mail.example.net:587",
        "client_secret={};",
        "X-Api-Key: {}",
        "ngnpanel_session cookie={}",
    ],
)
def test_what_stands_where_secrets_stand_is_masked(text: str) -> None:
    for shown in both(record("%s", text.format(PLANTED))):
        assert PLANTED not in shown
        assert logs.MASK in shown


def test_the_secrets_of_the_installation_are_masked_wherever_they_stand(settings: Any) -> None:
    settings.METRICS_TOKEN = PLANTED
    before = set(logs._hidden)
    try:
        logs.hide([*hidden.secrets(), "abc"])
        for secret in (PLANTED, settings.SECRET_KEY, settings.ADMIN_PASSWORD):
            for shown in both(record("it was %s, was it?", secret)):
                assert secret not in shown
        assert "abc" in both(record("the abc of it"))[0]  # too short to be told from a word
    finally:
        logs._hidden.clear()
        logs._hidden.update(before)


def test_ordinary_words_stay_readable() -> None:
    text = "Sip.getAccount for 12: ok in 3.1 ms, the password was changed, tokens: none"
    assert text in both(record(text))[0]


def test_an_error_is_told_by_its_place_and_not_by_its_words() -> None:
    try:
        raise ValueError(f"duplicate row ({PLANTED})")
    except ValueError as error:
        shown = both(record("it failed", error=error))
    for each in shown:
        assert PLANTED not in each
        assert "builtins.ValueError" in each
        assert "test_logs.py" in each
    assert "\n" not in "".join(shown)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/phone-setup/{PLANTED}", "/phone-setup/…"),
        (f"/password/link/{PLANTED}/", "/password/link/…/"),
        (f"/subscriber/{ALICE}/settings/delete/{PLANTED}/", f"/subscriber/{ALICE}/settings/delete"),
        (f"/sip/accounts/{ALICE}/", f"/sip/accounts/{ALICE}/"),
    ],
)
def test_a_path_that_opens_something_is_not_logged(path: str, shown: str) -> None:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    assert shown_path(request).startswith(shown)
    assert PLANTED not in shown_path(request)


def test_of_a_path_where_nothing_is_the_beginning_has_to_do() -> None:
    request = RequestFactory().get(f"/phone-setup/{PLANTED}/more?token={PLANTED}")
    assert shown_path(request) == "/phone-setup/…"


def test_a_request_is_logged_once_with_its_actor(people: People, written: list[str]) -> None:
    browser = people.browser("reseller")
    written.clear()
    browser.get("/sip/accounts/", headers={"X-Request-ID": "abc-12345678"})
    told = [json.loads(line) for line in written]
    assert {each["request"] for each in told} == {"abc-12345678"}
    access = [each for each in told if each["logger"] == "ngnpanel.access"]
    assert len(access) == 1
    assert access[0]["message"].startswith("GET /sip/accounts/ answered 200 with ")
    for each in told:
        if each["logger"] in ("ngnpanel.access", "ngnpanel.soap", "ngnpanel.provisioning.endpoint"):
            assert (each["actor"], each["reseller"]) == ("reseller", people.reseller)


def test_a_password_that_somebody_types_is_in_no_record(people: People, written: list[str]) -> None:
    Client().post(f"/login/?next=/{PLANTED}", {"name": PLANTED, "password": PLANTED})
    Client().get(f"/phone-setup/{PLANTED}")
    Client().post("/ngnpro/", f"<a>{PLANTED}</a>", content_type="text/xml")
    assert written
    assert not [line for line in written if PLANTED in line]


def test_what_a_job_does_says_which_request_began_it(
    db: None, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = logs.request_id.set("abc-12345678")
    try:
        job = Job.objects.create(kind="account.move", role="reseller", customer=3, reseller=3)
    finally:
        logs.request_id.reset(token)
    assert job.request_id == "abc-12345678"

    def work(_taken: object) -> None:
        logging.getLogger("ngnpanel.test").warning("at work")

    monkeypatch.setattr(claiming, "take", lambda: cast(Any, SimpleNamespace(job=job)))
    monkeypatch.setattr(running, "_work", work)
    assert running.turn()
    said = json.loads(written[-1])
    assert (said["request"], said["job"], said["began_by"]) == (
        *(f"job-{job.pk}", job.pk, "abc-12345678"),
    )
    assert (said["actor"], said["reseller"], said["platform"]) == ("reseller", 3, "default")
    assert Job(kind="x", role="admin").request_id == ""
