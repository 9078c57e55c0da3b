"""Sign-up: a stranger's program gets a customer and an account, both or neither."""
