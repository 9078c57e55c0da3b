"""The second step of sign-in: one-time codes, passkeys, recovery codes, and who must have them."""
