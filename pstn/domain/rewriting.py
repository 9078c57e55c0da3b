"""What a gateway rule does to a number."""

from __future__ import annotations

from typing import Final

from ngnpanel.pstn.domain.routing import MAX_DIGITS, GatewayRule

# A number as routing sees it, 00 and country code in front; its digits also make up other examples.
SAMPLE: Final = "0031208005161"


def fits(rule: GatewayRule, number: str) -> bool:
    """Whether ``rule`` is about ``number``, by its prefix and its length."""
    most = rule.max_length or len(number)
    return number.startswith(rule.prefix) and rule.min_length <= len(number) <= most


def rewritten(rule: GatewayRule, number: str) -> str:
    """``number`` as the gateway gets it when ``rule`` is about it."""
    return rule.prepend + number[rule.strip :]


def example(rule: GatewayRule) -> str:
    """A number that ``rule`` is about; empty when its prefix is longer than its numbers."""
    wanted = max(len(SAMPLE), rule.min_length, len(rule.prefix))
    length = min(wanted, rule.max_length or MAX_DIGITS)
    if length < len(rule.prefix):
        return ""
    if SAMPLE.startswith(rule.prefix):
        number = SAMPLE
    else:
        number = rule.prefix + SAMPLE[4:]
    return (number + "1234567890" * 4)[:length]
