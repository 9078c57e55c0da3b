"""Django's backend for SQLite, with a wait for other writers that fits short transactions."""
