"""A fleet: the stacks that a catalog comes to, and running them through Pulumi's Automation API."""
