"""A limit for what is uploaded, before any of it is read."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# More than any form takes: a zone file has 1 MB, a logo 256 kB.
MOST_BYTES: Final = 4 * 1024 * 1024


class Limit(FileUploadHandler):
    """Refuses a request that is too long; Django alone would write any file to the disk first.

    It does so for everybody, as the token of a form is looked for in the form.
    """

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - the signature of Django
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Look at the length alone."""
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"an upload of {content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Leave the data to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        """The next handler has the file."""
        return
