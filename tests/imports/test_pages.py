"""The pages of an import, from the list to the preview of the job."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ngnpanel.imports import models
from ngnpanel.imports.matching import guessed
from ngnpanel.imports.reading import MOST_COLUMNS
from ngnpanel.jobs.models import Job, State
from tests.belongings import Estates
from tests.imports.importing import kind_of, table
from tests.imports.records import EVERY
from tests.jobs.working import counts, items, work
from tests.people import ALICE, People, api, calls
from tests.web.kinds.every import KINDS

PAGE = "/sip/accounts/list/table/"
TEXT = "SIP-adres;voornaam;Wachtwoord;Quota;oddity\n"
NAMES = ("User", "Domein", "Vorname", "Password", "Quota", "Internal code")
FILE = table(
    [
        NAMES,
        ["eve", "acme.example", "Éve", "s3cret", "30", "x1"],
        ["alice", "acme.example", "Alicia", "", "", "x2"],
    ],
    ";",
)


def sent(browser: Client, text: str = FILE, encoding: str = "cp1252", page: str = PAGE) -> Any:
    """The answer to a file."""
    return browser.post(page, {"file": SimpleUploadedFile("people.csv", text.encode(encoding))})


def columns_page(browser: Client, text: str = FILE) -> Any:
    """The page about its columns."""
    return browser.get(sent(browser, text)["Location"])


def chosen(page: Any, **changes: str) -> dict[str, str]:
    """What the page posts."""
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return {**data, **page.context["how"], "names": "on", **changes}


def test_the_list_leads_to_the_import(reseller: Client) -> None:
    page = reseller.get("/sip/accounts/").content.decode()
    assert f'href="{PAGE}"' in page
    assert "/sip/accounts/list/export/table/" in page


def test_who_adds_nothing_is_offered_no_import(customer: Client) -> None:
    page = customer.get("/customers/").content.decode()
    assert "list/table/" not in page
    assert "export/table/" not in page
    assert customer.get("/customers/list/export/table/").status_code == 403


def test_the_page_says_what_may_stand_in_a_file(reseller: Client) -> None:
    with calls(0):
        page = reseller.get(PAGE)
    text = page.content.decode()
    for column in kind_of("account").table.columns:
        assert column.name in text
        assert str(column.help).replace("'", "&#x27;") in text
    assert "&lt;empty&gt;" in text
    assert "50000 lines and 4 MB" in text.replace(",", "")


def test_columns_of_others_are_not_offered(estates: Estates) -> None:
    def shown(person: str) -> set[str]:
        page = estates.people.browser(person).get("/sip/domains/list/table/")
        return {column.name for column in page.context["columns"]}

    everything, reseller, customer = map(shown, ("administrator", "reseller", "customer"))
    assert everything - reseller == {"reseller"}
    assert reseller - customer == {"customer"}


@pytest.mark.parametrize("name", EVERY)
def test_a_template_is_a_file_that_can_be_filled_in(administrator: Client, name: str) -> None:
    with calls(0):
        answer = administrator.get(reverse(f"{name}-table-template"))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}-template.csv"'
    names = answer.content.decode("utf-8-sig").splitlines()[0].replace('"', "").split(",")
    columns = administrator.get(reverse(f"{name}-table-import")).context["columns"]
    assert names == [column.name for column in columns]


def test_columns_are_guessed_by_name_in_every_language(reseller: Client) -> None:
    with calls(0):
        page = columns_page(reseller)
    assert page.context["form"].chosen == {
        0: "username", 1: "domain", 2: "first_name", 3: "password", 4: "quota",
    }  # fmt: skip
    assert page.context["how"] == {"encoding": "cp1252", "separator": ";"}
    text = page.content.decode()
    assert "2 lines, 6 columns" in text
    assert "Internal code" in text
    assert "Not in the file, so left as it is" in text
    assert "Éve" in text


def test_each_of_our_columns_is_recognized_by_its_own_name() -> None:
    for name in EVERY:
        columns = kind_of(name).table.columns
        names = [column.name for column in columns]
        assert list(guessed(names, columns).values()) == names
        labels = list(dict.fromkeys(str(column.label) for column in columns))
        assert set(guessed(labels, columns)) == set(range(len(labels)))


def test_what_may_be_secret_is_not_shown(reseller: Client) -> None:
    page = columns_page(reseller, FILE.replace("Password", "Phone passwd"))
    assert page.context["form"].chosen.get(3) is None
    assert "s3cret" not in page.content.decode()
    assert "s3cret" not in columns_page(reseller).content.decode()


def test_encoding_and_separator_can_be_chosen(reseller: Client) -> None:
    place = sent(reseller)["Location"]
    page = reseller.get(place, {"encoding": "cp1250", "separator": ",", "names": "on"})
    assert page.context["how"] == {"encoding": "cp1250", "separator": ","}
    assert len(page.context["rows"]) == 1
    page = reseller.get(place, {"encoding": "cp1252", "separator": ";"})
    assert page.context["count"] == 3
    wrong = reseller.get(place, {"encoding": "utf-8", "separator": ";", "names": "on"})
    assert wrong.status_code == 422
    assert "not written in UTF-8" in wrong.content.decode()
    assert wrong.context["reading"]["encoding"].value() == "utf-8"


def test_a_file_becomes_a_job_with_its_preview(reseller: Client, people: People) -> None:
    page = columns_page(reseller)
    place = page.wsgi_request.path
    with calls(0):
        answer = reseller.post(place, chosen(page))
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert (job.kind, job.params["exists"]) == ("import-account", "update")
    work()
    job.refresh_from_db()
    assert job.state == State.PREVIEWED
    assert [item.given["act"] for item in items(job)] == ["add", "update"]
    shown = reseller.get(f"/jobs/{job.pk}/").content.decode()
    assert "Import SIP accounts from people.csv" in shown
    assert "Import 2 lines" in shown
    assert "s3cret" not in shown
    assert f'href="{place}"' in shown
    # Somebody thinks again: the same job is made anew.
    again = reseller.get(place)
    assert again.context["form"].chosen[0] == "username"
    reseller.post(place, chosen(again, exists="skip", column_5="email"))
    work()
    assert Job.objects.get().params["columns"]["email"] == 5
    assert counts(Job.objects.get()) == {"skipped": 1, "refused": 1}


def test_a_job_that_was_begun_stays_as_it_is(reseller: Client) -> None:
    page = columns_page(reseller)
    place = page.wsgi_request.path
    reseller.post(place, chosen(page))
    work()
    Job.objects.update(state=State.DONE)
    reseller.post(place, chosen(page))
    assert Job.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"column_1": ""}, "Say which column is domain, without which no line names its record."),
        ({"column_5": "username"}, "User leads to username already. Leave one of them out."),
        ({"column_5": "balance"}, "Select a valid choice"),
        ({"exists": "destroy"}, "Select a valid choice"),
    ],
)
def test_columns_that_make_no_sense_get_a_sentence(
    reseller: Client, changes: dict[str, str], sentence: str
) -> None:
    page = columns_page(reseller)
    answer = reseller.post(page.wsgi_request.path, chosen(page, **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Job.objects.exists()


def packed() -> bytes:
    """A spreadsheet."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "There is nothing in it."),
        (packed(), "Save it as CSV"),
        (b"%PDF-1.4", "This is a PDF"),
        (b'{"sip_accounts": []}', "This is JSON"),
        (b"username,domain\n", "It has only the names of columns"),
        (b'username,domain\n"eve,acme.example\n', "The quotation marks from line 2 on do not fit"),
        ((",".join("c" * 500) + "\nx\n").encode(), f"at most {MOST_COLUMNS} are read"),
        (b"username,domain\nev\x00e,acme.example\n", "This is no text"),
        (b"x\n" * 50_002, "These are more than 50000 lines"),
    ],
)
def test_what_is_no_table_gets_a_sentence_and_nothing_is_kept(
    reseller: Client, raw: bytes, sentence: str
) -> None:
    answer = reseller.post(PAGE, {"file": SimpleUploadedFile("x.csv", raw)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not models.Upload.objects.exists()


def test_a_table_can_be_pasted(reseller: Client) -> None:
    answer = reseller.post(PAGE, {"text": "username\tdomain\r\neve\tacme.example\r\n"})
    page = reseller.get(answer["Location"])
    assert page.context["form"].chosen == {0: "username", 1: "domain"}
    assert reseller.post(PAGE, {"text": " "}).status_code == 422


def test_a_file_is_of_who_uploaded_it_alone(people: People, reseller: Client) -> None:
    place = sent(reseller)["Location"]
    for person in ("administrator", "customer", "stranger"):
        answer = people.browser(person).get(place)
        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        assert people.browser(person).post(place, {})["Location"] == PAGE
    other = place.replace("accounts", "aliases")
    assert reseller.get(other)["Location"] == "/sip/aliases/list/table/"


def test_a_file_is_sealed_and_goes_after_a_day(reseller: Client) -> None:
    sent(reseller)
    upload = models.Upload.objects.get()
    assert b"s3cret" not in bytes(upload.sealed)
    models.Upload.objects.update(created=upload.created - models.KEPT)
    assert reseller.get(f"{PAGE}{upload.pk}/")["Location"] == PAGE
    assert models.discard_old() == 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_list_is_taken_out_for_that(estates: Estates, kind: Any) -> None:
    found = {}
    for person in ("administrator", "reseller", "stranger"):
        url = reverse(f"{kind.name}-export", args=["table"])
        answer = estates.people.browser(person).get(url)
        if answer.status_code == 200:
            started = f'attachment; filename="{kind.name}-table-'
            assert answer["Content-Disposition"].startswith(started)
            found[person] = set(answer.getvalue().decode("utf-8-sig").splitlines()[1:])
    assert found["administrator"]
    assert not found.get("reseller", set()) & found.get("stranger", set())


def test_an_export_has_no_secrets(administrator: Client) -> None:
    answer = administrator.get("/sip/accounts/list/export/table/")
    text = answer.getvalue().decode()
    assert str(ALICE.username) in text
    assert api().sip.account(ALICE).password not in text
