"""What Azure's roles, assignments and directory grant, and what that amounts to."""
