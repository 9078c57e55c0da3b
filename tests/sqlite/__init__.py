"""Tests of the backend for SQLite."""
