"""The typed readers of environment variables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ngnpanel.environment import Environment


@pytest.mark.parametrize(("text", "value"), [("1", True), ("Yes", True), ("0", False), ("", False)])
def test_a_flag_is_read(text: str, value: bool) -> None:
    assert Environment({"DEBUG": text}).flag("DEBUG", default=not value) is value


def test_what_is_not_set_takes_its_default() -> None:
    env = Environment({})
    assert env.flag("DEBUG", default=True) is True
    assert env.integer("PORT", 8000) == 8000
    assert env.seconds("TIMEOUT", 2.5) == 2.5
    assert env.words("HOSTS", ("a",)) == ("a",)
    assert env.choice("PLATFORM", ("local", "remote")) == "local"
    assert env.path("DATA", Path("/var")) == Path("/var")
    assert env.secret("KEY") == ""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", None),
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("192.0.2.53:5353", ("192.0.2.53", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
    ],
)
def test_a_resolver_is_an_address_with_a_port(text: str, place: tuple[str, int] | None) -> None:
    assert Environment({"DNS_RESOLVER": text}).resolver("DNS_RESOLVER") == place


@pytest.mark.parametrize("text", ["here", "192.0.2.53:x", "192.0.2.53:99999", "[::1", ":53"])
def test_a_wrong_resolver_stops_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="IP address"):
        Environment({"DNS_RESOLVER": text}).resolver("DNS_RESOLVER")


def test_name_servers_are_read_with_their_addresses() -> None:
    text = "NS1.example.net=192.0.2.53, ns1.example.net=2001:DB8::53 ns2.example.net."
    assert Environment({"NAMESERVERS": text}).name_servers("NAMESERVERS") == {
        "ns1.example.net": ("192.0.2.53", "2001:db8::53"),
        "ns2.example.net": (),
    }
    assert Environment({}).name_servers("NAMESERVERS") == {}
    for wrong in ("ns1.example.net=here", "=192.0.2.53", "ns1"):
        with pytest.raises(ImproperlyConfigured, match="host=address"):
            Environment({"NAMESERVERS": wrong}).name_servers("NAMESERVERS")


def test_words_are_separated_by_commas_or_blanks() -> None:
    assert Environment({"HOSTS": "a.example, b.example c.example"}).words("HOSTS") == (
        "a.example",
        "b.example",
        "c.example",
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("perhaps", lambda env: env.flag("NAME", default=False)),
        ("x", lambda env: env.integer("NAME", 1)),
        ("-1", lambda env: env.seconds("NAME", 1)),
        ("soon", lambda env: env.seconds("NAME", 1)),
        ("c", lambda env: env.choice("NAME", ("a", "b"))),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(
    text: str, read: Callable[[Environment], object]
) -> None:
    with pytest.raises(ImproperlyConfigured, match="NAME"):
        read(Environment({"NAME": text}))


def test_a_secret_comes_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hidden\n", encoding="utf-8")
    assert Environment({"KEY_FILE": str(file), "KEY": "other"}).secret("KEY") == "hidden"


def test_a_missing_secret_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="KEY_FILE"):
        Environment({"KEY_FILE": str(tmp_path / "none")}).secret("KEY")


def test_the_default_database_is_a_file_that_waits_for_other_writers() -> None:
    database = Environment({}).database("DATABASE_URL", Path("/data/db.sqlite3"))
    assert database["NAME"] == "/data/db.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_database_url_is_taken_apart() -> None:
    url = "postgresql://me:p%40ss@db.example:5433/panel"
    database = Environment({"DATABASE_URL": url}).database("DATABASE_URL", Path("x"))
    assert database["ENGINE"].endswith("postgresql")
    assert [database[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "panel",
        "me",
        "p@ss",
        "db.example",
        "5433",
    ]


def test_the_proxys_database_is_only_read() -> None:
    assert Environment({}).proxy_database("URL") is None
    assert Environment({"URL": " "}).proxy_database("URL") is None
    for address in ("sqlite:///var/lib/a b.db", "sqlite:////var/lib/a b.db"):
        described = Environment({"URL": address}).proxy_database("URL")
        assert described is not None
        assert described["NAME"] == "file:/var/lib/a%20b.db?mode=ro"
    described = Environment({"URL": "postgresql://me@db/kamailio"}).proxy_database("URL")
    assert described is not None
    assert described["NAME"] == "kamailio"
    assert "default_transaction_read_only=on" in described["OPTIONS"]["options"]


def test_mysql_needs_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = Environment({"URL": "mysql://me:p%40ss@db:3307/kamailio"})
    monkeypatch.setattr("ngnpanel.environment.find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match="install mysqlclient"):
        environment.proxy_database("URL")
    monkeypatch.setattr("ngnpanel.environment.find_spec", lambda name: name)
    described = environment.proxy_database("URL")
    assert described is not None
    assert (described["PASSWORD"], described["HOST"], described["PORT"]) == ("p@ss", "db", "3307")
    with pytest.raises(ImproperlyConfigured, match="URL must start with"):
        Environment({"URL": "oracle://db/x"}).proxy_database("URL")


def test_what_follows_the_question_mark_is_for_the_driver() -> None:
    url = "postgresql://me@/panel?host=/run/postgresql&sslmode=verify-full&connect_timeout=2"
    database = Environment({"DATABASE_URL": url}).database("DATABASE_URL", Path("x"))
    assert (database["HOST"], database["NAME"]) == ("/run/postgresql", "panel")
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert database["OPTIONS"]["connect_timeout"] == "2"
    assert "statement_timeout" in database["OPTIONS"]["options"]


def test_the_limits_of_a_session_can_be_replaced() -> None:
    url = "postgresql://me@db/panel?options=-c%20lock_timeout%3D1s"
    database = Environment({"DATABASE_URL": url}).database("DATABASE_URL", Path("x"))
    assert database["OPTIONS"]["options"] == "-c lock_timeout=1s"


@pytest.mark.parametrize("rest", ["h/n?colour=red", "h:5432/n?ssl%mode=x"])
def test_an_address_that_the_driver_cannot_read_does_not_show_its_password(rest: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as caught:
        Environment({"DATABASE_URL": f"postgresql://me:hidden@{rest}"}).database(
            "DATABASE_URL", Path("x")
        )
    assert "hidden" not in str(caught.value)


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        Environment({"DATABASE_URL": "oracle://x"}).database("DATABASE_URL", Path("x"))


def test_what_has_no_default_is_asked_for_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"PLATFORM=remote needs NGNPRO_URL\."):
        Environment({"NGNPRO_URL": " "}).url("NGNPRO_URL", "PLATFORM=remote")


@pytest.mark.parametrize("text", ["ftp://ngnpro.example", "ngnpro.example/ngnpro", "http://"])
def test_an_address_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="http or https"):
        Environment({"NGNPRO_URL": text}).url("NGNPRO_URL", "PLATFORM=remote")


def test_an_address_is_taken_as_it_is() -> None:
    url = "https://ngnpro.example:9200/ngnpro/"
    assert Environment({"NGNPRO_URL": url}).url("NGNPRO_URL", "PLATFORM=remote") == url
