"""A Pulumi stack, of whatever cloud: its resources, and which of them another one means."""
