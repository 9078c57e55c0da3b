"""Bulk acts on ranges and numbers: kinds of jobs."""
