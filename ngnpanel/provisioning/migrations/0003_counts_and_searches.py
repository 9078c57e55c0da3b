"""Counts that the database keeps, and the indexes of searches; written by hand.

SQLite forgets the triggers of a table that a later migration makes anew: whoever alters account,
accountgroup, alias or domain there runs ``create_triggers`` again; a test finds it missing. It makes
the triggers as 0004 wants them, also on a new platform.
"""
# ruff: noqa: S608 - nothing in this SQL comes from outside

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.db import DatabaseError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

logger = logging.getLogger(__name__)

COUNT = "provisioning_domaincount"
ACCOUNT = "provisioning_account"
MEMBER = "provisioning_accountgroup"
ALIAS = "provisioning_alias"
DOMAIN = "provisioning_domain"

# What counts, as queries of (domain_id, what) with {rows} for the rows of the table at hand. A
# membership counts while both it and its account are there, in whatever order they come and go.
COUNTED = {
    ACCOUNT: (
        "SELECT domain_id, 'accounts' AS what FROM {rows}",
        "SELECT domain_id, 'prepaid' FROM {rows} WHERE prepaid",
        f"SELECT r.domain_id, 'group ' || m.name FROM {{rows}} r JOIN {MEMBER} m ON m.account_id = r.id",
    ),
    MEMBER: (
        f"SELECT a.domain_id, 'group ' || r.name AS what FROM {{rows}} r JOIN {ACCOUNT} a ON a.id = r.account_id",
    ),
    ALIAS: ("SELECT domain_id, 'aliases' AS what FROM {rows}",),
}
# Columns whose update moves a row from one count to another.
MOVING = {ACCOUNT: "id, domain_id, prepaid", MEMBER: "account_id, name", ALIAS: "domain_id"}


# What goes was counted when it came, so a count that is missing was emptied on purpose: `flush`
# deletes the tables in any order. Written nevertheless, it would be less than nothing.
IS_COUNTED = f"EXISTS (SELECT 1 FROM {COUNT} k WHERE k.what = c.what AND k.domain_id = c.domain_id)"


def counted(table: str, rows: str) -> str:
    """All that rows of a table count as."""
    return " UNION ALL ".join(query.format(rows=rows) for query in COUNTED[table])


def statements(vendor: str) -> Iterator[str]:
    """The SQL that makes the triggers."""
    for table in COUNTED:
        yield from (on_postgresql if vendor == "postgresql" else on_sqlite)(table)
    if vendor == "postgresql":
        yield f"""
            CREATE FUNCTION {DOMAIN}_forget() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                DELETE FROM {COUNT} WHERE domain_id IN (SELECT id FROM removed);
                RETURN NULL;
            END $$"""
        yield f"""
            CREATE TRIGGER {DOMAIN}_forget AFTER DELETE ON {DOMAIN}
            REFERENCING OLD TABLE AS removed
            FOR EACH STATEMENT EXECUTE FUNCTION {DOMAIN}_forget()"""
    else:
        yield f"""
            CREATE TRIGGER {DOMAIN}_forget AFTER DELETE ON {DOMAIN}
            BEGIN DELETE FROM {COUNT} WHERE domain_id = OLD.id; END"""


def on_postgresql(table: str) -> Iterator[str]:
    """One trigger a statement: a million rows cost one addition to each count.

    Counts change in the order of their key, so that two statements cannot lock each other out, and
    those that stay as they are stay unlocked.
    """
    added, removed = counted(table, "added"), counted(table, "removed")
    delta = {
        "insert": f"SELECT domain_id, what, 1 AS n FROM ({added}) a",
        "delete": f"SELECT domain_id, what, -1 AS n FROM ({removed}) r",
    }
    delta["update"] = f"{delta['insert']} UNION ALL {delta['delete']}"
    tables = {
        "insert": "NEW TABLE AS added",
        "delete": "OLD TABLE AS removed",
        "update": "OLD TABLE AS removed NEW TABLE AS added",
    }
    for event, changes in delta.items():
        name = f"{table}_count_{event}"
        yield f"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO {COUNT} (domain_id, what, number)
                SELECT domain_id, what, sum(n) FROM ({changes}) c
                GROUP BY what, domain_id HAVING sum(n) > 0 OR sum(n) < 0 AND {IS_COUNTED}
                ORDER BY what, domain_id
                ON CONFLICT (what, domain_id)
                DO UPDATE SET number = {COUNT}.number + excluded.number;
                RETURN NULL;
            END $$"""
        yield f"""
            CREATE TRIGGER {name} AFTER {event.upper()} ON {table}
            REFERENCING {tables[event]}
            FOR EACH STATEMENT EXECUTE FUNCTION {name}()"""


def on_sqlite(table: str) -> Iterator[str]:
    """One trigger a row, which is all that SQLite has."""

    def change(row: str, sign: str) -> str:
        rows, condition = f"(SELECT * FROM {table} WHERE id = {row}.id)", "true"
        if row == "OLD":  # it is no longer in the table
            columns = {
                ACCOUNT: "OLD.id AS id, OLD.domain_id AS domain_id, OLD.prepaid AS prepaid",
                MEMBER: "OLD.account_id AS account_id, OLD.name AS name",
                ALIAS: "OLD.domain_id AS domain_id",
            }
            rows, condition = f"(SELECT {columns[table]})", IS_COUNTED
        return f"""
            INSERT INTO {COUNT} (domain_id, what, number)
            SELECT domain_id, what, {sign}1 FROM ({counted(table, rows)}) c WHERE {condition}
            ON CONFLICT (what, domain_id) DO UPDATE SET number = number + excluded.number;"""

    added, removed = change("NEW", ""), change("OLD", "-")
    yield f"CREATE TRIGGER {table}_count_insert AFTER INSERT ON {table} BEGIN {added} END"
    yield f"CREATE TRIGGER {table}_count_delete AFTER DELETE ON {table} BEGIN {removed} END"
    yield f"""
        CREATE TRIGGER {table}_count_update AFTER UPDATE OF {MOVING[table]} ON {table}
        BEGIN {removed} {added} END"""


def create_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers, and count what is there already."""
    del apps
    if editor.connection.vendor == "postgresql":
        # Counting a platform may take longer than a call may.
        editor.execute("SET LOCAL statement_timeout = 0")
    for statement in statements(editor.connection.vendor):
        editor.execute(statement, params=None)
    for table in COUNTED:
        if table != MEMBER:  # the accounts count their memberships
            editor.execute(
                f"INSERT INTO {COUNT} (domain_id, what, number) SELECT domain_id, what, count(*)"
                f" FROM ({counted(table, table)}) c GROUP BY domain_id, what",
                params=None,
            )


def drop_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers and what they kept away."""
    del apps
    events = [
        (table, f"count_{event}") for table in COUNTED for event in ("insert", "delete", "update")
    ]
    for table, event in [*events, (DOMAIN, "forget")]:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {table}_{event}() CASCADE")
        else:
            editor.execute(f"DROP TRIGGER {table}_{event}")
    editor.execute(f"DELETE FROM {COUNT}")


# Columns that text filters look at. The lookup compares LOWER(column) with a pattern, so that is
# what the indexes hold: one of trigrams for patterns that begin with %, one that knows the order of
# bytes for whole texts and beginnings.
SEARCHED = {
    ACCOUNT: ("username", "first_name", "last_name", "email"),
    ALIAS: ("username", "target_username", "target_domain"),
    DOMAIN: ("name",),
    "provisioning_customer": (
        *("username", "first_name", "last_name", "organization"),
        *("tel", "email", "web", "city"),
    ),
    "provisioning_zone": ("name",),
    "provisioning_dnsrecord": ("name",),
    "provisioning_fancyrecord": ("name", "value"),
    "provisioning_enumnumber": ("number",),
    "provisioning_enummapping": ("mapto", "address"),
    "provisioning_trustedpeer": ("ip", "description"),
}
# An index on them would be larger than what it saves: a few rows, or long texts.
ONLY_TRIGRAMS = frozenset({"value", "web", "city", "tel", "description"})
WITHOUT_TRIGRAMS = (
    "The extension pg_trgm is not there and this role may not create it: searches in the middle of "
    "a name will read whole tables. As a superuser of the database run: CREATE EXTENSION pg_trgm; "
    "and then: python manage.py migrate provisioning 0002 && python manage.py migrate"
)


def create_searches(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the indexes of searches; SQLite reads its smaller tables instead."""
    del apps
    if editor.connection.vendor != "postgresql":
        return
    has_trigrams = has_trigram_extension(editor)
    for table, columns in SEARCHED.items():
        for column in columns:
            name = f"{table.removeprefix('provisioning_')}_{column}"
            if column not in ONLY_TRIGRAMS:
                editor.execute(
                    f"CREATE INDEX {name}_begins ON {table} (lower({column}) text_pattern_ops)"
                )
            if has_trigrams:
                editor.execute(
                    f"CREATE INDEX {name}_contains ON {table}"
                    f" USING gin (lower({column}) gin_trgm_ops) WITH (fastupdate = off)"
                )
    # Domains differ in size by thousands; the planner has to know the large ones.
    for table in (ACCOUNT, ALIAS):
        editor.execute(f"ALTER TABLE {table} ALTER domain_id SET STATISTICS 1000")


def drop_searches(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them; the extension stays, others may use it."""
    del apps
    if editor.connection.vendor != "postgresql":
        return
    for table, columns in SEARCHED.items():
        for column in columns:
            name = f"{table.removeprefix('provisioning_')}_{column}"
            editor.execute(f"DROP INDEX IF EXISTS {name}_begins, {name}_contains")
    for table in (ACCOUNT, ALIAS):
        editor.execute(f"ALTER TABLE {table} ALTER domain_id SET STATISTICS -1")


def has_trigram_extension(editor: BaseDatabaseSchemaEditor) -> bool:
    """Create pg_trgm; when the role may not, say what to do about it."""
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        logger.warning("%s (%s)", WITHOUT_TRIGRAMS, error)
        return False
    return True


class Migration(migrations.Migration):
    dependencies = [("provisioning", "0002_whole_server")]

    operations = [
        migrations.RunPython(create_triggers, drop_triggers),
        migrations.RunPython(create_searches, drop_searches),
    ]
