"""Platforms of any size for benchmarks and trials."""
