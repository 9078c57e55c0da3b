"""The operations: plain functions from a call and records to a record."""
