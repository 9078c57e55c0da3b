"""What the panel does later for an account: temporary rules that begin on a date."""
