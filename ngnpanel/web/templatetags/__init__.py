"""Template tags of all pages; ``{% load panel %}``."""
