"""The forms of the DNS app."""
