"""The daily mail with the calls of the day before, for accounts in the group missed-calls."""
