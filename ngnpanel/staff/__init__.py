"""Support staff: their accounts and roles, the desk, and sessions in which they act for others."""
