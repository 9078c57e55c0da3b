"""Names of the host, origins of forms, methods, and tokens on every address that takes a post."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.belongings import Estates
from tests.people import ALICE, api, sign_in
from tests.shell.outside import check
from tests.web.test_permissions import ROWS, by_kind, keys

FOREIGN_HOSTS = ("evil.example", "testserver.evil.example", "testserver:80@evil.example", "a b", "")


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
@pytest.mark.parametrize(
    "url", ["/login/", "/static/css/panel.css", "/healthz", "/platform/", "/x"]
)
def test_a_foreign_host_name_is_refused_and_not_repeated(db: None, host: str, url: str) -> None:
    answer = Client().get(url, headers={"Host": host})
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content == b"This server is not reached under this name.\n"
    assert host == "" or host not in str(answer.headers)
    check(answer)


def test_a_host_of_a_proxy_is_nobodys_word(db: None) -> None:
    answer = Client().get("/login/", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "LOL"])
def test_pages_take_no_other_methods(administrator: Client, method: str) -> None:
    for url in ("/customers/", f"/sip/accounts/{ALICE}/edit/", "/login/", "/healthz", "/platform/"):
        answer = administrator.generic(method, url, headers={"X-Secret": "an echo"})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST"), url
        assert b"echo" not in answer.content
        check(answer)
    for url in ("/api/subscriber/", "/ngnpro/"):
        answer = administrator.generic(method, url)
        assert (answer.status_code, answer["Allow"]) == (405, answer["Allow"]), url
    assert administrator.generic(method, "/nothing/").status_code == 404


# Addresses whose view is for programs, which have no page that could hold a token.
FOR_PROGRAMS = {"json-api", "enrolment"}


@by_kind(ROWS)
def test_every_address_refuses_a_post_without_a_token(estates: Estates, names: list[str]) -> None:
    guarded = Client(enforce_csrf_checks=True)
    actor = estates.people.actor("administrator")
    assert actor
    sign_in(guarded, actor)
    for name in names:
        if name in FOR_PROGRAMS or name.startswith("json-api-"):
            continue
        answer = guarded.post(reverse(name, args=keys(estates, ROWS[name][0])), {"any": "thing"})
        assert answer.status_code == 403, name
        assert 'hidden" name="any' not in answer.content.decode(), name


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused_even_with_a_token(
    people: object, administrator: Client, site: str
) -> None:
    del people
    url = f"/sip/accounts/{ALICE}/delete/"
    answer = administrator.post(url, {"confirm": "1"}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    answer = administrator.post(
        url, {"confirm": "1"}, headers={"Sec-Fetch-Site": site, "HX-Request": "true"}
    )
    assert answer.status_code == 403
    assert api().sip.account(ALICE).id == ALICE


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver:8080", "https://testserver"]
)
def test_another_origin_is_refused_with_the_right_token(
    people: object, subscriber: Client, origin: str
) -> None:
    del people
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = subscriber.cookies
    token = str(guarded.get(f"/subscriber/{ALICE}/settings/").context["csrf_token"])
    sent = {"csrfmiddlewaretoken": token, "session": "none"}
    url = f"/subscriber/{ALICE}/security/sign-out/"
    assert guarded.post(url, sent, headers={"Origin": origin}).status_code == 403
    assert guarded.post(url, sent, headers={"Origin": "http://testserver"}).status_code == 302
    # Programs of the JSON API that come with a session are held to the same.
    act = f"/api/subscriber/{ALICE}/set_privacy_on/"
    headers = {"X-CSRFToken": token, "Origin": origin}
    assert guarded.post(act, headers=headers).status_code == 403


def test_an_origin_that_the_operator_trusts_may_send_forms(
    people: object, administrator: Client, settings: Settings
) -> None:
    del people
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example"]
    headers = {"Sec-Fetch-Site": "same-site", "Origin": "https://desk.example"}
    assert administrator.post("/logout/", headers=headers).status_code == 302
