"""Google Cloud: what principals are allowed, and what that adds up to."""
