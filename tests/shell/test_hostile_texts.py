"""Texts of people stay texts: on pages, in files and in mails."""

from __future__ import annotations

from django.urls import reverse

from tests.belongings import Estates
from tests.shell.hostile import became, spread
from tests.web.test_permissions import PEOPLE, ROWS, keys


def test_no_text_of_a_record_becomes_more_on_any_page(estates: Estates) -> None:
    taken = spread(estates, estates.people.browser("administrator"))
    for kind, names in taken.items():
        print(kind, sorted(names))
    browsers = [estates.people.browser(person) for person in PEOPLE[:4]]
    wrong = {}
    for name, (arguments, _codes) in ROWS.items():
        url = reverse(name, args=keys(estates, arguments))
        for browser in browsers:
            answer = browser.get(url)
            if answer.get("Content-Type", "").startswith("text/html"):
                found = became(answer.content.decode())
                if found:
                    wrong[url] = found
    print(wrong)
    assert not wrong
