"""Bulk acts on customers, accounts and aliases: kinds of jobs."""
