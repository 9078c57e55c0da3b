"""What people do with their secrets in the test of planted ones: all ways in, and some mishaps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.provisioning import models, vouchers
from ngnpanel.soap.transport import InProcessSender
from tests.accounts.subscriber.helping import register
from tests.belongings import Estates
from tests.filling import fill
from tests.forms_of import forms_of
from tests.imports.importing import table
from tests.jobs.working import work
from tests.jsonapi.asking import URL as API
from tests.jsonapi.asking import authorization
from tests.jsonapi.authority import found_authority
from tests.people import ALICE, BOB, DOMAIN, PASSWORD, api, take_platform_away
from tests.shell.planting import Seen, Spy, digits, ha1, word

CAROL = f"carol@{DOMAIN}"
KEY = f"-----BEGIN PRIVATE KEY-----\n{word('key of a domain')}\n-----END PRIVATE KEY-----\n"
# Where the password stands in a line of the file.
PLACE = 3
SUBSCRIBER = f"/subscriber/{ALICE}/"


@dataclass
class Story:
    """Secrets by name, and everything that was seen while they were used."""

    estates: Estates
    seen: list[Seen] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)

    def plant(self, name: str, secret: str = "") -> str:
        """One more secret."""
        self.secrets[name] = secret or word(name)
        return self.secrets[name]

    def spy(self, person: str = "nobody") -> Spy:
        """A browser of somebody, whose answers are kept."""
        spy = Spy(self.seen)
        spy.cookies = self.estates.people.browser(person).cookies
        return spy

    def enters(self, name: str, password: str) -> Spy:
        """A browser in which somebody signs in with a password."""
        spy = Spy(self.seen)
        answer = spy.post("/login/", {"name": name, "password": password})
        assert answer.status_code == 302, answer.content
        self.plant(f"session of {name}", spy.cookies["ngnpanel_session"].value)
        self.plant(f"CSRF secret of {name}", spy.cookies["ngnpanel_csrf"].value)
        return spy

    def mailed(self, pattern: str, name: str) -> str:
        """The path of a link in the last mail; its token is a secret."""
        found = re.search(pattern, str(mail.outbox[-1].body))
        assert found, mail.outbox[-1].body
        self.plant(name, found[1])
        return found[0]


def staff(story: Story, settings: Any) -> None:
    """The administrator makes and changes records with passwords."""
    plant = story.plant
    wrong = Spy(story.seen)
    wrong.post("/login/", {"name": plant("password typed as a name"), "password": "x"})
    wrong.post("/login/", {"name": "admin", "password": plant("wrong password of admin")})
    wrong.post("/login/", {"name": str(ALICE), "password": plant("wrong password of Alice")})
    admin = story.enters("admin", settings.PLATFORMS["default"]["PASSWORD"])
    plant("password of the platform", settings.PLATFORMS["default"]["PASSWORD"])
    done(
        fill(
            admin,
            "/customers/add/",
            username="shop",
            email="shop@example.com",
            organization="Shop",
            password=plant("password of a new customer"),
        )
    )
    customer = story.estates.people.customer
    done(fill(admin, f"/customers/{customer}/edit/", password=plant("password of a customer")))
    done(
        fill(
            admin,
            f"/customers/{story.estates.people.reseller}/edit/",
            password=plant("password of a reseller"),
        )
    )
    story.enters("customer", story.secrets["password of a customer"])
    done(
        fill(
            admin,
            "/sip/accounts/add/",
            username="carol",
            domain=DOMAIN,
            name="Carol",
            password=plant("SIP password of a new account"),
        )
    )
    done(fill(admin, f"/sip/accounts/{BOB}/edit/", password=plant("SIP password set by staff")))
    done(fill(admin, f"/sip/accounts/{CAROL}/edit/", web_password=plant("web password by staff")))
    done(fill(admin, f"/sip/domains/{DOMAIN}/edit/", private_key=KEY))
    plant("key of a domain", word("key of a domain"))
    token = CustomerProperty(name="auth_token", value=plant("token of DNS"), category="dns")
    api().customers.set_properties(customer, [token])
    short = fill(admin, f"/sip/accounts/{BOB}/edit/", password="bob", first_name="x" * 500)
    assert short.status_code in (200, 422)
    refused = fill(
        admin,
        f"/customers/{customer}/edit/",
        password=plant("password in a refused form"),
        email="no address",
    )
    assert refused.status_code in (200, 422)


def subscriber(story: Story) -> None:
    """Alice signs in and changes what is hers."""
    plant = story.plant
    plant("SIP password of Alice at first", PASSWORD)
    alice = story.enters(str(ALICE), PASSWORD)
    new = plant("SIP password by Alice")
    page = f"{SUBSCRIBER}settings/phone-password/"
    alice.post(f"{page}?check=new_password", {"new_password": plant("password while typing")})
    again = {"current_password": PASSWORD, "new_password": new, "repeated_password": new}
    done(alice.post(page, again))
    for shape, user in (("HA1 of Alice", "alice"), ("HA1 of Alice with domain", str(ALICE))):
        plant(shape, ha1("alice", DOMAIN, new, user))
    web = plant("panel password by Alice")
    page = f"{SUBSCRIBER}settings/panel-password/"
    again = {"current_password": new, "new_password": web, "repeated_password": web}
    done(alice.post(page, again))
    plant("digest of the panel password", ha1("alice", DOMAIN, web))
    done(alice.post(f"{SUBSCRIBER}voicemail/", {"delivery": "keep", "pin": pin(story)}))
    register(ALICE, "Phone 1.0")
    shown = alice.post(f"{SUBSCRIBER}devices/setup/", {"current_password": web})
    token = re.search(r"/phone-setup/([\w-]+)", shown.content.decode())
    assert token
    plant("token of a set-up", token[1])
    assert alice.get(f"/phone-setup/{token[1]}").status_code == 200
    done(alice.post(f"{SUBSCRIBER}settings/delete/", {"ask": "1"}))
    alice.get(story.mailed(r"/subscriber/\S+/settings/delete/(\S+)/", "token of a deletion"))
    for path in ("", "settings/", "settings/delete/", "voicemail/", "devices/", "identity/"):
        alice.get(SUBSCRIBER + path)


def pin(story: Story) -> str:
    """The PIN of Alice's mailbox."""
    return story.plant("PIN of a mailbox", digits("PIN of a mailbox"))


def forgotten(story: Story) -> None:
    """Somebody forgot a password, and sets a new one by a mailed link."""
    somebody = Spy(story.seen)
    done(somebody.post("/password/forgotten/", {"email": "bob@acme.example", "name": ""}))
    done(somebody.get(story.mailed(r"/password/link/(\S+)/", "token of a reset")))
    somebody.get("/password/set/")
    sent = {
        "panel_password": story.plant("panel password by a link"),
        "sip_password": story.plant("SIP password by a link"),
    }
    short = {**sent, "panel_password": "kurz"}
    assert somebody.post("/password/set/", short).status_code == 422
    done(somebody.post("/password/set/", sent))


def credit(story: Story) -> None:
    """Vouchers: one is used, and one typed wrongly."""
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, prepaid=True, password=""))
    seller = models.Customer.objects.get(pk=story.estates.people.reseller)
    made = vouchers.make(seller, 2, Decimal(10), now() + timedelta(days=9))
    story.plant("voucher that was used", made[0].number)
    story.plant("voucher that nobody used", made[1].number)
    wrong = story.plant("voucher that does not exist", digits("no voucher", 16))
    alice = story.spy("subscriber")
    for number in (wrong, made[0].number):
        once = alice.get(f"{SUBSCRIBER}credit/").context["once"]
        card = {"voucher": str(made[0].voucher.pk), "number": number, "once": once}
        alice.post(f"{SUBSCRIBER}credit/", card)
    assert models.Voucher.objects.filter(used__isnull=False).count() == 1


def programs(story: Story, folder: Path, settings: Any) -> None:
    """Programs: Digest, certificates, sign-up."""
    found_authority(folder, settings)
    story.plant("key of the authority", secret_line((folder / "ca.key").read_text()))
    account = api().sip.account(ALICE)
    owner = story.estates.people.customer
    api().sip.update_account(replace(account, password="", owner=owner))
    alice = story.spy("subscriber")
    answer = alice.post(f"{API}{ALICE}/get_crt/")
    assert answer.status_code == 200, answer.content
    keys = re.findall(r"KEY-----(.+?)-----END", answer.content.decode(), re.DOTALL)
    story.plant("key of a certificate", secret_line(keys[0]))
    passphrase = story.plant("passphrase of a certificate")
    assert alice.post(f"{API}{ALICE}/get_p12/", {"passphrase": passphrase}).status_code == 200
    uri = f"{API}?action=get_voicemail&realm={DOMAIN}"
    program = Spy(story.seen)
    challenge = program.get(uri)["WWW-Authenticate"]
    proof = authorization(challenge, uri, password=story.secrets["panel password by Alice"])
    program.get(uri, headers={"Authorization": proof})
    settings.ENROLMENT_DOMAIN = DOMAIN
    asked = {
        "email": "dave@mail.example",
        "password": story.plant("password at sign-up"),
        "display_name": "Dave",
        "username": "dave.1",
        "tzinfo": "Europe/Amsterdam",
        "lang": "en",
    }
    joined = Spy(story.seen).post("/enrolment/", asked)
    assert joined.json()["success"] is True, joined.content


def secret_line(pem: str) -> str:
    """A line in the middle of a key."""
    return next(line for line in pem.splitlines()[1:] if len(line) > 40)[20:52]


def jobs(story: Story) -> None:
    """An import with passwords, new passwords with a file, an export with secrets."""
    admin = story.enters("admin", story.secrets["password of the platform"])
    names = ["username", "domain", "first_name", "password"]
    rows = [names, ["erin", DOMAIN, "Erin", story.plant("SIP password in a table")]]
    rows.append(["bad name", DOMAIN, "Bad", story.plant("SIP password in a bad line")])
    file = SimpleUploadedFile("people.csv", table(rows).encode())
    columns = admin.post("/sip/accounts/list/table/", {"file": file})["Location"]
    page = admin.get(columns)
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    job = admin.post(columns, {**sent, **page.context["how"], "names": "on"})["Location"]
    through(admin, job)
    typed = {"how": "typed", "password": story.plant("one password for many")}
    through(admin, chosen(admin, "account-password", typed))
    random = chosen(admin, "account-password", {"how": "random", "password": ""})
    through(admin, random, fetch=story)
    exported = admin.post(f"/sip/domains/{DOMAIN}/export/", {"secrets": "on"})
    assert exported.status_code == 200
    for kind in ("csv", "json", "table"):
        admin.get(f"/sip/accounts/list/export/{kind}/")
        admin.get(f"/customers/list/export/{kind}/")
    estate = SimpleUploadedFile("estate.json", exported.content)
    taken = admin.post("/tools/estates/", {"file": estate})["Location"]
    admin.get(taken)
    again = admin.post(taken, {"exists": "skip"})["Location"]
    work()
    admin.get(again)


def chosen(admin: Client, kind: str, typed: dict[str, str]) -> str:
    """The page of a job on all accounts of the list, with its settings made."""
    sent = {"act": "job", "job": kind, "scope": "all", "query": f"domain={DOMAIN}"}
    answer = admin.post("/sip/accounts/list/selection/", sent)
    place: str = answer["Location"]
    assert admin.get(place).status_code == 200, place
    return str(done(admin.post(place, typed))["Location"])


def through(admin: Client, page: str, *, fetch: Story | None = None) -> None:
    """Look at the preview, give the word, look at the results, fetch the file."""
    work()
    begin = next(one for one in forms_of(admin.get(page)) if one.action.endswith("/do/begin/"))
    done(admin.post(begin.action, begin.data))
    work()
    shown = admin.get(page)
    admin.get(f"{page}results.csv")
    for form in forms_of(shown):
        if "/file/" in form.action:
            told = admin.post(form.action).content
            if fetch is not None and not told.startswith(b"%PDF"):
                row = next(x for x in told.decode().splitlines() if '"bob' in x)
                fetch.plant("password in a file of a job", re.findall(r'"([^"]*)"', row)[PLACE])


def mishaps(story: Story, settings: Any) -> None:
    """A view that fails while it holds secrets, and a platform that is away."""
    settings.DEBUG = False
    settings.ADMINS = [("Operator", "operator@example.com")]
    typed = story.plant("password in a crash")

    def broken(*arguments: Any, **named: Any) -> Any:
        raise LookupError(f"{typed} {arguments} {named}")

    with pytest.MonkeyPatch.context() as inner:
        inner.setattr("ngnpanel.users.identity.authenticate", broken)
        answer = Spy(story.seen).post("/login/", {"name": "eve", "password": typed})
        assert answer.status_code == 500
    with pytest.MonkeyPatch.context() as inner:
        inner.setattr(InProcessSender, "send", broken)
        answer = story.spy("administrator").get(f"/sip/accounts/{BOB}/")
        assert answer.status_code == 500
    alice = story.spy("subscriber")
    take_platform_away(settings)
    new = story.plant("password while the platform is away")
    again = {"current_password": new, "new_password": new, "repeated_password": new}
    answer = alice.post(f"{SUBSCRIBER}settings/phone-password/", again)
    assert answer.status_code == 503, answer.status_code
    nobody = Spy(story.seen)
    left = story.plant("password posted without a session")
    answer = nobody.post(f"/sip/accounts/{BOB}/edit/", {"password": left, "first_name": "Bob"})
    assert answer.status_code == 403


def done(answer: Any) -> Any:
    """It led on."""
    assert answer.status_code in (200, 302), (answer.status_code, answer.content[:3000])
    if answer.status_code == 200 and answer.context and "form" in answer.context:
        assert not answer.context["form"].errors, answer.context["form"].errors
    return answer
