"""Sign-in and sign-out: who somebody is, asked from the platform."""
