"""Records and pure rules of ENUM ranges and numbers, shared by the panel and the server."""
