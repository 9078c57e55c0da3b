"""The catalogues of the languages: found in the code, kept, and given to translators."""
