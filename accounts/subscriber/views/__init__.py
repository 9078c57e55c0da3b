"""The pages of the subscriber's panel, one module for each tab."""
