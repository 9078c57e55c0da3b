"""The catalogues of the languages: nothing is missing, and nothing is broken."""

from __future__ import annotations

import pytest

from ngnpanel.launch.languages import catalogues, sentences
from ngnpanel.launch.languages.__main__ import ROOT


@pytest.fixture(scope="module")
def found() -> dict[sentences.Sentence, list[str]]:
    """Every sentence of the code and the templates."""
    return sentences.found(ROOT)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_sentence_is_translated(
    language: str, found: dict[sentences.Sentence, list[str]]
) -> None:
    catalogue = catalogues.load(ROOT, language)
    known = {catalogues.key(one): one for one in catalogues.messages(catalogue)}
    wanted = {(one.msgid, one.context) for one in found}
    assert sorted(wanted - known.keys()) == [], "run: make messages"
    assert sorted(known.keys() - wanted) == [], "run: make messages"
    empty = [name for name, one in known.items() if not catalogues.is_whole(one)]
    assert empty == []
    wrong = {
        name: problems
        for name, one in known.items()
        if (problems := catalogues.problems(one, catalogue.num_plurals))
    }
    assert wrong == {}
    assert all(
        bool(one.plural) == isinstance(known[one.msgid, one.context].id, tuple) for one in found
    )


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_django_reads_what_stands_in_the_catalogue(language: str) -> None:
    made = catalogues.as_mo(catalogues.load(ROOT, language))
    assert catalogues.path_of(ROOT, language, ".mo").read_bytes() == made
