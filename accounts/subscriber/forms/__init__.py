"""The forms of the subscriber's panel; they never call the platform."""
