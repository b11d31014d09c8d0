"""The agent identity policy pack: what it sees (`resource`), what it asks (`rules`), what it says (`judge`, `host`)."""
