"""Pages for the administrator of the platform, for what no SOAP operation edits: Django's admin."""
