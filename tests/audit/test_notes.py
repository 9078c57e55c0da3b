"""Whatever takes a post says what it leaves in the audit, and all acts of the panel have words."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.http import require_POST, require_safe

from ngnpanel.audit import notes
from tests.audit.declared import ELSEWHERE, PAGES

PRODUCT = ("ngnpanel", "accounts", "dns", "enum", "pstn")
# How modules call the one of the audit.
NAMED = {"recording", "audit"}


def noted() -> Iterator[tuple[str, str, str]]:
    """(place, kind, act) of each call of note() in the product."""
    root = Path(settings.BASE_DIR)
    for top in PRODUCT:
        for path in sorted((root / top).rglob("*.py")):
            if path.is_symlink() or any(part.is_symlink() for part in path.parents):
                continue
            text = path.read_text(encoding="utf-8")
            if ".note(" not in text or "ngnpanel.audit" not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and _is_note(node):
                    place = f"{path.relative_to(root)}:{node.lineno}"
                    kind, act = (getattr(argument, "value", None) for argument in node.args[:2])
                    assert isinstance(kind, str), f"{place}: name the kind as it is"
                    assert isinstance(act, str), f"{place}: name the act as it is"
                    yield place, kind, act


def _is_note(call: ast.Call) -> bool:
    called = call.func
    if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name):
        return False
    return called.attr == "note" and called.value.id in NAMED


def test_each_act_that_is_noted_has_a_row_and_each_row_an_act() -> None:
    found = list(noted())
    missing = [place for place, kind, act in found if (kind, act) not in notes.NOTES]
    assert missing == []
    assert {(kind, act) for _place, kind, act in found} == set(notes.NOTES)
    from ngnpanel.audit import wording

    assert {kind for kind, _act in notes.NOTES} <= set(wording.KINDS)


def takes_a_post(view: Callable[..., Any]) -> bool:
    """Whether a view answers to POST, by its class or by what its decorators say."""
    by_class = getattr(view, "view_class", None)
    if by_class is not None:
        return hasattr(by_class, "post") and "post" in by_class.http_method_names
    seen: Any = view
    while seen is not None:
        code = getattr(seen, "__code__", None)
        for name, cell in zip(
            () if code is None else code.co_freevars, seen.__closure__ or (), strict=False
        ):
            if name == "request_method_list":
                return "POST" in cell.cell_contents
        seen = getattr(seen, "__wrapped__", None)
    return True


def writing(resolver: Any) -> Iterator[str]:
    """The names of addresses that take a post; the pages of the server's own tables apart."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            if each.app_name != "admin":
                yield from writing(each)
        elif isinstance(each, URLPattern) and takes_a_post(each.callback):
            yield str(each.name)


def declared(name: str) -> list[str]:
    """The rows that fit a name."""
    return [pattern for pattern in PAGES if fnmatchcase(name, pattern)]


def test_each_page_that_takes_a_post_says_what_it_leaves_in_the_audit() -> None:
    names = set(writing(get_resolver()))
    assert len(names) > 80
    assert sorted(name for name in names if not declared(name)) == []
    unused = [row for row in PAGES if not any(fnmatchcase(name, row) for name in names)]
    assert unused == []


def test_each_row_of_the_notes_belongs_to_a_page_or_comes_about_elsewhere() -> None:
    told = {one for row in PAGES.values() if isinstance(row, frozenset) for one in row}
    known = {f"{kind} {act}" for kind, act in notes.NOTES}
    assert told | set(ELSEWHERE) == known
    assert not told & set(ELSEWHERE)


def test_who_only_reads_needs_no_row() -> None:
    @require_safe
    def page(_request: Any) -> Any: ...

    @require_POST
    def act(_request: Any) -> Any: ...

    assert not takes_a_post(page)
    assert takes_a_post(act)
    assert takes_a_post(lambda _request: None)


def test_names_of_acts_are_plain() -> None:
    names = {part for row in notes.NOTES for part in row}
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9-]{1,31}", name)] == []
