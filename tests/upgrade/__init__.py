"""One version replaced by another under load, without a request that fails (make test-upgrade)."""
