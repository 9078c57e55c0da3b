"""ENUM ranges and numbers with their screens."""
