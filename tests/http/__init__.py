"""The server and the panel over real HTTP, in processes of their own."""
