"""What the boundary of each cloud does about each escalation technique: one mark a technique, proven by tests."""
