"""Made-up accounts, callers and moments for the property tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ngnpanel.calls.records import (
    Call,
    Callee,
    Contact,
    Phones,
    Registration,
    TemporaryRule,
    WeeklyRule,
)

ZONES = ("Europe/Amsterdam", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
PEOPLE = (
    "bob@example.com",
    "eve@example.org",
    "0031208005161@pstn.example",
    "anonymous@anonymous.invalid",
)
PATTERNS = ("bob@%", "%@example.org", "%208005161@%", "eve@example.org", "%", "nobody@here.test")
CONDITIONS = tuple(kind + end for kind in "FR" for end in ("UNV", "UNC", "NOL", "BUS", "NOA"))

group_sets = st.one_of(
    st.just(frozenset({"everybody"})),
    st.just(frozenset({"nobody"})),
    st.frozensets(st.sampled_from(("vip", "family", "business")), max_size=3),
)
clocks = st.one_of(
    st.sampled_from(("00:00", "23:59", "02:00", "02:30", "03:00", "12:00")),
    st.times().map(lambda time: time.strftime("%H:%M")),
)
weekly_rules = st.builds(
    WeeklyRule, days=st.integers(0, 127), start=clocks, stop=clocks, groups=group_sets
)


def between(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    """Moments by the second."""
    seconds = st.integers(int(first.timestamp()), int(last.timestamp()))
    return seconds.map(lambda second: datetime.fromtimestamp(second, UTC))


# Some days around each change of the clocks, and any time at all.
moments = st.one_of(
    between(datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 4, 7, tzinfo=UTC)),
    between(datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 11, 5, tzinfo=UTC)),
    between(datetime(2024, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)),
)
temporary_rules = st.builds(
    TemporaryRule,
    groups=group_sets,
    until=st.one_of(
        st.none(), moments, st.just(datetime(2026, 3, 29, 1, tzinfo=UTC) + timedelta(minutes=30))
    ),
)
targets = st.sampled_from(("", "<voice-mailbox>", "sip:bob@example.com", "sip:0031@example.com"))
callees = st.builds(
    Callee,
    address=st.just("alice@example.com"),
    timezone=st.sampled_from(ZONES).map(ZoneInfo),
    groups=st.frozensets(
        st.sampled_from(("blocked", "anonymous-reject", "free-pstn", "voicemail")), max_size=2
    ),
    rejected=st.lists(st.sampled_from(PATTERNS), max_size=1).map(tuple),
    weekly=st.lists(weekly_rules, max_size=4).map(tuple),
    temporary=st.one_of(st.none(), st.none(), temporary_rules),
    contacts=st.lists(
        st.builds(
            Contact,
            pattern=st.sampled_from(PATTERNS),
            group=st.sampled_from(("", "vip", "family")),
        ),
        max_size=3,
    ).map(tuple),
    diversions=st.dictionaries(st.sampled_from(CONDITIONS), targets),
    registrations=st.lists(
        st.builds(Registration, contact=st.sampled_from(("sip:a@10.0.0.1", "sip:a@10.0.0.2"))),
        max_size=2,
    ).map(tuple),
    mailbox=st.sampled_from(("", "1000000")),
    timeout=st.integers(1, 900),
)
calls = st.builds(
    Call,
    caller=st.sampled_from(PEOPLE),
    groups=st.frozensets(st.sampled_from(("vip", "business")), max_size=1),
    diverted_by=st.one_of(
        st.just(()),
        st.just(()),
        st.lists(
            st.sampled_from(("alice@example.com", "bob@example.com", "carol@example.com")),
            max_size=7,
        ).map(tuple),
    ),
)
phones = st.sampled_from(tuple(Phones))
