"""What is wrong with an uploaded logo, as a sentence for the person who chose it."""

from __future__ import annotations


class Unfit(Exception):
    """A file that cannot be a logo; ``text`` says why and what to do."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
