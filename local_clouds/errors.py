"""The one error of this package that people are meant to read."""

from __future__ import annotations


class LocalCloudError(Exception):
    """The local clouds cannot do what was asked: the message says what was found, where, and what was expected."""
