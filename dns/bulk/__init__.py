"""Bulk acts on the records of this app: kinds of jobs."""
