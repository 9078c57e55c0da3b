"""The shared screens: one Resource per kind of record and the generic views over it."""
