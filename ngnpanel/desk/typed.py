"""What somebody typed into the search: of which kinds it can be, and the filters that find it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ngnpanel.accounts.domain import rules

MAX_LENGTH: Final = 100
TELEPHONE: Final = re.compile(r"[+(]{0,2}[0-9][0-9\s./()\-]*", re.ASCII)
BETWEEN: Final = re.compile(r"[\s./()\-]")
SCHEME: Final = re.compile(r"(sips?|tel):", re.IGNORECASE)
Filters = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """A text of the search field, cleaned."""

    text: str

    @classmethod
    def of(cls, raw: str) -> Typed:
        """What is left without control characters, blanks at the ends and a scheme."""
        plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in raw)
        return cls(SCHEME.sub("", " ".join(plain.split())[:MAX_LENGTH]).strip())

    @property
    def digits(self) -> str:
        """The digits of a telephone number without + or zeros in front; empty for other text."""
        if not TELEPHONE.fullmatch(self.text):
            return ""
        # A zero in brackets is only dialled within the country.
        return BETWEEN.sub("", self.text.replace("(0)", "")).removeprefix("+").lstrip("0")

    @property
    def is_customer_number(self) -> bool:
        """Whether it can be the number of a customer."""
        return self.text.isascii() and self.text.isdecimal() and int(self.text) <= rules.MAX_INT

    def filters(self) -> Filters:
        """Values of the search forms, by the kinds that it can be."""
        if self.digits:
            return self._of_number()
        if not self.text.strip("@.%*_ "):
            return {}  # patterns alone would find everything
        if "@" in self.text:
            name = {"q": self.text}
            return {"account": name, "alias": name, "customer": {"email": self.text}}
        if " " in self.text:
            return self._of_words()
        address, host = {"q": self._beginning()}, {"q": self.text.lower()}
        found = {"account": address, "alias": address, "domain": host, "zone": host}
        # User names of customers have dots, too, but more often it is a host name.
        if "." in self.text:
            return found
        return {**found, "customer": {"q": self.text}, "person": {"last_name": self.text}}

    def rank(self, *names: str) -> int:
        """How well a record fits by its names: 0 whole, 1 from the start, 2 within."""
        wanted = {self.text.casefold(), self.digits} - {""}
        ranks = [
            0 if name == text else 1 if name.startswith(text) else 2
            for name in map(_bare, names)
            for text in wanted
        ]
        return min(ranks, default=2)

    def _of_number(self) -> Filters:
        part = {"q": f"*{self.digits}*"}
        found = {"account": part, "alias": part, "number": part}
        return {**found, "customer": {"q": self.text}} if self.is_customer_number else found

    def _of_words(self) -> Filters:
        first, _blank, last = self.text.partition(" ")
        return {
            "account": {"first_name": first, "last_name": last},
            "customer": {"organization": self.text},
        }

    def _beginning(self) -> str:
        # Sorted by name, the whole name comes first among those that begin with it, also of many.
        return self.text if {"%", "*"} & set(self.text) else f"{self.text}*"


def _bare(name: str) -> str:
    bare = name.casefold()
    return bare.removeprefix("+").lstrip("0") if TELEPHONE.fullmatch(bare) else bare
