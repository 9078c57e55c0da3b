"""Who reaches what: URLs and JSON actions, asked by everybody about everybody's records."""
