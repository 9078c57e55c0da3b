"""Character strings as zone files write them (RFC 1035, section 5.1)."""

from __future__ import annotations


def quoted(data: bytes) -> str:
    """A character string in quotation marks."""
    return f'"{"".join(_printed(byte) for byte in data)}"'


def _printed(byte: int) -> str:
    if byte in b'"\\':
        return f"\\{chr(byte)}"
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03}"
