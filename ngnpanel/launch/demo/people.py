"""Invented people of many countries for the demonstration platform."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Final

# Letters that do not fall apart into a base letter and a mark.
PLAIN_LETTERS: Final = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ß": "ss", "æ": "ae", "Æ": "ae", "đ": "d"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Culture:
    """How people of one place are called, which clock they keep and how their numbers start.

    ``prefix`` belongs to a range that the country keeps for fiction, where it has one. Last names
    are the same for women and men, so that any two go together.
    """

    language: str
    timezone: str
    prefix: str
    first: tuple[str, ...]
    last: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who does not exist."""

    first_name: str
    last_name: str
    culture: Culture

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def login(self) -> str:
        """The name as the user part of an address."""
        return f"{_plain(self.first_name)}.{_plain(self.last_name)}"


def _culture(language: str, timezone: str, prefix: str, first: str, last: str) -> Culture:
    return Culture(
        language=language,
        timezone=timezone,
        prefix=prefix,
        first=tuple(first.split()),
        last=tuple(name.replace("_", " ") for name in last.split()),
    )


CULTURES: Final = (
    _culture(
        "nl",
        "Europe/Amsterdam",
        "003185007",
        "Sanne Daan Lotte Bram Femke Ruben Maaike Thijs Noor Joost Anouk Sjoerd Willemijn Teun",
        "de_Vries Bakker Visser van_den_Berg Smit Mulder Hoekstra Dijkstra Postma Kuipers Veenstra",
    ),
    _culture(
        "de",
        "Europe/Berlin",
        "00493023125",
        "Jonas Lena Matthias Sabine Jürgen Heike Björn Ulrike Anton Käthe Moritz Frieda Günther",
        "Schröder Krüger Lange Köhler Weiß Brandt Vogel Groß Winkler Böhm Lindner Kästner",
    ),
    _culture(
        "ro",
        "Europe/Bucharest",
        "004021555",
        "Ioana Andrei Mihaela Răzvan Ștefania Cristian Luminița Bogdan Ileana Tudor Horia Daciana",
        "Popescu Ionescu Munteanu Dumitrașcu Stănescu Țăranu Moldovan Bălan Văcărescu Ungureanu",
    ),
    _culture(
        "es",
        "Europe/Madrid",
        "003491555",
        "Lucía Íñigo Carmen Jorge Nuria Álvaro Inés Joaquín Begoña Raúl Pilar Andrés Leire",
        "García Muñoz Ibáñez Peña Fernández Etxeberria Núñez Castaño Sáez Romero Galán",
    ),
    _culture(
        "fr",
        "Europe/Paris",
        "003319900",
        "Élodie Rémi Chloé Benoît Agnès Loïc Margaux François Zoé Hervé Noémie Gaël",
        "Lefèvre Moreau Dubois Gauthier Benoît Chevalier Le_Goff Perrin Fontaine Hébert Marchand",
    ),
    _culture(
        "it",
        "Europe/Rome",
        "003906555",
        "Giulia Matteo Chiara Niccolò Beatrice Davide Ludovica Tommaso Serena Pietro Fiammetta",
        "Ferrari Esposito Bianchi Colombo Ricci Marchetti De_Luca Galli Lombardi Pellegrini",
    ),
    _culture(
        "pl",
        "Europe/Warsaw",
        "004822555",
        "Zofia Paweł Małgorzata Łukasz Agnieszka Michał Grażyna Wojciech Bożena Jędrzej Ewa",
        "Nowak Kowalczyk Wójcik Zając Kaczmarek Woźniak Szymczak Stępień Gałązka Mróz",
    ),
    _culture(
        "en",
        "Europe/London",
        "00442079460",
        "Aoife Callum Niamh Rhys Imogen Alastair Siobhán Owen Freya Hamish Bronwen Rory",
        "O'Sullivan Hughes Fraser Murphy Pritchard Baxter Sinclair Gallagher Whitlock Ainsworth",
    ),
    _culture(
        "sv",
        "Europe/Stockholm",
        "0046846500",
        "Åsa Björn Märta Gösta Linnéa Håkan Ebba Torsten Malin Örjan Saga Nils",
        "Lindström Åkesson Bergqvist Sjöberg Nyström Hallgren Öberg Wikström Sandberg Ekdahl",
    ),
    _culture(
        "da",
        "Europe/Copenhagen",
        "004535550",
        "Søren Mette Rasmus Kirsten Jørgen Signe Mikkel Astrid Aksel Gry Bjørg",
        "Sørensen Kjær Nygaard Østergaard Holm Bæk Thorsen Højgaard Lund Skov",
    ),
    _culture(
        "cs",
        "Europe/Prague",
        "004222555",
        "Tereza Jiří Kateřina Ondřej Zdeňka Tomáš Běla Vojtěch Šárka Luboš Alžběta",
        "Krejčí Martinů Kočí Petrů Hořejší Janů Matějů Jirků Dolejší",
    ),
    _culture(
        "hu",
        "Europe/Budapest",
        "00361555",
        "Zsófia Gergő Eszter László Réka Bálint Ágnes Szabolcs Boglárka Ákos Tünde",
        "Szabó Tóth Kovács Horváth Kőszegi Fekete Bíró Győri Mészáros Szűcs",
    ),
    _culture(
        "pt",
        "Europe/Lisbon",
        "0035121555",
        "Inês João Conceição Tiago Mafalda Gonçalo Leonor Duarte Beatriz Rúben",
        "Gonçalves Simões Araújo Magalhães Falcão Guimarães Brandão Coelho Leitão",
    ),
    _culture(
        "fi",
        "Europe/Helsinki",
        "00358955",
        "Aino Väinö Päivi Jussi Kaisa Seppo Tuulikki Eero Riikka Hannu",
        "Virtanen Mäkelä Hämäläinen Järvinen Kettunen Lehtonen Särkkä Peltola Räsänen",
    ),
    _culture(
        "tr",
        "Europe/Istanbul",
        "0090212555",
        "Elif Emre Ayşe Çağlar Zeynep Ömer Gülşah Kaan Defne Yiğit",
        "Kaya Demir Şahin Çelik Öztürk Özdemir Koç Güneş Doğan Arslan",
    ),
)


def invent(random: Random, count: int) -> list[Person]:
    """``count`` people whose logins all differ."""
    people: dict[str, Person] = {}
    while len(people) < count:
        culture = random.choice(CULTURES)
        person = Person(
            first_name=random.choice(culture.first),
            last_name=random.choice(culture.last),
            culture=culture,
        )
        people.setdefault(person.login, person)
    return list(people.values())


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().translate(PLAIN_LETTERS))
    return "".join(char for char in letters if char.isascii() and char.isalnum())
