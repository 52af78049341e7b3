"""Outward: what each part of a partnership becomes, and what is left out."""
