"""The demonstration platform of the first start."""
