"""What looks over all kinds of records: the dashboard, the search and the tools."""
