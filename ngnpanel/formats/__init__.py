"""How dates and times are written where the panel differs from Django."""
