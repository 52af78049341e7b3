"""The engine in NumPy: every week, everybody at once."""
