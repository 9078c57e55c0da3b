"""The pages of staff: the desk, members, roles, and a member's own password."""
