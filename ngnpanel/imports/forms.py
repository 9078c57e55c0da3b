"""What an import asks: the file, then what its columns are and what becomes of what exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.imports import decoding, reading
from ngnpanel.imports.columns import Column
from ngnpanel.imports.items import REFUSE, SKIP, UPDATE
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import Segmented
from ngnpanel.web.parts import Text

EXISTS: Final = (
    (UPDATE, lazy("Change them")),
    (SKIP, lazy("Leave them")),
    (REFUSE, lazy("Refuse the line")),
)


class FileForm(forms.Form):
    """A file or its text; cleans to ``raw`` and ``name``."""

    file = forms.FileField(
        label=lazy("File"),
        required=False,
        allow_empty_file=True,
        help_text=lazy("CSV as spreadsheets and other programs save it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/*"}),
    )
    text = forms.CharField(
        label=lazy("Or paste the table"),
        required=False,
        strip=False,
        help_text=lazy("With the names of the columns in the first line."),
        widget=forms.Textarea(
            attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "none", "class": "is-code"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse at once what is no table, whatever its columns are."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload: Any = cleaned.get("file")
        is_file = isinstance(upload, UploadedFile)
        if not is_file and not cleaned.get("text", "").strip():
            self.add_error("file", _("Choose a file, or paste its text below."))
            return cleaned
        try:
            if is_file:
                # No more than a request may hold (web/uploads.py).
                cleaned["raw"] = bytes(upload.read())
                cleaned["name"] = (upload.name or "")[-100:]
                found = decoding.decoded(cleaned["raw"])
            else:
                text = cleaned["text"].replace("\r\n", "\n")
                decoding.refuse_other_text(text)
                cleaned["raw"], cleaned["name"] = text.encode(), _("pasted text")
                found = decoding.Decoded(text, "utf-8")
            reading.read(found.text)
        except RuleError as error:
            self.add_error("file" if is_file else "text", mending(error))
        return cleaned


class ReadingForm(forms.Form):
    """How the file is to be read, as far as it is not found out rightly."""

    encoding = forms.ChoiceField(label=lazy("Encoding"), required=False)
    separator = forms.ChoiceField(label=lazy("Between the cells"), required=False)
    names = forms.BooleanField(label=lazy("The first line has the names"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for name, offered in (
            ("encoding", decoding.ENCODINGS),
            ("separator", reading.SEPARATORS),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [(key, _(word)) for key, word in offered.items()]


class ColumnsForm(forms.Form):
    """Which column of the file is which of ours, and what becomes of records that exist."""

    exists = forms.ChoiceField(
        label=lazy("Records that exist"),
        choices=EXISTS,
        initial=UPDATE,
        help_text=lazy("A change takes what the line says, and leaves everything else as it is."),
        widget=Segmented,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        names: Sequence[str],
        columns: Sequence[Column[Any]],
        guess: Mapping[int, str],
        exists: str = UPDATE,
    ) -> None:
        super().__init__(data, initial={"exists": exists})
        self.names, self.columns = names, columns
        known = [(column.name, _choice(column)) for column in columns]
        for place, name in enumerate(names):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name or _("Column %(number)s") % {"number": place + 1},
                choices=[("", _("Leave out")), *known],
                required=False,
                initial=guess.get(place, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Each of ours once, and what names the record."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        taken: dict[str, int] = {}
        for place in range(len(self.names)):
            name = cleaned.get(f"column_{place}", "")
            if name and name in taken:
                words = {"column": name, "other": self.names[taken[name]]}
                text = _("%(other)s leads to %(column)s already. Leave one of them out.")
                self.add_error(f"column_{place}", text % words)
            elif name:
                taken[name] = place
        needed = [column.name for column in self.columns if column.is_key and column.is_required]
        missing = [name for name in needed if name not in taken]
        if missing:
            text = _("Say which column is %(columns)s, without which no line names its record.")
            self.add_error(None, text % {"columns": ", ".join(missing)})
        return cleaned

    @property
    def places(self) -> dict[str, int]:
        """The place in the file of each of our columns that is in it."""
        found = {
            self.cleaned_data.get(f"column_{place}", ""): place for place in range(len(self.names))
        }
        return {name: place for name, place in found.items() if name}

    @cached_property
    def chosen(self) -> dict[int, str]:
        """Our column by the place of theirs, as the page shows it."""
        values = ((place, self[f"column_{place}"].value()) for place in range(len(self.names)))
        return {place: str(name) for place, name in values if name}


def _choice(column: Column[Any]) -> Text:
    return f"{column.name}: {column.label}"
