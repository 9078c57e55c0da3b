"""Texts of scalars: what they may look like in a request, and how a reply writes them."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable
from typing import Any, Final

from lxml.etree import _Element

Decode = Callable[[_Element], Any]

XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
XSI_NIL: Final = f"{XSI}nil"
XSI_TYPE: Final = f"{XSI}type"
INTEGERS: Final = {
    "int": (-(2**31), 2**31 - 1),
    "integer": (-(2**63), 2**63 - 1),
    "nonNegativeInteger": (0, 2**63 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
}
BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
# A text that sorts behind this one begins with a character that is neither blank nor a line end.
FIRST_VISIBLE: Final = "!"
# Numbers are mostly ids, counts and flags: these need no pattern and no range.
SMALL_INTEGERS: Final = {str(number): number for number in range(10_000)}
# PHP sends some ids as "5.0".
INTEGER: Final = re.compile(r"([+-]?[0-9]{1,20})(?:\.0*)?", re.ASCII)
# Ends of the types under which base64 goes.
BASE64: Final = (":base64Binary", ":base64")
FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class DecodeError(ValueError):
    """A value that does not fit its declared type; ``field`` is the wire name of its member."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.field = field


def clean(text: str) -> str:
    """``text`` without the characters that XML cannot carry."""
    return text if text.isprintable() else FORBIDDEN.sub("", text)


def escape(text: str) -> str:
    """``text`` as XML character data; carriage returns survive."""
    if not text.isprintable():
        text = FORBIDDEN.sub("", text)
        carriage_return = "\r" in text
    else:
        carriage_return = False
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace("\r", "&#13;") if carriage_return else text


def local_name(element: _Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def is_nil(element: _Element) -> bool:
    """Whether the element says of itself that it is null."""
    return element.get(XSI_NIL) in ("true", "1")


def _text(element: _Element, kind: str) -> str | None:
    """The text of a scalar, None when it is nil or blank."""
    if len(element):
        raise DecodeError(f"{kind} was expected, not a struct.")
    text = element.text
    if text is None or element.get(XSI_NIL) in ("true", "1"):
        return None
    return text.strip() or None


def decode_string(element: _Element) -> str | None:
    text = element.text
    if text and text > FIRST_VISIBLE:
        return text
    if len(element):
        raise DecodeError("A text was expected, not a struct.")
    if element.get(XSI_NIL) in ("true", "1"):
        return None
    if text:
        return text
    # PHP writes an empty array where it means null; its type says so.
    declared = element.get(XSI_TYPE)
    return None if declared is None or declared.endswith("Array") else ""


def decode_labelled_string(element: _Element) -> str | None:
    """As above; a text whose ``xsi:type`` says base64 is UTF-8 in base64.

    So Perl's SOAP::Lite sends every text outside ASCII, whatever the WSDL says.
    """
    text = decode_string(element)
    if not text or not (element.get(XSI_TYPE) or "").endswith(BASE64):
        return text
    try:
        decoded = base64.b64decode("".join(text.split()), validate=True).decode()
    except ValueError as error:
        raise DecodeError("This is not a text in base64 and UTF-8.") from error
    if FORBIDDEN.search(decoded):
        raise DecodeError("This text has characters that no text in XML has.")
    return decoded


def decode_integer(low: int, high: int, element: _Element) -> int | None:
    small = SMALL_INTEGERS.get(element.text or "")
    if small is not None and small >= low:
        return small
    text = _text(element, "A number")
    if text is None:
        return None
    lowered = text.lower()
    if lowered in ("true", "false"):
        return int(lowered == "true")
    match = INTEGER.fullmatch(text)
    if match is None:
        raise DecodeError("This is not a whole number.")
    value = int(match[1])
    if not low <= value <= high:
        raise DecodeError(f"The number is out of range ({low} to {high}).")
    return value


def decode_boolean(element: _Element) -> bool | None:
    known = BOOLEANS.get(element.text or "")
    if known is not None:
        return known
    text = _text(element, "True or false")
    if text is None:
        return None
    value = BOOLEANS.get(text.lower())
    if value is None:
        raise DecodeError("This is neither true nor false.")
    return value


def decode_double(element: _Element) -> float | None:
    text = _text(element, "A number")
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise DecodeError("This is not a number.")
    return value


def decode_base64(element: _Element) -> bytes | None:
    text = _text(element, "Base64 text")
    if text is None:
        declared = element.get(XSI_TYPE)
        is_nothing = declared is None or declared.endswith("Array") or is_nil(element)
        return None if is_nothing else b""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise DecodeError("This is not base64 text.") from error


SCALAR_READERS: Final[dict[str, Decode]] = {
    "string": decode_string,
    "boolean": decode_boolean,
    "double": decode_double,
    "base64Binary": decode_base64,
}


def string_text(value: Any) -> str:
    text = str(value) if type(value) is not str else value
    # A member of a text enumeration stands for its value, whatever its str() says.
    if isinstance(value, str):
        text = str.__str__(value)
    if not text.isprintable() or "&" in text or "<" in text or ">" in text:
        return escape(text)
    return text


def integer_text(value: Any) -> str:
    return str(int(value))


def boolean_text(value: Any) -> str:
    return "true" if value else "false"


def double_text(value: Any) -> str:
    return repr(float(value))


def base64_text(value: Any) -> str:
    return base64.b64encode(value).decode("ascii")


SCALAR_TEXTS: Final[dict[str, Callable[[Any], str]]] = {
    "boolean": boolean_text,
    "double": double_text,
    "base64Binary": base64_text,
}
