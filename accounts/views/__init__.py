"""The screens of this app that the kit does not have."""
