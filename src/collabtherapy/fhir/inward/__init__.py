"""Inward: what a Bundle says, as drafts to be put and facts to be read."""
