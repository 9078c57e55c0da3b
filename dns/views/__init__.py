"""Pages of the DNS that no list or form of a record is: templates, zone files, the check."""
