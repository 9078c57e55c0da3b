"""The provisioning server: the NGNPro operations over the server's own tables."""
