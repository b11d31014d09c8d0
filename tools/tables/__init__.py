"""Makes the tables of actions, permissions and roles that `agent_identity.access` reads."""
