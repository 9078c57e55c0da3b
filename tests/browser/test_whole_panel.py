"""A new customer from nothing to the first call: every kind of record by its own screens."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.walking import Walk

CUSTOMER = "Wanderweg Reisen"
DOMAIN = "wanderweg.example"
ACCOUNT = f"greta.gang@{DOMAIN}"
PREFIX, NUMBER = "31850999", "31850999007"
CARRIER, GATEWAY, ADDRESS = "Fernspur", "Fernspur Nord", "192.0.2.77"
# A mobile number of a country that no route of the demonstration is about.
DIALLED, ROUTE = "0043 660 123456", "0043"
TICKED = "ticked"


class Desk:
    """Somebody who works by the words on the screen."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.page = walk.page
        self.side = self.page.get_by_role("navigation", name="Main", exact=True)
        self.main = self.page.get_by_role("main")
        self.title = self.page.get_by_role("heading", level=1)

    def go(self, group: str, place: str) -> None:
        """A place of the navigation."""
        box = self.side.locator(".side-group", has=self.page.get_by_text(group, exact=True))
        box.get_by_role("link", name=place, exact=True).click()

    def add(self, one: str, values: dict[str, str]) -> None:
        """Adds one more on the list where the person is."""
        self.main.get_by_role("link", name=f"Add {one}").first.click()
        self.fill(values)
        self.send(f"Add {one}", "is added")

    def fill(self, values: dict[str, str]) -> None:
        """Types into fields by their labels, and chooses from lists by the start of a choice."""
        for label, value in values.items():
            field = self.field(label)
            if value == TICKED:
                field.check()
            elif field.evaluate("element => element.tagName") == "SELECT":
                options = field.locator("option").all_inner_texts()
                field.select_option(label=next(one for one in options if value in one))
            else:
                field.fill(value)

    def field(self, label: str) -> Locator:
        return self.main.get_by_label(re.compile(rf"^\s*{re.escape(label)}\b")).first

    def send(self, name: str, said: str) -> None:
        """Presses a button, and reads what the panel says then."""
        self.main.get_by_role("button", name=name).first.click()
        expect(self.main.get_by_text(said).first).to_be_visible()

    def step(self, name: str) -> Locator:
        """One step of a call, by a part of what is said about it."""
        return self.page.locator(".call-steps li", has_text=name).first

    def row(self, text: str) -> Locator:
        return self.page.locator("#list tbody tr", has_text=text)

    def open(self, text: str) -> None:
        """The page of a record, from its list."""
        self.row(text).first.locator("td.is-key a").first.click()


def test_from_a_new_customer_to_where_a_call_goes(walk: Walk) -> None:
    desk = Desk(walk)
    main = desk.main
    walk.sign_in("reseller")

    desk.go("Customers", "Customers")
    desk.add(
        "customer",
        {
            "Organization": CUSTOMER,
            "Username": "wanderweg",
            "E-mail": f"office@{DOMAIN}",
            "Accounts may call telephone numbers": TICKED,
            **dict.fromkeys(("SIP accounts", "ENUM ranges", "ENUM numbers", "DNS zones"), "5"),
        },
    )
    desk.go("SIP", "Domains")
    desk.add("SIP domain", {"Domain name": DOMAIN, "Customer": CUSTOMER})
    desk.go("DNS", "Zones")
    desk.add("DNS zone", {"Zone": DOMAIN, "Customer": CUSTOMER})

    desk.open(DOMAIN)
    main.get_by_role("link", name="Add from a template").click()
    for template in ("SIP over UDP", "SIP over TCP", "SIP over TLS"):
        desk.fill({"Template": template, "Server": "proxy"})
        main.get_by_role("button", name="Show the records").click()
        desk.send("Add 2 records", "2 records are added")

    main.get_by_role("link", name="Back to the zone").click()
    main.get_by_role("link", name="Add a record").click()
    desk.fill({"Name": "proxy", "Type": "A,", "Address": "192.0.2.50"})
    desk.send("Add DNS record", "is added")

    desk.go("SIP", "Domains")
    desk.open(DOMAIN)
    main.get_by_role("link", name="Check DNS").click()
    expect(main.get_by_text("Complete: phones find this domain.")).to_be_visible()

    desk.go("SIP", "Accounts")
    desk.add(
        "SIP account",
        {
            "Name or number": "greta.gang",
            "Domain": DOMAIN,
            "Full name": "Greta Gang",
            "Calls to telephone numbers": TICKED,
        },
    )

    desk.go("Numbers", "Ranges")
    desk.add("ENUM range", {"Prefix": PREFIX, "Customer": CUSTOMER})
    desk.open(PREFIX)
    main.get_by_role("link", name="Add a number").click()
    desk.fill({"Number": NUMBER, "Type": "SIP", "Leads to": ACCOUNT})
    desk.send("Add ENUM number", "is added")

    desk.go("PSTN", "Carriers")
    desk.add("carrier", {"Name": CARRIER})
    desk.go("PSTN", "Gateways")
    desk.add("gateway", {"Name": GATEWAY, "Carrier": CARRIER, "Address": ADDRESS})
    desk.go("PSTN", "Rules")
    desk.add("gateway rule", {"Gateway": GATEWAY, "Prefix": "00", "Strip": "2", "Prepend": "+"})
    desk.go("PSTN", "Routes")
    desk.add("route", {"Carrier": CARRIER, "Prefix": ROUTE, "Originator": DOMAIN})

    desk.go("Tools", "Where would this call go")
    desk.fill({"Caller": ACCOUNT, "Dialled": DIALLED})
    main.get_by_role("button", name="Follow the call").click()
    expect(desk.step(f"A route for {ROUTE} leads to {CARRIER}")).to_contain_text("Route ")
    expect(desk.step("for 00 makes the number +43660123456")).to_contain_text("Rule ")
    expect(desk.step("The call goes to the gateway")).to_contain_text(GATEWAY)
    uri = f"sip:+43660123456@{ADDRESS}:5060;transport=udp"
    expect(main.locator("dd").first).to_contain_text(uri)

    desk.fill({"Dialled": f"+{NUMBER}"})
    main.get_by_role("button", name="Follow the call").click()
    expect(desk.step("ENUM leads")).to_contain_text(ACCOUNT)
    expect(main.get_by_text("No phone is registered").first).to_be_visible()
    desk.step("is a local account").get_by_role("link", name=ACCOUNT).click()
    expect(desk.title).to_have_text(ACCOUNT)
