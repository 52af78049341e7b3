"""The kinds of duty: what opens each, who owes it, what does it, and how it ends."""
