"""Checks that users can run against what they build themselves."""

from collabtherapy.testing.stores import check_store

__all__ = ["check_store"]
