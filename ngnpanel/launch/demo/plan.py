"""What the demonstration platform holds: invented, and the same each time for the same size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from ngnpanel.accounts.domain.accept import AcceptRules, TemporaryRule, WeeklyRule
from ngnpanel.accounts.domain.customers import CREDITS, Customer
from ngnpanel.accounts.domain.diversions import VOICE_MAILBOX, Diversions
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.sip import Account, Network, Property, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox, VoicemailOptions
from ngnpanel.launch.demo.people import Person, invent
from ngnpanel.launch.demo.registrations import Registration, registrations_of, showcase

SEED: Final = 5060
RESELLER: Final = "leuchtfeuer"
FIRST_CUSTOMER: Final = "rivierazorg"
SECOND_CUSTOMER: Final = "kaapnoord"
SHOWCASE: Final = SipId(username="sanne.bakker", domain="rivierazorg.example")
NO_DIVERSIONS: Final = Diversions()
NO_RULES: Final = AcceptRules()
TO_MAILBOX: Final = Diversions(fbus=VOICE_MAILBOX, fnoa=VOICE_MAILBOX, fnol=VOICE_MAILBOX)
OFFICE_HOURS: Final = AcceptRules(
    persistent=(
        WeeklyRule(days=31, start="08:00", stop="18:00", groups=("everybody",)),
        WeeklyRule(days=31, start="18:00", stop="22:30", groups=("family", "friends", "vip")),
        WeeklyRule(days=31, start="22:30", stop="08:00", groups=("family",)),
        WeeklyRule(days=96, start="00:00", stop="23:59", groups=("family", "friends")),
    )
)
WEEKENDS_OFF: Final = AcceptRules(
    persistent=(WeeklyRule(days=96, start="00:00", stop="23:59", groups=("nobody",)),)
)
NIGHTS_OFF: Final = AcceptRules(
    persistent=(
        WeeklyRule(days=127, start="07:00", stop="23:00", groups=("everybody",)),
        WeeklyRule(days=127, start="23:00", stop="07:00", groups=("vip", "family")),
    )
)
CONTACT_GROUPS: Final = ("vip", "business", "coworkers", "friends", "family", "")
REJECTED: Final = (
    "%@spam.example",
    "anonymous@anonymous.invalid",
    "0044207946%@%",
    "survey%@%",
    "callcentre.example",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainPlan:
    """A SIP domain; ``tenant`` is the login of the customer that it belongs to.

    ``share`` is its part of all accounts. ``numeric`` domains name accounts by extension.
    """

    name: str
    tenant: str
    share: float
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPlan:
    """An account without its password, and everything that belongs to it."""

    account: Account
    tenant: str
    aliases: tuple[SipId, ...] = ()
    diversions: Diversions = NO_DIVERSIONS
    rules: AcceptRules = NO_RULES
    contacts: tuple[Contact, ...] = ()
    rejected: tuple[str, ...] = ()
    mailbox: Mailbox | None = None
    over_quota: bool = False
    registrations: tuple[Registration, ...] = ()


DOMAINS: Final = (
    DomainPlan(name="rivierazorg.example", tenant=FIRST_CUSTOMER, share=0.24),
    DomainPlan(
        name="thuiszorg.rivierazorg.example", tenant=FIRST_CUSTOMER, share=0.1, numeric=True
    ),
    DomainPlan(name="kaapnoord.example", tenant=SECOND_CUSTOMER, share=0.18),
    DomainPlan(name="depot.kaapnoord.example", tenant=SECOND_CUSTOMER, share=0.1, numeric=True),
    DomainPlan(name="leuchtfeuer.example", tenant=RESELLER, share=0.35),
    DomainPlan(name="leuchtfeuer.test", tenant=RESELLER, share=0.03),
)
RESELLER_PROPERTIES: Final = {
    "sip_credit": "1000",
    "sip_alias_credit": "500",
    "enum_range_credit": "20",
    "enum_number_credit": "2000",
    "dns_zone_credit": "50",
    "email_credit": "500",
    "pstn_access": "1",
    "prepaid_changes": "1",
    "pstn_changes": "1",
    "support_company": "Leuchtfeuer Telecom",
    "support_email": "support@leuchtfeuer.example",
    "support_web": "https://www.leuchtfeuer.example/help",
    "sip_proxy": "proxy.leuchtfeuer.example",
    "voicemail_access_number": "*70",
}
CUSTOMER_PROPERTIES: Final = {
    FIRST_CUSTOMER: dict.fromkeys(CREDITS, "10")
    | {"sip_credit": "150", "sip_alias_credit": "60", "pstn_changes": "1", "prepaid_changes": "1"},
    SECOND_CUSTOMER: dict.fromkeys(CREDITS, "5") | {"sip_credit": "120", "sip_alias_credit": "40"},
}


def reseller() -> Customer:
    """The active reseller."""
    return Customer(
        username=RESELLER,
        first_name="Frieda",
        last_name="Lindner",
        organization="Leuchtfeuer Telecom",
        email="frieda.lindner@leuchtfeuer.example",
        web="https://www.leuchtfeuer.example",
        tel="+493023125000",
        address="Am Alten Hafen 12",
        postcode="10115",
        city="Berlin",
        country="DE",
        timezone="Europe/Berlin",
        language="en",
        vat_number="DE000000000",
        balance=2400.0,
        credit=10000.0,
        reseller_active=True,
    )


def customers() -> tuple[Customer, ...]:
    """The two customers of the reseller, without their ids."""
    return (
        Customer(
            username=FIRST_CUSTOMER,
            first_name="Willemijn",
            last_name="Hoekstra",
            organization="Rivierazorg",
            email="beheer@rivierazorg.example",
            tel="+31850070010",
            address="Kanaalkade 4",
            postcode="1811 LP",
            city="Alkmaar",
            country="NL",
            timezone="Europe/Amsterdam",
            language="nl",
        ),
        Customer(
            username=SECOND_CUSTOMER,
            first_name="Torsten",
            last_name="Nyström",
            organization="Kaap Noord Logistics",
            email="it@kaapnoord.example",
            tel="+46846500410",
            address="Frihamnsgatan 21",
            postcode="115 56",
            city="Stockholm",
            country="SE",
            timezone="Europe/Stockholm",
            language="en",
        ),
    )


def accounts(size: int) -> list[AccountPlan]:
    """``size`` accounts over all domains; the first is the one to show around with."""
    random = Random(SEED)  # noqa: S311  # the same people each time, no secrets
    people = [who for who in invent(random, size) if who.login != SHOWCASE.username]
    return [_showcase(colleague=people[0]), *_others(random, people[: size - 1], size)]


def _others(random: Random, people: list[Person], size: int) -> Iterator[AccountPlan]:
    rest = iter(enumerate(people, start=1))
    for place, domain in enumerate(DOMAINS):
        is_last = place == len(DOMAINS) - 1
        # The first domain holds the showcase already; the last takes what rounding left over.
        count = size if is_last else round(domain.share * size) - (place == 0)
        for _ in range(count):
            number, person = next(rest, (0, None))
            if person is None:
                return
            yield _account(random, domain, person, number)


def _account(random: Random, domain: DomainPlan, person: Person, number: int) -> AccountPlan:
    username = f"{2000 + number}" if domain.numeric else person.login
    sip_id = SipId(username=username, domain=domain.name)
    phone = _number(person, number)
    has_mailbox = random.random() < 0.45
    contacts = _contacts(random, domain) if random.random() < 0.3 else ()
    return AccountPlan(
        tenant=domain.tenant,
        account=Account(
            id=sip_id,
            first_name=person.first_name,
            last_name=person.last_name,
            email=f"{person.login}@{domain.name}",
            acl=(Network(ip="192.0.2.0", mask=24, tag="Office"),) if random.random() < 0.05 else (),
            groups=_groups(random, has_mailbox=has_mailbox),
            properties=_properties(random, person),
            timezone=person.culture.timezone,
            rpid=phone,
            quota=random.choice((0, 0, 0, 10, 25, 50, 100)),
            quickdial_prefix=phone[:-4] if domain.numeric else "",
            call_limit=random.choice((0, 0, 0, 2, 4)),
            prepaid=random.random() < 0.12,
            timeout=random.choice((20, 25, 30, 35, 35, 35, 45, 60)),
        ),
        aliases=_aliases(random, domain, person, phone),
        diversions=_diversions(random, domain, phone, has_mailbox=has_mailbox),
        rules=_rules(random),
        contacts=contacts,
        rejected=tuple(random.sample(REJECTED, 2)) if random.random() < 0.1 else (),
        mailbox=_mailbox(random, sip_id, person) if has_mailbox else None,
        over_quota=number % 97 == 0,
        registrations=registrations_of(random, sip_id, number),
    )


def _showcase(colleague: Person) -> AccountPlan:
    """One account with everything set, for the login of a subscriber."""
    colleague_uri = f"{colleague.login}@{SHOWCASE.domain}"
    return AccountPlan(
        tenant=FIRST_CUSTOMER,
        account=Account(
            id=SHOWCASE,
            first_name="Sanne",
            last_name="Bakker",
            email=f"{SHOWCASE}",
            groups=("free-pstn", "missed-calls", "anonymous-reject", "voicemail"),
            properties=(
                Property(name="language", value="en"),
                Property(name="mobile_number", value="0031850079999"),
                Property(name="show_barring_tab", value="1"),
            ),
            timezone="Europe/Amsterdam",
            rpid="0031850070011",
            quota=50,
            call_limit=2,
            prepaid=True,
            timeout=30,
        ),
        aliases=(
            SipId(username="0031850070011", domain=SHOWCASE.domain),
            SipId(username="reception", domain=SHOWCASE.domain),
        ),
        diversions=Diversions(
            fnol=VOICE_MAILBOX,
            fbus=f"sip:{colleague_uri}",
            fnoa=VOICE_MAILBOX,
            funv=f"sip:0031850079999@{SHOWCASE.domain}",
        ),
        rules=AcceptRules(
            persistent=OFFICE_HOURS.persistent,
            temporary=TemporaryRule(groups=("vip", "coworkers", "family"), duration=480),
        ),
        contacts=(
            Contact(uri=colleague_uri, name=colleague.name, group="coworkers"),
            Contact(uri="%@kaapnoord.example", name="Kaap Noord, everybody", group="business"),
            Contact(uri="0031850078%@%", name="Pharmacy", group="business"),
            Contact(uri="noor.visser@leuchtfeuer.example", name="Noor Visser", group="friends"),
            Contact(uri="daan.bakker@leuchtfeuer.example", name="Daan Bakker", group="family"),
            Contact(uri="0031850071234@%", name="Grandmother", group="family"),
            Contact(uri="femke.mulder@rivierazorg.example", name="Dr. Femke Mulder", group="vip"),
            Contact(uri="bram.smit@leuchtfeuer.example", name="Bram Smit"),
        ),
        rejected=REJECTED[:3],
        mailbox=Mailbox(
            sip_id=SHOWCASE,
            name="Sanne Bakker",
            email=f"{SHOWCASE}",
            options=VoicemailOptions(delete=False),
        ),
        registrations=showcase(Random(SEED), SHOWCASE),  # noqa: S311  # no secrets
    )


def _groups(random: Random, *, has_mailbox: bool) -> tuple[str, ...]:
    chances = {
        "free-pstn": 0.7,
        "missed-calls": 0.2,
        "anonymous": 0.05,
        "anonymous-reject": 0.08,
        "deny-password-change": 0.02,
        "blocked": 0.015,
        "trunking": 0.01,
    }
    chosen = [group for group, chance in chances.items() if random.random() < chance]
    return (*chosen, "voicemail") if has_mailbox else tuple(chosen)


def _properties(random: Random, person: Person) -> tuple[Property, ...]:
    offered = ("nl", "de", "es", "ro")
    language = person.culture.language if person.culture.language in offered else "en"
    properties = [Property(name="language", value=language)]
    if random.random() < 0.4:
        mobile = _number(person, random.randrange(5000, 9000))
        properties.append(Property(name="mobile_number", value=mobile))
    return tuple(properties)


def _aliases(random: Random, domain: DomainPlan, person: Person, phone: str) -> tuple[SipId, ...]:
    if random.random() > 0.13:
        return ()
    return (SipId(username=person.login if domain.numeric else phone, domain=domain.name),)


def _diversions(random: Random, domain: DomainPlan, phone: str, *, has_mailbox: bool) -> Diversions:
    elsewhere = f"sip:{phone[:-2]}99@{domain.name}"
    chance = random.random()
    if has_mailbox:
        return TO_MAILBOX
    if chance < 0.06:
        return Diversions(func=elsewhere)
    if chance < 0.2:
        return Diversions(fnoa=elsewhere, fbus=elsewhere)
    if chance < 0.23:
        return Diversions(runv="sip:desk@answering.example", fnol=elsewhere)
    return NO_DIVERSIONS


def _rules(random: Random) -> AcceptRules:
    chance = random.random()
    if chance < 0.05:
        temporary = TemporaryRule(groups=("nobody",), duration=random.choice((0, 120, 480)))
        return AcceptRules(temporary=temporary)
    if chance < 0.15:
        return OFFICE_HOURS
    if chance < 0.22:
        return WEEKENDS_OFF
    return NIGHTS_OFF if chance < 0.3 else NO_RULES


def _contacts(random: Random, domain: DomainPlan) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            uri=f"{friend.login}@{domain.name}",
            name=friend.name,
            group=random.choice(CONTACT_GROUPS),
        )
        for friend in invent(random, random.randint(2, 6))
    )


def _mailbox(random: Random, sip_id: SipId, person: Person) -> Mailbox:
    return Mailbox(
        sip_id=sip_id,
        name=person.name,
        email=f"{person.login}@{sip_id.domain}",
        options=VoicemailOptions(delete=random.random() < 0.7),
    )


def _number(person: Person, number: int) -> str:
    return f"{person.culture.prefix}{number:04d}"
