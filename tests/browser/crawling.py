"""Every page that links lead to: one address for each name in the panel's list of URLs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.urls import resolve

from tests.browser.walking import Walk

# What a link to these brings is saved as a file.
FILES = ("-export", "-file", "-take-out", "-csv", "-table-template")
LINKS = "all => all.filter(one => typeof one.href === 'string').map(one => one.href)"


def crawl(walk: Walk, wanted: Callable[[str], bool]) -> Iterator[str]:
    """Opens one page after the other, and gives the name of its URL; starts where the person is.

    A new kind of record is found by the links of the navigation, its list and its pages.
    """
    start = walk.page.url
    waiting = deque([start])
    found = {name_of(start)}
    while waiting:
        address = waiting.popleft()
        answer = walk.page.goto(address)
        walk.settle()
        assert answer is not None
        name = name_of(address)
        for link in links_of(walk, start):
            other = name_of(link)
            if other not in found and not other.endswith(FILES) and wanted(other):
                found.add(other)
                waiting.append(link)
        # The offer to add the zone that a domain lacks: the templates are found by another way.
        if answer.status == 404 and name == "zone-templates":
            found.discard(name)
            continue
        assert answer.status == 200, f"{name}: {address}"
        yield name


def links_of(walk: Walk, start: str) -> list[str]:
    """Addresses of the panel that the page leads to."""
    links = walk.page.eval_on_selector_all("a[href]", LINKS)
    inside = [link.partition("#")[0] for link in links if link.startswith(walk.stack.panel.url)]
    return [link for link in inside if link != start and not is_of_platform(link)]


def is_of_platform(link: str) -> bool:
    """Pages of the bundled server, which asks for a password of its own."""
    return urlsplit(link).path.startswith("/platform/")


def name_of(address: str) -> str:
    """The name of a URL."""
    return resolve(urlsplit(address).path).url_name or ""
