"""What we run on: pinned, with hashes, under licences that fit (make audit-dependencies)."""
