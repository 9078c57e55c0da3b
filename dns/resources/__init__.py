"""The resources of the DNS app."""
