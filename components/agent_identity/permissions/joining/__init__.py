"""Joins what was found in several clouds: who of one becomes whom in another."""
