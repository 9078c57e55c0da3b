"""The catalogues on disk: ``locale/<language>/LC_MESSAGES/django.po``, and ``.mo`` made of it."""

from __future__ import annotations

import fcntl
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ngnpanel.launch.languages.sentences import Sentence

# English is the language of the code.
LANGUAGES: Final = ("nl", "ro", "es", "de")
# The files change when their sentences do, not with every run.
MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
HEADER: Final = "# The texts of NGN Panel; see docs/languages.md."
_PLACE: Final = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")
_TAG: Final = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")


def path_of(root: Path, language: str, suffix: str = ".po") -> Path:
    """Where the catalogue of a language is."""
    return root / "locale" / language / "LC_MESSAGES" / f"django{suffix}"


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Let nobody else write catalogues meanwhile: several translators work in one folder."""
    folder = root / "locale"
    folder.mkdir(exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def load(root: Path, language: str) -> Catalog:
    """The catalogue of a language; an empty one when there is none."""
    path = path_of(root, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(old: Catalog, sentences: dict[Sentence, list[str]], language: str) -> Catalog:
    """The sentences of the code with the translations there are; those of gone ones are kept aside.

    A sentence that left the code and comes back finds its translation again.
    """
    new = Catalog(
        locale=language,
        project="ngnpanel",
        version="1",
        msgid_bugs_address="see CONTRIBUTING.md",
        header_comment=HEADER,
        creation_date=MADE,
        revision_date=MADE,
        last_translator="ngnpanel",
        language_team=language,
        fuzzy=False,
    )
    known = {**{key(one): one for one in old.obsolete.values()}, **{key(one): one for one in old}}
    for sentence, places in sentences.items():
        id = (sentence.msgid, sentence.plural) if sentence.plural else sentence.msgid
        before = known.pop((sentence.msgid, sentence.context), None)
        string = before.string if before is not None and _fits(before.string, id) else None
        new.add(
            id,
            string or "",
            locations=[(place, 0) for place in places],
            context=sentence.context or None,
        )
    for (msgid, context), gone in known.items():
        if msgid and is_whole(gone):
            new.obsolete[(msgid, context) if context else msgid] = gone
    return new


def saved(root: Path, language: str, catalogue: Catalog) -> None:
    """Write both files of a language."""
    path = path_of(root, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(catalogue))
    # Made of the file itself, whose plurals all have their number of forms.
    path_of(root, language, ".mo").write_bytes(as_mo(load(root, language)))


def as_po(catalogue: Catalog) -> bytes:
    """The file that people read."""
    file = BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    return file.getvalue().rstrip(b"\n") + b"\n"


def as_mo(catalogue: Catalog) -> bytes:
    """The file that Django reads."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def messages(catalogue: Catalog) -> list[Message]:
    """Every sentence of a catalogue, without its header."""
    return [one for one in catalogue if one.id]


def is_whole(message: Message) -> bool:
    """Whether a sentence is translated, in all its forms."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(forms) and not message.fuzzy


def problems(message: Message, forms_of_language: int) -> list[str]:
    """What is wrong with a translation; a missing one is not."""
    if not is_whole(message):
        return []
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    wrong = []
    if len(forms) != (forms_of_language if len(sources) > 1 else 1):
        wrong.append(f"{len(forms)} forms")
    for form in forms:
        if not any(_places(form) == _places(source) for source in sources):
            wrong.append(f"other placeholders: {form}")
        if not any(_tags(form) == _tags(source) for source in sources):
            wrong.append(f"other tags: {form}")
        if _edges(form) != _edges(sources[0]):
            wrong.append(f"other blanks at its ends: {form}")
    return wrong


def _places(text: str) -> set[str]:
    percent = {"%"} if re.search(r"(?<!%)(?:%%)*%(?![%(])", text) else set()
    return {match.group() for match in _PLACE.finditer(text)} | percent


def _tags(text: str) -> Counter[str]:
    return Counter(match.group(1) for match in _TAG.finditer(text))


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def key(message: Message) -> tuple[str, str]:
    """What tells a sentence from all others: itself and its context."""
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    return msgid, message.context or ""


def _fits(string: object, id: object) -> bool:
    """Whether a kept translation has forms where the sentence has them."""
    return isinstance(string, str) == isinstance(id, str)
