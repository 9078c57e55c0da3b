"""Backing a whole running installation up, destroying it, and restoring it (make test-backup)."""
