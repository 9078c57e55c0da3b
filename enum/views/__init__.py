"""Pages of ranges and numbers that are no plain screens of a record."""
