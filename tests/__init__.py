"""The tests, which mirror the folders of the project."""
