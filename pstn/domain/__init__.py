"""Records and pure rules of PSTN routing and trusted peers, shared by the panel and the server."""
