"""Import of records from tables and from whole estates; what all kinds of record share."""
