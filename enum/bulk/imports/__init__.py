"""Tables of ENUM ranges and numbers, and the jobs that import them."""

from __future__ import annotations

from ngnpanel.enum.bulk.imports.numbers import ImportNumbers
from ngnpanel.enum.bulk.imports.ranges import ImportRanges

KINDS = (ImportRanges(), ImportNumbers())
