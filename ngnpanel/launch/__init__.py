"""How the panel starts, stops and tells its health."""
