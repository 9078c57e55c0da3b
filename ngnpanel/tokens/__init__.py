"""API tokens: what programs of customers, resellers and the administrator prove themselves with."""
