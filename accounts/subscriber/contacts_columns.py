"""Which column of a table is what: by its name in five languages, or by what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ngnpanel.accounts.domain.accept import CONTACT_GROUPS

# Programs name the columns of numbers in many ways ("Business Phone 2", "Teléfono móvil").
NUMBER: Final = re.compile(
    r"phone|telef|mobil|mobiel|móvil|handy|celular|rufnummer|\b(tel|cell|gsm|fax|sip|uri)\b"
)
NO_NUMBER: Final = re.compile(r"\b(type|label|typ|tipo|e-?mail)\b|company main")
NUMBERS: Final = frozenset({"number", "nummer", "número", "numero", "număr", "numar"})
# Where there is a column of numbers, these are streets and houses.
ADDRESSES: Final = frozenset(
    {"address", "adres", "adresse", "dirección", "direccion", "adresă", "adresa"}
)
NAMES: Final = frozenset(
    {"name", "full name", "display name", "contact", "contact name", "file as"}
    | {"naam", "weergavenaam", "volledige naam", "vollständiger name", "anzeigename", "kontakt"}
    | {"nombre", "nombre completo", "nume", "nume complet", "nume și prenume"}
)
FIRST: Final = frozenset(
    {"first name", "given name", "firstname", "voornaam", "vorname", "prenume", "prenombre"}
)
MIDDLE: Final = frozenset(
    {"middle name", "additional name", "tussenvoegsel", "weitere vornamen", "segundo nombre"}
)
LAST: Final = frozenset(
    {"last name", "family name", "lastname", "surname", "achternaam", "nachname", "familienname"}
    | {"apellido", "apellidos", "nume de familie"}
)
FIRMS: Final = frozenset(
    {"company", "organization", "organization name", "organization 1 - name", "bedrijf", "firma"}
    | {"empresa", "companie"}
)
GROUPS: Final = frozenset(
    {"group", "groups", "groep", "groepen", "gruppe", "gruppen", "grupo", "grupos", "grup"}
    | {"grupă", "category", "categories", "categorie", "categorieën", "kategorie", "kategorien"}
    | {"categoría", "categorías", "group membership", "labels"}
)
DIGITS: Final = re.compile(r"[+(]?[0-9][0-9\s./()\-]{4,24}")
ADDRESS: Final = re.compile(r"(sips?:)?[^\s@]*@[^\s@]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column of numbers: its place, that of the column with their kind, and its own name."""

    place: int
    kind: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The places of what we need; ``name_parts`` make up the name where there is no whole one."""

    numbers: tuple[NumberColumn, ...]
    name: int | None = None
    name_parts: tuple[int, ...] = ()
    firm: int | None = None
    group: int | None = None

    @property
    def known(self) -> tuple[int, ...]:
        """The places of all columns that are understood."""
        single = (self.name, self.firm, self.group)
        places = [number.place for number in self.numbers]
        return (*places, *self.name_parts, *(place for place in single if place is not None))


def by_header(cells: Sequence[str]) -> Columns | None:
    """The columns by the names in a first row; None when it names no numbers."""
    names = [re.sub(r"\s+", " ", cell).strip(" *:_").lower().replace("_", " ") for cell in cells]

    def place(words: frozenset[str]) -> int | None:
        return next((at for at, name in enumerate(names) if name in words), None)

    numbers = [at for at, name in enumerate(names) if _is_number(name)]
    if not numbers:
        address = place(ADDRESSES)
        numbers = [] if address is None else [address]
    if not numbers:
        return None
    whole, first, last = place(NAMES), place(FIRST), place(LAST)
    # "Nombre" stands before "Apellidos", "Nume" beside "Prenume", and then is a part of the name.
    if whole is not None and (first is None) != (last is None):
        first, last = (whole, last) if first is None else (first, whole)
        whole = None
    parts = (first, place(MIDDLE), last)
    return Columns(
        numbers=tuple(NumberColumn(at, _kind_of(at, names), names[at]) for at in numbers),
        name=whole,
        name_parts=tuple(part for part in parts if part is not None),
        firm=place(FIRMS),
        group=place(GROUPS),
    )


def by_content(rows: Sequence[Sequence[str]]) -> Columns | None:
    """The columns by what is in most of their cells; None when no column has numbers."""
    width = max(len(row) for row in rows)

    def where(test: Callable[[str], object]) -> list[int]:
        found = []
        for at in range(width):
            filled = [row[at] for row in rows if at < len(row) and row[at]]
            if filled and 2 * sum(bool(test(text)) for text in filled) >= len(filled):
                found.append(at)
        return found

    numbers = where(DIGITS.fullmatch) or where(lambda text: ADDRESS.fullmatch(text) or "%" in text)
    if not numbers:
        return None
    groups = [at for at in where(lambda text: text.lower() in CONTACT_GROUPS) if at not in numbers]
    rest = [at for at in range(width) if at not in (*numbers, *groups[:1])]
    return Columns(
        numbers=tuple(NumberColumn(at) for at in numbers),
        name=next(
            (at for at in where(lambda text: any(map(str.isalpha, text))) if at in rest), None
        ),
        group=groups[0] if groups else None,
    )


def _is_number(name: str) -> bool:
    return name in NUMBERS or bool(NUMBER.search(name) and not NO_NUMBER.search(name))


def _kind_of(at: int, names: Sequence[str]) -> int | None:
    """The column that says what kind of number it is, as Google has them side by side."""
    stem, dash, _value = names[at].rpartition(" - ")
    kinds = (f"{stem} - type", f"{stem} - label") if dash else ()
    return next((other for other, name in enumerate(names) if name in kinds), None)
