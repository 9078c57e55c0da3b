"""Texts that want to be more than text, written wherever a text may be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.brand import looks
from ngnpanel.brand.models import Brand
from ngnpanel.soap.errors import Invalid
from tests.accounts.subscriber.helping import register
from tests.belongings import Estates
from tests.filling import shown
from tests.imports.importing import table
from tests.jobs.working import work
from tests.people import ALICE, PASSWORD, api
from tests.web.kinds.every import KINDS

# Whatever becomes an element, an attribute or an address begins with xq.
PAYLOADS = (
    "<xq-a>",
    '"><xq-b xq-c=1>',
    "'><xq-b xq-c=1>",
    '" xq-d=1 ',
    "' xq-e=1 ",
    "</title><xq-f>",
    "</script><xq-g>",
    "</textarea><xq-h>",
    "--><xq-i>",
    "<svg/xq-j=1>",
    "<scr<script>ipt xq-k=1>",
    "&lt;xq-l&gt;<xq-l>",
    "javascript:xq()",
    "java\tscript:xq()",
    "data:text/html,<xq-m>",
    "{{ 7|add:7 }}xq",
    "{% now 'Y' %}xq",
    "%(person)s%s{0.__class__}xq",
    "\u202e<xq-n>\u2066",
    "<xq-o\n>",
)
STARTS = ("javascript:", "vbscript:", "data:text")
SUBSCRIBER = ("settings", "forwarding", "accept-hours")


class Watch(HTMLParser):
    """Finds what texts became in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Elements, attributes and addresses that no template has."""
        if tag.startswith("xq"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("xq"):
                self.found.append(f"{name}= in <{tag}>")
            text = "".join(str(value).split()).lower()
            if name in ("href", "src", "action", "formaction", "hx-get", "hx-post") and (
                text.startswith(STARTS)
            ):
                self.found.append(f"{name}={value}")


def became(page: str) -> list[str]:
    """What of the page is more than text and should not be."""
    watch = Watch()
    watch.feed(page)
    # What a template or a format made of a text.
    ran = [word for word in ("14xq", "<class 'str'>", "2026xq") if word in page]
    return watch.found + ran


def text_fields(form: Any) -> Iterator[str]:
    """The fields of a form that take any text."""
    for name, field in form.fields.items():
        is_text = isinstance(field, forms.CharField) and not field.disabled
        if is_text and not isinstance(field.widget, forms.PasswordInput | forms.HiddenInput):
            yield name


def write(browser: Client, url: str, first: int) -> set[str]:
    """Fill all text fields with payloads, one after the other; those that were taken.

    A field that refuses its payload gets two others, and then keeps what stood there.
    """
    form = form_of(browser.get(url))
    before = shown(form)
    tries = {name: first + 7 * at for at, name in enumerate(text_fields(form))}
    for more in range(6):
        typed = {name: PAYLOADS[(at + more) % len(PAYLOADS)] for name, at in tries.items()}
        form = form_of(browser.post(url, {**before, **typed}))
        if form is None or not form.errors:
            return set(typed)
        if more >= 2:
            tries = {name: at - 1 for name, at in tries.items() if name not in form.errors}
        else:
            tries = {name: at - (name not in form.errors) for name, at in tries.items()}
    return set()


def form_of(answer: Any) -> Any:
    """The form of a page, None for none."""
    return answer.context.get("form") if answer.context else None


def come_from_elsewhere(estates: Estates) -> None:
    """What no form writes: browsers and phones that call themselves so, contacts, calls, brands."""
    for at, payload in enumerate(PAYLOADS):
        register(ALICE, payload)
        with suppress(Invalid):
            contact = Contact(uri=f"0031208005{at:03d}@{ALICE.domain}", name=payload)
            api().sip.add_contact(ALICE, contact)
    agent = "".join(one for one in "".join(PAYLOADS) if one.isprintable())
    for name in (PAYLOADS[1], str(ALICE), "reseller"):
        Client(headers={"User-Agent": agent}).post("/login/", {"name": name, "password": "wrong"})
    alice = Client(headers={"User-Agent": agent})
    assert alice.post("/login/", {"name": str(ALICE), "password": PASSWORD}).status_code == 302
    brand = Brand.objects.create(
        reseller=estates.people.reseller,
        name=PAYLOADS[1],
        support_email="help@acme.example",
        support_phone=PAYLOADS[0],
        support_page=PAYLOADS[12],
        imprint=PAYLOADS[13],
        privacy=PAYLOADS[14],
        terms="https://acme.example/" + PAYLOADS[1],
    )
    looks.forget(brand.reseller, brand.platform)
    raw = table(
        [
            ["username", "domain", "first_name", PAYLOADS[5]],
            [PAYLOADS[3], PAYLOADS[0], PAYLOADS[9], "x"],
            ["zoe", ALICE.domain, PAYLOADS[0], "x"],
        ]
    ).encode()
    reseller = estates.people.browser("reseller")
    file = SimpleUploadedFile(f"{PAYLOADS[0]}.csv", raw)
    columns = reseller.post("/sip/accounts/list/table/", {"file": file})["Location"]
    page = reseller.get(columns)
    sent = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    made = reseller.post(columns, {**sent, **page.context["how"], "names": "on"})
    assert made.status_code == 302, made.context["form"].errors
    job = made["Location"]
    work()
    for place in (columns, job):
        assert became(reseller.get(place).content.decode()) == [], place


def spread(estates: Estates, browser: Client) -> dict[str, set[str]]:
    """Write payloads into every record of the own tenant; the fields that took one, by kind."""
    come_from_elsewhere(estates)
    taken = {}
    for at, kind in enumerate(KINDS):
        url = reverse(f"{kind.name}-edit", args=[kind.own(estates)])
        taken[kind.name] = write(browser, url, 3 * at)
    for at, name in enumerate(SUBSCRIBER):
        taken[name] = write(browser, reverse(f"subscriber-{name}", args=[str(ALICE)]), 5 * at)
    return taken
