"""python -m ngnpanel.launch.languages: the catalogues from the code, and pieces for translators."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ngnpanel.launch.languages import catalogues, pieces, sentences

ROOT = Path(__file__).resolve().parents[3]


def main() -> int:
    """Without a command: bring all catalogues up to date."""
    parser = argparse.ArgumentParser(
        prog="python -m ngnpanel.launch.languages", description=__doc__
    )
    commands = parser.add_subparsers(dest="command")
    splits = commands.add_parser("split", help="write what is untranslated as pieces of JSON")
    splits.add_argument("language", choices=catalogues.LANGUAGES)
    splits.add_argument("folder", type=Path)
    joins = commands.add_parser("join", help="take filled pieces over")
    joins.add_argument("language", choices=catalogues.LANGUAGES)
    joins.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args()
    if given.command == "split":
        number = pieces.split(catalogues.load(ROOT, given.language), given.folder)
        return told(f"{number} sentences of {given.language} are to be translated.")
    with catalogues.alone(ROOT):
        return join(given.language, given.files) if given.command == "join" else update()


def update() -> int:
    """Every catalogue with the sentences of the code, and the files that Django reads."""
    found = sentences.found(ROOT)
    for language in catalogues.LANGUAGES:
        catalogue = catalogues.merged(catalogues.load(ROOT, language), found, language)
        catalogues.saved(ROOT, language, catalogue)
        every = catalogues.messages(catalogue)
        whole = sum(map(catalogues.is_whole, every))
        told(f"{language}: {whole} of {len(every)} sentences are translated.")
        for message in every:
            for problem in catalogues.problems(message, catalogue.num_plurals):
                told(f"  {message.id}: {problem}")
    return 0


def join(language: str, files: list[Path]) -> int:
    """Take filled pieces into the catalogue of a language."""
    catalogue = catalogues.load(ROOT, language)
    refused = 0
    for path in files:
        for line in pieces.join(catalogue, json.loads(path.read_text("utf-8"))):
            refused += 1
            told(f"{path.name}: {line}")
    catalogues.saved(ROOT, language, catalogue)
    told(f"{refused} translations are not taken over." if refused else "All are taken over.")
    return 1 if refused else 0


def told(line: str) -> int:
    """Say a line; always a success."""
    sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
