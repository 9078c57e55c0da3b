"""Forms of PSTN routing and trusted peers."""
