"""Records and pure rules of DNS zones, shared by the panel and the server."""
