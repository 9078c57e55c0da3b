"""Whole domains, zones and customers with all that is theirs, as JSON: taken out and taken in."""
