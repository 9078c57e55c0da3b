"""Files as tables: encodings, separators, and what is no table at all."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.imports import decoding, reading
from ngnpanel.imports.decoding import decoded
from ngnpanel.imports.reading import MOST_COLUMNS, MOST_ROWS, SEPARATORS, Table, read
from ngnpanel.web.exporting import cell

FRENCH = "nom;adresse\r\nZoé Ménard;12 rue de l\u2019Église, Besançon\r\nÀ côté;très cher, 5 €\r\n"
CZECH = "jméno;město\r\nJiří Dvořák;Plzeň, Žižkov\r\nŠárka Bláhová;České Budějovice\r\n"
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff"),
    max_size=20,
)


def written(rows: list[list[str]], separator: str) -> str:
    """A table as spreadsheets write it."""
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue()


def outcome(read_it: Callable[[], object]) -> object:
    """What came of it: a table or text, or the sentence that refuses it."""
    try:
        return read_it()
    except RuleError as error:
        return error.text


def cells(table: Table) -> list[list[str]]:
    """The rows without their lines."""
    return [list(row.cells) for row in table.rows]


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (CZECH.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + CZECH.encode(), "utf-8"),
        (CZECH.encode("utf-16"), "utf-16"),
        (CZECH.encode("utf-16-le"), "utf-16"),
        (CZECH.encode("utf-16-be"), "utf-16"),
        (FRENCH.encode("cp1252"), "cp1252"),
        (CZECH.encode("cp1250"), "cp1250"),
        (b"name\nplain\n", "utf-8"),
    ],
)
def test_the_encoding_is_found_out(raw: bytes, encoding: str) -> None:
    found = decoded(raw)
    assert found.encoding == encoding
    assert found.text in (CZECH, FRENCH, "name\nplain\n")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Name;Ort\nJörg Müller;Köln\nGroß, Jürgen;Düsseldorf\n", "cp1252"),
        ("nombre;ciudad\nJosé Ñúñez;Málaga\nMaría Peña;La Coruña\n", "cp1252"),
        ("naam;plaats\nZoë Daniëls;Reünie\n", "cp1252"),
        ("name,city\nalice,Malmö\n", "cp1252"),
        ("imię;miasto\nŁukasz Żółć;Gdańsk\nMałgorzata Wąs;Łódź\n", "cp1250"),
        ("név;város\nŐry Győző;Győr\nTűz Ödön;Hódmezővásárhely\n", "cp1250"),
        ("nume;oraş\nIon Ţepeş;Iaşi\nAna Brâncuşi;Braşov\n", "cp1250"),
    ],
)
def test_names_of_a_language_tell_the_encoding(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)).text == text


def test_an_encoding_that_was_chosen_is_taken_or_refused() -> None:
    assert decoded("é".encode("cp1252"), "cp1250").text == "é"
    assert decoded("č".encode("cp1250"), "cp1252").text == "è"
    with pytest.raises(RuleError, match="not written in UTF-8"):
        decoded("é".encode("cp1252"), "utf-8")


def packed() -> bytes:
    """An archive, as XLSX and ODS are."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "There is nothing in it."),
        (b" \r\n\t\n", "There is nothing in it."),
        (b"\xef\xbb\xbf", "There is nothing in it."),
        (packed(), "Save it as CSV"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "Save it as CSV"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF"),
        (b"\x1f\x8b\x08\x00abc", "This is packed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "This is no text"),
        (bytes(range(1, 256)) * 20, "This is no text"),
        (b"name,city\nalice,\x00\n", "This is no text"),
        (json.dumps([{"name": "alice"}]).encode(), "This is JSON"),
        (json.dumps({"sip_domains": []}).encode(), "This is JSON"),
        (b"<!DOCTYPE html><html></html>", "This is a web page"),
        (b"x" * (decoding.MOST_BYTES + 1), "at most 4 MB"),
    ],
)
def test_what_is_no_table_gets_a_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        decoded(raw)


@pytest.mark.parametrize("separator", SEPARATORS)
def test_the_separator_is_found_out(separator: str) -> None:
    rows = [["name", "city", "info"], ["Alice, Bob", "Den Haag", "a; b"], ["Eve", "", "x|y"]]
    table = read(written(rows, separator))
    assert (table.separator, table.names) == (separator, ("name", "city", "info"))
    assert cells(table) == rows[1:]


def test_a_column_of_its_own_is_a_table_too() -> None:
    assert cells(read("domain\nexample.com\n\nexample.net\n")) == [["example.com"], ["example.net"]]


def test_a_line_that_tells_the_separator_is_believed() -> None:
    table = read("sep=|\nname|city\nAlice;Bob;Eve|x;y;z\n")
    assert (table.separator, [row.line for row in table.rows]) == ("|", [3])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=8), st.data())
def test_what_was_written_is_read_back(rows: list[list[str]], data: st.DataObject) -> None:
    separator = data.draw(st.sampled_from(sorted(SEPARATORS)))
    guarded = [[cell(text) for text in row] for row in rows]
    table = read(written([["a", "b", "c"], ["1", "", ""], *guarded], separator), separator)
    assert cells(table)[1:] == [row for row in rows if any(text.strip() for text in row)]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_table_or_gets_a_sentence(text: str) -> None:
    table = outcome(lambda: read(text))
    assert table
    if isinstance(table, Table):
        assert all(len(row.cells) == len(table.names) for row in table.rows)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_get_a_sentence(raw: bytes) -> None:
    assert outcome(lambda: decoded(raw))


def test_rows_know_their_lines_whatever_is_in_them() -> None:
    table = read('name,info\n\nalice,"two\nlines"\nbob,\n,,\neve,x\n')
    assert [(row.line, row.cells[0]) for row in table.rows] == [
        (3, "alice"),
        (5, "bob"),
        (7, "eve"),
    ]


def test_without_names_the_first_line_is_a_row() -> None:
    table = read("alice,1\nbob,2\n", has_names=False)
    assert (table.names, cells(table)) == (("1", "2"), [["alice", "1"], ["bob", "2"]])


def test_a_short_row_is_filled_up_and_a_long_one_is_named() -> None:
    table = read("a,b\nalice\nbob,1,,\neve,1,2\n", ",")
    assert [row.cells for row in table.rows] == [("alice", ""), ("bob", "1"), ("eve", "1")]
    assert [str(row.fault or "")[:23] for row in table.rows] == ["", "", "It has 3 cells, but the"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("=1+1", "Cell 2 holds a formula"),
        ("=cmd|'/C calc'!A0", "Cell 2 holds a formula"),
        ("@SUM(A1:A9)", "Cell 2 holds a formula"),
        ("'=1+1", ""),
        ("+31208005161", ""),
        ("-", ""),
        ("@", ""),
        ("bell \x07", "Cell 2 holds control characters"),
        ("x" * 100_000, "Cell 2 has 100000 characters"),
    ],
)
def test_a_bad_cell_is_named_in_its_row(typed: str, fault: str) -> None:
    table = read(written([["name", "info"], ["alice", typed], ["bob", "good"]], ","))
    assert str(table.rows[0].fault or "").startswith(fault)
    assert table.rows[1].fault is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('name,info\nalice,"open\nbob,x\n', "marks from line 2 on"),
        ('name,info\nalice,x\nbob,"a"b\n', "marks from line 3 on"),
        ('name\n"' + "x" * 200_000, "In line 2 begins a cell"),
        ("name,info\n", "only the names"),
        ("\n\n", "nothing in it"),
        (",".join(map(str, range(500))) + "\nx\n", f"500 columns; at most {MOST_COLUMNS}"),
        ("name\n" + "x\n" * (MOST_ROWS + 1), f"more than {MOST_ROWS} lines"),
    ],
)
def test_a_table_that_cannot_be_trusted_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        read(text)


def test_a_large_table_is_read_in_no_time() -> None:
    body = "".join(f"u{number},example.com,secret{number}\n" for number in range(MOST_ROWS))
    table = reading.read("username,domain,password\n" + body)
    assert len(table.rows) == MOST_ROWS
