"""Carriers, gateways, rules, routes and trusted peers with their screens."""
