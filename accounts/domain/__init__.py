"""Records and pure rules of customers and SIP accounts, shared by the panel and the server."""
