"""Who did what: every write to the platform, chained so that nobody can change it unseen."""
