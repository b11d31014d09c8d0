"""Readers: what each kind of input says of AWS, as a `World`."""
