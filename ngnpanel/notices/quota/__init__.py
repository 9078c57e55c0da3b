"""Monthly limits: what accounts used up, who is stopped, who is told, and who may go on."""
