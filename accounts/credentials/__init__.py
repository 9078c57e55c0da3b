"""What is handed to people with a new account: a table of all, and a letter for each."""
