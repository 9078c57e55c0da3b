"""What a translator gets and gives back: pieces of the catalogue as JSON, and a check of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages import Catalog, Message

from ngnpanel.launch.languages import catalogues

SIZE: Final = 150


def split(catalogue: Catalog, folder: Path, size: int = SIZE) -> int:
    """Write what has no translation into files of ``size`` sentences; returns their number."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        _row(one, catalogue)
        for one in catalogues.messages(catalogue)
        if not catalogues.is_whole(one)
    ]
    # Sentences of one page stay together: a translator sees them in their neighbourhood.
    rows.sort(key=lambda row: (row["where"], row["msgid"]))
    for number, start in enumerate(range(0, len(rows), size), 1):
        piece = json.dumps(rows[start : start + size], ensure_ascii=False, indent=1)
        (folder / f"{number:02}.json").write_text(piece + "\n", "utf-8")
    return len(rows)


def join(catalogue: Catalog, filled: Any) -> Iterator[str]:
    """Take translations over; yields a line for each that is not taken.

    ``filled`` is {msgid: text or [forms]}, or the rows of a piece with "translation" in them. A
    sentence with a context is called "context|msgid" in the former.
    """
    known = {_name(one): one for one in catalogues.messages(catalogue)}
    for name, translation in _pairs(filled):
        message = known.get(name)
        if message is None:
            yield f"not in the catalogue: {name}"
            continue
        before = message.string
        is_plural = not isinstance(message.id, str)
        message.string = tuple(translation) if is_plural else translation
        if is_plural != isinstance(translation, list):
            wrong = ["a list of forms belongs to a sentence with a plural, and to no other"]
        else:
            wrong = catalogues.problems(message, catalogue.num_plurals)
        if wrong:
            message.string = before
            yield f"{name}: {'; '.join(wrong)}"


def _pairs(filled: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(filled, dict):
        yield from filled.items()
        return
    for row in filled:
        if row.get("translation"):
            yield _named(row["msgid"], row.get("context", "")), row["translation"]


def _row(message: Message, catalogue: Catalog) -> dict[str, Any]:
    row: dict[str, Any] = {"msgid": message.id if isinstance(message.id, str) else message.id[0]}
    if message.context:
        row["context"] = message.context
    if not isinstance(message.id, str):
        row |= {"plural": message.id[1], "forms": catalogue.num_plurals}
    return row | {"where": ", ".join(place for place, _line in message.locations[:3])}


def _name(message: Message) -> str:
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    return _named(msgid, message.context or "")


def _named(msgid: str, context: str) -> str:
    return f"{context}|{msgid}" if context else msgid
