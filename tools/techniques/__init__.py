"""From first sources to candidates for escalation techniques, and which of them nobody has judged yet."""
